import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { inflateSync } from 'node:zlib';
import type { RunKey } from '#shared/run/sights.ts';
import { packedColumns, plainColumns, quoteName, TEXT_BLOCK } from './format.ts';
import { Recent } from './recent.ts';
import type { Row, TableColumn, TableName, Value } from './rows.ts';
import { type RunPack, unpackRun } from './run-pack.ts';
import { columnsChecksum, guarded, openForReading, readTableColumns, refusal } from './session-file.ts';
import { checksumOf } from './text-packer.ts';

/** Runs whose lists of blocks are remembered: 200 bytes a block of 4,096 actions. */
const MOST_RUNS = 200;
/** Blocks that are remembered unpacked: some 300 KB each. */
const MOST_PACKS = 32;
/** The texts of a column of a block each. */
const MOST_TEXTS = 64;
/** Nothing that we packed is larger. */
const MOST_UNPACKED = 1024 * 1024 * 1024;

/** Where a part of a run is. */
export interface RunBlock {
  readonly number: number;
  /** The place of its first action in the file. */
  readonly firstPlace: number;
  readonly actions: number;
  /** Index of its first action in the run. */
  readonly first: number;
  readonly leastId: number;
  readonly mostId: number;
  /** Its last action. */
  readonly last: RunKey;
}

/** What a packed run tells about itself. */
export interface RunFacts {
  readonly experimentId: number;
  readonly actions: number;
  readonly wallHits: number;
  readonly lastStep: number | null;
  /** Microseconds since 1970. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
}

/**
 * A closed session, read a part at a time. Every part has a checksum; what does not fit its own is read from where it
 * stands a second time if there is such a place, left out otherwise, and told: nothing wrong is shown as if it were right.
 */
export class PackedFile {
  readonly path: string;
  readonly columns: Readonly<Record<TableName, readonly TableColumn[]>>;
  readonly #file: DatabaseSync;
  readonly #onProblem: (sentence: string) => void;
  readonly #plain: readonly TableColumn[];
  readonly #packed: readonly TableColumn[];
  readonly #rowsIn: StatementSync;
  readonly #packOf: StatementSync;
  readonly #blocksOf: StatementSync;
  readonly #textsOf: StatementSync;
  readonly #actionsOf: StatementSync;
  readonly #blocks = new Recent<number, readonly RunBlock[]>(MOST_RUNS);
  readonly #packs = new Recent<string, RunPack | null>(MOST_PACKS);
  readonly #texts = new Recent<string, readonly Value[] | null>(MOST_TEXTS);

  /**
   * @param onProblem is given a sentence for each part that cannot be read
   * @throws SessionFileError
   */
  constructor(path: string, onProblem: (sentence: string) => void) {
    this.path = path;
    this.#onProblem = onProblem;
    this.#file = openForReading(path);
    try {
      this.columns = guarded(() => {
        const check = this.#file.prepare("SELECT crc FROM checksum WHERE table_name = 'table_column'").get()?.['crc'];
        if (check !== columnsChecksum(this.#file)) throw refusal('damaged');
        return readTableColumns(this.#file);
      });
      this.#plain = plainColumns(this.columns.agent_actions);
      this.#packed = packedColumns(this.columns.agent_actions);
      const prepare = (sql: string): StatementSync => {
        const statement = this.#file.prepare(sql);
        statement.setReturnArrays(true);
        return statement;
      };
      const plain = this.#plain.map(readable).join(', ');
      const packed = this.#packed.map(({ name }) => quoteName(name)).join(', ');
      [this.#rowsIn, this.#packOf, this.#blocksOf, this.#textsOf, this.#actionsOf] = guarded(() => [
        prepare(`SELECT place, ${plain} FROM agent_actions WHERE place BETWEEN ? AND ? ORDER BY place`),
        prepare('SELECT bytes FROM run_block WHERE experiment_id = ? AND number = ?'),
        prepare(
          'SELECT number, first_place, actions, least_id, most_id, last_step, last_id FROM run_block WHERE experiment_id = ? ORDER BY number',
        ),
        prepare(`SELECT crc${packed === '' ? '' : `, ${packed}`} FROM text_block WHERE id = ?`),
        prepare('SELECT actions FROM run WHERE experiment_id = ?'),
      ]);
    } catch (error) {
      this.#file.close();
      throw error;
    }
  }

  get isOpen(): boolean {
    return this.#file.isOpen;
  }

  close(): void {
    if (this.#file.isOpen) this.#file.close();
  }

  /** The row of `session`. */
  session(): Readonly<Record<string, unknown>> {
    return guarded(() => this.#file.prepare('SELECT * FROM session').get()) ?? {};
  }

  /** The feed's events, in their order. Times are microseconds since 1970 by the server's clock. */
  events(): { at: number; state: string; reason: string }[] {
    return this.#tolerate('What the feed said cannot be read.', [], () =>
      this.#file
        .prepare('SELECT at, state, reason FROM feed_event ORDER BY id LIMIT 100000')
        .all()
        .map((row) => ({ at: Number(row['at']), state: String(row['state']), reason: String(row['reason']) })),
    );
  }

  /** Whole rows of `mazes` or `experiments`, by id, as far as they are sound. @param ids null: all */
  rowsOf(table: 'mazes' | 'experiments', ids: readonly number[] | null): Row[] {
    const columns = this.columns[table];
    const id = columns.findIndex(({ name }) => name === 'id');
    const list = columns.map(readable).join(', ');
    const all = columns.keys().toArray();
    const checks = this.#file.prepare('SELECT crc FROM checksum WHERE table_name = ? AND id = ?');
    const read = (where: string, ...values: number[]): Row[] => {
      const statement = this.#file.prepare(`SELECT ${list} FROM ${table} ${where}`);
      statement.setReturnArrays(true);
      return statement.all(...values) as unknown as Row[];
    };
    const what = table === 'mazes' ? 'mazes' : 'experiments';
    const rows = this.#tolerate(`Some ${what} cannot be read: the file is damaged.`, [], () =>
      ids === null ? read('ORDER BY id') : ids.flatMap((wanted) => read('WHERE id = ?', wanted)),
    );
    return rows.filter((row) => {
      const key = Number(row[id]);
      const crc = this.#tolerate('', null, () => checks.get(table, key)?.['crc'] ?? null);
      if (crc === checksumOf([row], all)) return true;
      const name = table === 'mazes' ? 'Maze' : 'Experiment';
      this.#onProblem(`${name} ${key} is left out: it is damaged.`);
      return false;
    });
  }

  /** What each run tells of itself. */
  runs(): RunFacts[] {
    const rows = this.#tolerate('The list of runs cannot be read: the file is damaged.', [], () => {
      const statement = this.#file.prepare(
        `SELECT c.crc, r.* FROM run r LEFT JOIN checksum c ON c.table_name = 'run' AND c.id = r.experiment_id`,
      );
      statement.setReturnArrays(true);
      return statement.all() as unknown as Value[][];
    });
    return rows.flatMap(([crc, ...run]) => {
      const [experimentId, , actions, wallHits, lastStep, firstAt, lastAt] = run;
      if (crc !== checksumOf([run], run.keys().toArray())) {
        this.#onProblem(`What is counted of run ${Number(experimentId)} is left out: the file is damaged there.`);
        return [];
      }
      return {
        experimentId: Number(experimentId),
        actions: Number(actions),
        wallHits: Number(wallHits),
        lastStep: orNull(lastStep),
        firstAt: orNull(firstAt),
        lastAt: orNull(lastAt),
      };
    });
  }

  /** Where the parts of a run are, in its order. */
  blocks(experimentId: number): readonly RunBlock[] {
    return this.#blocks.of(experimentId, () => {
      const rows = this.#tolerate(`Run ${experimentId} cannot be read: the file is damaged.`, [], () =>
        this.#blocksOf.all(experimentId),
      ) as unknown as number[][];
      let first = 0;
      const [counted] = this.#tolerate('', [], () => this.#actionsOf.get(experimentId) ?? []) as unknown as number[];
      const sum = rows.reduce((total, [, , count = 0]) => total + count, 0);
      if (rows.some(([number], n) => number !== n) || (counted ?? 0) !== sum) {
        this.#onProblem(`Parts of run ${experimentId} are missing: the file is damaged.`);
      }
      return rows.map(([number = 0, firstPlace = 0, actions = 0, leastId = 0, mostId = 0, step = 0, id = 0]) => {
        const block = { number, firstPlace, actions, first, leastId, mostId, last: { step, id } };
        first += actions;
        return block;
      });
    });
  }

  /** A part of a run as columns; null where it is damaged. */
  pack(experimentId: number, block: RunBlock): RunPack | null {
    return this.#packs.of(`${experimentId} ${block.number}`, () => {
      const from = block.first + 1;
      const sentence = `Actions ${from} to ${from + block.actions - 1} of run ${experimentId} are left out: the file is damaged there.`;
      return this.#tolerate(sentence, null, () => {
        const [bytes] = (this.#packOf.get(experimentId, block.number) ?? []) as unknown as unknown[];
        if (!(bytes instanceof Uint8Array)) throw refusal('damaged');
        const pack = unpackRun(bytes);
        const end = pack.count - 1;
        const isThisOne = pack.experimentId === experimentId && pack.number === block.number;
        const isWhole =
          pack.count === block.actions && pack.step[end] === block.last.step && pack.id[end] === block.last.id;
        if (!isThisOne || !isWhole) throw refusal('damaged');
        return pack;
      });
    });
  }

  /** The whole row at a place, or null where there is none or it is damaged. */
  row(place: number): Row | null {
    return this.rows(place, place)[0] ?? null;
  }

  /** Whole rows from one place to another, as far as they are sound. */
  rows(first: number, last: number): Row[] {
    const sound: Row[] = [];
    for (let block = blockOf(first); block <= blockOf(last); block++) {
      const from = block * TEXT_BLOCK + 1;
      for (const [place, row] of this.#block(block, from)) if (place >= first && place <= last) sound.push(row);
    }
    return sound;
  }

  /** The values of a packed column of a block of rows; null where they are damaged. */
  texts(block: number, column: string): readonly Value[] | null {
    return this.#texts.of(`${block} ${column}`, () => {
      const place = this.#packed.findIndex(({ name }) => name === column);
      if (place < 0) return null;
      return this.#tolerate('', null, () => {
        const row = this.#textsOf.get(block) as unknown as unknown[] | undefined;
        if (!row) throw refusal('damaged');
        const bytes = row[place + 1];
        if (bytes === null) return [];
        if (!(bytes instanceof Uint8Array)) throw refusal('damaged');
        const values: unknown = JSON.parse(inflateSync(bytes, { maxOutputLength: MOST_UNPACKED }).toString('utf8'));
        if (!Array.isArray(values)) throw refusal('damaged');
        return values.map((value) => (typeof value === 'string' || typeof value === 'number' ? value : null));
      });
    });
  }

  /** The rows of a block with their places. */
  #block(block: number, from: number): [number, Row][] {
    const sentence = `Some of the actions ${from} to ${from + TEXT_BLOCK - 1} of the file are left out: it is damaged there.`;
    const { agent_actions: all } = this.columns;
    return this.#tolerate(sentence, [], () => {
      const found = this.#rowsIn.all(from, from + TEXT_BLOCK - 1) as unknown as Value[][];
      const [crc] = (this.#textsOf.get(block) ?? []) as unknown as unknown[];
      const values = found.map(([, ...rest]) => rest);
      if (crc !== checksumOf(values, this.#plain.keys().toArray())) throw refusal('damaged');
      const texts = new Map(this.#packed.map((column) => [column, this.texts(block, column.name)]));
      if ([...texts.values()].includes(null))
        this.#onProblem(
          `Some texts of the actions ${from} to ${from + TEXT_BLOCK - 1} of the file are damaged, and left out.`,
        );
      return found.map(([place, ...rest], n): [number, Row] => {
        let next = 0;
        const row = all.map((column) => {
          const packed = texts.get(column);
          return packed === undefined ? (rest[next++] ?? null) : (packed?.[n] ?? null);
        });
        return [Number(place), row];
      });
    });
  }

  /** What cannot be read is told and left out. */
  #tolerate<T>(sentence: string, otherwise: T, read: () => T): T {
    try {
      return read();
    } catch {
      if (sentence !== '') this.#onProblem(sentence);
      return otherwise;
    }
  }
}

/** Which block of texts a place is in. */
export function blockOf(place: number): number {
  return Math.floor((place - 1) / TEXT_BLOCK);
}

/** A column as it is read: a whole number that JavaScript cannot hold comes as text, as it was given. */
export function readable({ name, storage }: TableColumn): string {
  const column = quoteName(name);
  if (storage !== 'integer' && storage !== 'time') return column;
  return `iif(typeof(${column}) = 'integer' AND abs(${column}) > 9007199254740991, CAST(${column} AS TEXT), ${column})`;
}

function orNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
