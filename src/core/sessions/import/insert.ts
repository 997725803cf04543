import type pg from 'pg';
import { quote } from '#core/database/actions.ts';
import { isoTime } from '#core/sessions/export/iso-time.ts';
import type { Row, TableColumn, TableName, Value } from '#core/sessions/rows.ts';
import type { TargetColumn } from './target.ts';

/** A statement takes so much at once. */
const BATCH_ROWS = 1_000;
const BATCH_CHARACTERS = 8_000_000;

/** Writes rows of one table, many in a statement. */
export class TableInsert {
  readonly #client: pg.Client;
  readonly #sql: string;
  /** Where the target's columns stand in a recorded row, and how they are held there. */
  readonly #fields: readonly { readonly place: number; readonly storage: TableColumn['storage'] }[];
  #arrays: (string | null)[][];
  #characters = 0;

  constructor(
    client: pg.Client,
    schema: string,
    table: TableName,
    target: readonly TargetColumn[],
    recorded: readonly TableColumn[],
  ) {
    this.#client = client;
    this.#fields = target.map(({ name }) => {
      const place = recorded.findIndex((column) => column.name === name);
      return { place, storage: recorded[place]?.storage ?? 'text' };
    });
    this.#arrays = target.map(() => []);
    const names = target.map(({ name }) => quote(name)).join(', ');
    const arrays = target.map((_, n) => `$${n + 1}::text[]`).join(', ');
    const places = target.map((_, n) => `c${n}`);
    const values = target.map(({ type }, n) => cast(`r.c${n}`, type, this.#fields[n]?.storage ?? 'text'));
    // OVERRIDING: also where ids are GENERATED ALWAYS.
    this.#sql = `INSERT INTO ${quote(schema)}.${table} (${names}) OVERRIDING SYSTEM VALUE
      SELECT ${values.join(', ')} FROM unnest(${arrays}) WITH ORDINALITY AS r (${[...places, 'n'].join(', ')}) ORDER BY r.n`;
  }

  async add(row: Row): Promise<void> {
    for (const [n, { place, storage }] of this.#fields.entries()) {
      const text = textOf(row[place] ?? null, storage);
      this.#arrays[n]?.push(text);
      this.#characters += text?.length ?? 0;
    }
    if ((this.#arrays[0]?.length ?? 0) >= BATCH_ROWS || this.#characters >= BATCH_CHARACTERS) await this.flush();
  }

  /** Writes what has been added so far. */
  async flush(): Promise<void> {
    const arrays = this.#arrays;
    if ((arrays[0]?.length ?? 0) === 0) return;
    this.#arrays = arrays.map(() => []);
    this.#characters = 0;
    await this.#client.query(this.#sql, arrays);
  }
}

/** A text within SQL as a value of a column. */
function cast(text: string, type: string, storage: TableColumn['storage']): string {
  // As an assignment: a cast to varchar(n) would cut off what is too long without a word.
  if (/^(text|character)/.test(type) && !type.endsWith(']')) return text;
  // A time without zone is written in the server's zone, as the monitor reads it.
  if (storage === 'time' && /^timestamp/.test(type)) return `${text}::timestamptz::${type}`;
  return `${text}::${type}`;
}

function textOf(value: Value, storage: TableColumn['storage']): string | null {
  if (value === null) return null;
  if (storage === 'boolean') return value === 1 ? 'true' : value === 0 ? 'false' : String(value);
  return storage === 'time' && typeof value === 'number' ? isoTime(value) : String(value);
}
