import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';
import { packedColumns, TEXT_BLOCK } from './format.ts';
import { quoteName, type Row, type TableColumn, type Value } from './rows.ts';

const pack = promisify(deflate);
/** Blocks that are being compressed at a time, by the threads of libuv. */
const MOST_AT_WORK = 8;

/**
 * Takes the rows of `agent_actions` in the file's order, and writes their texts in blocks: for each column a JSON array
 * of its values, compressed with zlib. Rows are inserted by others; a block's `crc` covers what they have besides.
 */
export class TextPacker {
  readonly #insert: StatementSync;
  readonly #packed: readonly number[];
  readonly #plain: readonly number[];
  readonly #working = new Set<Promise<void>>();
  #rows: Row[] = [];
  #blocks = 0;

  /** @param columns of agent_actions */
  constructor(file: DatabaseSync, columns: readonly TableColumn[]) {
    const packed = packedColumns(columns);
    this.#packed = packed.map((column) => columns.indexOf(column));
    this.#plain = columns.flatMap((column, n) => (packed.includes(column) ? [] : [n]));
    const names = ['id', 'crc', ...packed.map(({ name }) => quoteName(name))];
    this.#insert = file.prepare(
      `INSERT INTO text_block (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    );
  }

  async add(row: Row): Promise<void> {
    this.#rows.push(row);
    if (this.#rows.length === TEXT_BLOCK) await this.#begin();
  }

  /** Resolves when all is written. */
  async finish(): Promise<void> {
    if (this.#rows.length > 0) await this.#begin();
    await Promise.all(this.#working);
  }

  async #begin(): Promise<void> {
    const id = this.#blocks++;
    const rows = this.#rows;
    this.#rows = [];
    const crc = checksumOf(rows, this.#plain);
    const work = this.#write(id, crc, rows).finally(() => this.#working.delete(work));
    // What fails is thrown where somebody waits for it: here, or at the end.
    work.catch(() => {});
    this.#working.add(work);
    if (this.#working.size >= MOST_AT_WORK) await Promise.race(this.#working);
  }

  async #write(id: number, crc: number, rows: readonly Row[]): Promise<void> {
    const blobs = await Promise.all(
      this.#packed.map((column) => {
        const values = rows.map((row) => row[column] ?? null);
        return values.every((value) => value === null) ? null : pack(JSON.stringify(values));
      }),
    );
    this.#insert.run(id, crc, ...blobs);
  }
}

/** Tells whether the values of rows are still those that were written. */
export function checksumOf(rows: readonly Row[], columns: readonly number[]): number {
  return crc32(JSON.stringify(rows.map((row) => columns.map((column): Value => row[column] ?? null))));
}
