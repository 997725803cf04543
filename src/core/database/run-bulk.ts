import { errorCode } from '#core/system-errors.ts';
import type { RunKey } from '#shared/run/sights.ts';
import { quote } from './actions.ts';
import type { Queryable } from './connection.ts';
import type { Copyable } from './copy.ts';
import { CopyFormatError, type CopyRow, CopyRows } from './copy-rows.ts';
import type { Pace } from './pace.ts';
import { lastKey, orderOf, type RunStretch, stretchSql } from './run-rows.ts';
import type { Schema } from './schema.ts';

/** The first fields of every row. */
export const STEP = 0;
export const ID = 1;

/** Takes the rows of one read. */
export interface Collector<Result> {
  take(row: CopyRow): void;
  finish(): Result;
}

/** What is read of a run. */
export interface BulkRequest<Result> {
  readonly stretch: RunStretch;
  /** SELECTed besides the step number and the id. */
  readonly columns: readonly string[];
  /** True: by (step number, id); false: as they lie in the table. */
  readonly inOrder: boolean;
  /** Rows. */
  readonly atMost: number;
  /** The highest id; null: all. */
  readonly upTo: number | null;
  /** How many steps are asked for. */
  readonly pace: Pace;
  /**
   * Begins to collect rows; what was collected before is forgotten.
   * @param expected about how many
   */
  collect(expected: number): Collector<Result>;
}

/** What was read, and where that leaves off. */
export interface BulkAnswer<Result> {
  readonly result: Result;
  readonly last: RunKey | null;
  readonly more: boolean;
}

/** Errors after which the same rows are there for whoever asks without COPY: it is not supported, or not allowed. */
const REFUSALS = /^(0A|22|25|42|XX)/;
const TOO_SLOW = '57014';

/**
 * Steps from here to there are read page by page of the table, in the table's order: half the work of going through the
 * index row by row (a planner does not see it, because it does not know how near to each other a run's rows lie). What
 * is sorted then fits into memory.
 */
const BY_WINDOW = ['enable_indexscan = off', 'enable_seqscan = off', 'jit = off', "work_mem = '32MB'"];
/**
 * Rows one by one: the index has their order, but a planner that knows nothing of a new table yet takes a run for a few
 * rows, and sorts all that are left of it for every page.
 */
const BY_INDEX = ['enable_sort = off', 'jit = off'];
/** Some steps may have several rows. */
const FILL = 0.9;
const MOST_ID = Number.MAX_SAFE_INTEGER;

/** Reads the rows of runs through COPY, for as long as the server and what stands before it let us. */
export class RunBulk {
  readonly #database: Queryable & Copyable;
  readonly #table: string;
  readonly #key: readonly string[];
  #isRefused = false;

  constructor(database: Queryable & Copyable, schema: Schema) {
    this.#database = database;
    this.#table = `${quote(schema.name)}.agent_actions`;
    // A cast to a column's own type costs nothing, and holds when the table is altered under a running monitor.
    this.#key = ['step_number', 'id'].map((column) => `a.${column}::${schema.actionTypes.get(column)}`);
  }

  /** The next rows of a stretch; null where they have to be read otherwise. */
  async read<Result>(request: BulkRequest<Result>): Promise<BulkAnswer<Result> | null> {
    if (this.#isRefused) return null;
    try {
      return (
        (request.stretch.isNumbered ? await this.#readWindow(request) : null) ?? (await this.#readByIndex(request))
      );
    } catch (error) {
      const code = errorCode(error);
      if (code === TOO_SLOW) request.pace.tooMuch();
      // It would be refused each time, and each time the server would write it into its log.
      else if (error instanceof CopyFormatError || REFUSALS.test(code)) this.#isRefused = true;
      else throw error;
      return null;
    }
  }

  /** The rows of so many steps; null where one step has more rows than are wanted. */
  async #readWindow<Result>(request: BulkRequest<Result>): Promise<BulkAnswer<Result> | null> {
    const { stretch, inOrder, atMost, upTo, pace } = request;
    const ends = await this.#endsOf(stretch);
    if (!ends) return { result: request.collect(0).finish(), last: null, more: false };
    const steps = Math.ceil(Math.min(pace.size, atMost * FILL));
    const end = Math.min(ends.last, ends.first + steps - 1);
    const order = inOrder ? orderOf(stretch) : null;
    const from = stretchSql(this.#table, stretch, { end, upTo, order, limit: atMost + 1 });
    const collector = request.collect(Math.min(atMost, end - ends.first + 1));
    const brought = await this.#copy(request, from, BY_WINDOW, (row) => collector.take(row));
    if (brought.rows > atMost) {
      pace.tooMuch();
      return null;
    }
    const more = end < ends.last;
    if (more) pace.note(steps, brought);
    return { result: collector.finish(), last: { step: end, id: MOST_ID }, more };
  }

  /** So many rows. */
  async #readByIndex<Result>(request: BulkRequest<Result>): Promise<BulkAnswer<Result>> {
    const { stretch, atMost, upTo } = request;
    const limit = Math.min(atMost, request.pace.size);
    const from = stretchSql(this.#table, stretch, { upTo, order: orderOf(stretch), limit });
    const collector = request.collect(0);
    let step = 0;
    let id = 0;
    const { rows } = await this.#copy(request, from, BY_INDEX, (row) => {
      step = row.integer(STEP) || 0;
      id = row.integer(ID);
      collector.take(row);
    });
    return { result: collector.finish(), last: lastKey(rows, step, id), more: rows === limit };
  }

  async #copy(
    { columns }: BulkRequest<unknown>,
    from: string,
    settings: readonly string[],
    take: (row: CopyRow) => void,
  ) {
    const fields = [...this.#key, ...columns];
    const rows = new CopyRows(fields.length, take);
    const select = `SELECT ${fields.join(', ')} FROM ${from}`;
    const ms = await this.#database.copy(select, settings, (bytes, start, end) => rows.push(bytes, start, end));
    rows.end();
    return { rows: rows.count, bytes: rows.bytes, ms };
  }

  /** The first and the last step behind a place; null where there is none. */
  async #endsOf(stretch: RunStretch): Promise<{ first: number; last: number } | null> {
    const edge = (order: string) =>
      `(SELECT a.step_number FROM ${stretchSql(this.#table, stretch, { order, limit: 1 })})`;
    const { rows } = await this.#database.query<readonly unknown[]>({
      rowMode: 'array',
      text: `SELECT ${edge('a.step_number')}, ${edge('a.step_number DESC')}`,
    });
    const [first, last] = (rows[0] ?? []).map(Number);
    // A step that no number holds is none that can be asked for.
    const isThere = rows[0]?.[0] !== null && Number.isSafeInteger(first);
    return isThere ? { first: first ?? 0, last: Math.min(last ?? 0, Number.MAX_SAFE_INTEGER) } : null;
  }
}
