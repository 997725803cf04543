import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { RunKey } from '#shared/run/sights.ts';
import { RUN_BLOCK } from './format.ts';
import { Recent } from './recent.ts';
import { RowBlocks } from './row-blocks.ts';
import { type Row, readable, type TableColumn, type TableName, type Value } from './rows.ts';
import { type RunPack, unpackRun } from './run-pack.ts';
import {
  checkHeader,
  columnsChecksum,
  guarded,
  openForReading,
  readTableColumns,
  refusal,
  type Whole,
  wholeOf,
} from './session-file.ts';
import { checksumOf } from './text-packer.ts';

/** Runs whose lists of blocks are remembered: 200 bytes a block of 4,096 actions. */
const MOST_RUNS = 200;
/** Blocks that are remembered unpacked: some 300 KB each. */
const MOST_PACKS = 32;

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
  readonly #whole: Whole;
  readonly #onProblem: (sentence: string) => void;
  readonly #rows: RowBlocks;
  readonly #packOf: StatementSync;
  readonly #blocksOf: StatementSync;
  readonly #actionsOf: StatementSync;
  readonly #blocks = new Recent<number, readonly RunBlock[]>(MOST_RUNS);
  readonly #packs = new Recent<string, RunPack | null>(MOST_PACKS);

  /**
   * @param onProblem is given a sentence for each part that cannot be read
   * @throws SessionFileError
   */
  constructor(path: string, onProblem: (sentence: string) => void) {
    this.path = path;
    this.#onProblem = onProblem;
    checkHeader(path);
    this.#whole = wholeOf(path);
    try {
      this.#file = openForReading(this.#whole.path);
    } catch (error) {
      this.#whole.dispose();
      throw error;
    }
    if (this.#whole.isCutOff) onProblem('The end of this file is missing. What of it can be read is shown.');
    try {
      this.columns = guarded(() => {
        const check = this.#file.prepare("SELECT crc FROM checksum WHERE table_name = 'table_column'").get()?.['crc'];
        if (check !== columnsChecksum(this.#file)) throw refusal('damaged');
        return readTableColumns(this.#file);
      });
      const prepare = (sql: string): StatementSync => {
        const statement = this.#file.prepare(sql);
        statement.setReturnArrays(true);
        return statement;
      };
      [this.#rows, this.#packOf, this.#blocksOf, this.#actionsOf] = guarded(() => [
        new RowBlocks(this.#file, this.columns.agent_actions, onProblem),
        prepare('SELECT bytes FROM run_block WHERE experiment_id = ? AND number = ?'),
        prepare(
          'SELECT number, first_place, actions, least_id, most_id, last_step, last_id FROM run_block WHERE experiment_id = ? ORDER BY number',
        ),
        prepare('SELECT actions FROM run WHERE experiment_id = ?'),
      ]);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  get isOpen(): boolean {
    return this.#file.isOpen;
  }

  close(): void {
    if (this.#file.isOpen) this.#file.close();
    this.#whole.dispose();
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
    const prepare = (where: string) => {
      const statement = this.#file.prepare(`SELECT ${list} FROM ${table} ${where}`);
      statement.setReturnArrays(true);
      return (...values: number[]) => statement.all(...values) as unknown as Row[];
    };
    const what = table === 'mazes' ? 'mazes' : 'experiments';
    const rows = this.#tolerate(`Some ${what} cannot be read: the file is damaged.`, [], () =>
      ids === null ? prepare('ORDER BY id')() : readEach(prepare('WHERE id = ?'), ids),
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
      if (rows.some(([, , count = 0]) => !(count > 0 && count <= RUN_BLOCK))) {
        this.#onProblem(`Run ${experimentId} cannot be read: the file is damaged.`);
        return [];
      }
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

  /**
   * Whole rows from one place to another, as far as they are sound.
   * @param left columns that are not wanted, and null
   */
  rows(first: number, last: number, left?: ReadonlySet<string>): Row[] {
    return this.#rows.rows(first, last, left);
  }

  /** The values of a packed column of a block of rows; null where they are damaged. */
  texts(block: number, column: string): readonly Value[] | null {
    return this.#rows.texts(block, column);
  }

  /** What cannot be read is told and left out. */
  #tolerate<T>(sentence: string, otherwise: T, read: () => T): T {
    try {
      return read();
    } catch (error) {
      // One that was closed meanwhile is not damaged.
      if (!this.#file.isOpen) throw error;
      if (sentence !== '') this.#onProblem(sentence);
      return otherwise;
    }
  }
}

function orNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function readEach(read: (id: number) => Row[], ids: readonly number[]): Row[] {
  return ids.flatMap((id) => read(id));
}
