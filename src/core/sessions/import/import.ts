import type pg from 'pg';
import { type Row, type RowSource, TABLES, type TableName, type Value } from '#core/sessions/rows.ts';
import type { SessionSelection } from '#shared/domain/session.ts';
import { TableIds } from './ids.ts';
import { TableInsert } from './insert.ts';
import { ImportError } from './problem.ts';
import { createIndex, createTables, existingTables, type Target } from './target.ts';

const ALL: SessionSelection = { experiments: null, from: null, to: null, texts: true };
/** Writers are not to wait behind this for longer. */
const LOCK_TIMEOUT = '5s';

/** What is brought into a database, and how. */
export interface ImportRequest {
  readonly rows: RowSource;
  readonly schema: string;
  /** `create`: into tables that are made for it. `append`: to the rows of tables that are there. */
  readonly into: 'create' | 'append';
  /** Gives rows new ids, instead of refusing where theirs are taken; with `append` only. */
  readonly renumber: boolean;
  /** Told how many actions have been written. */
  progress(actions: number): void;
  readonly signal?: AbortSignal | undefined;
}

/** What was brought. */
export interface Imported {
  readonly mazes: number;
  readonly experiments: number;
  readonly actions: number;
  /** What is not as it was recorded, as sentences. */
  readonly notes: readonly string[];
}

/**
 * Brings the rows of a session into a database's schema, in one transaction: all of them, or none.
 * @throws ImportError, and the server's errors; nothing is changed then
 */
export async function importRows(client: pg.Client, request: ImportRequest): Promise<Imported> {
  await client.query(`BEGIN READ WRITE; SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
  try {
    const imported = await write(client, request);
    await client.query('COMMIT');
    return imported;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

async function write(client: pg.Client, request: ImportRequest): Promise<Imported> {
  const { rows, schema, into } = request;
  const notes: string[] = [];
  for (const table of TABLES) {
    if (rows.columns[table].some(({ name }) => name === 'id')) continue;
    throw new ImportError(`The session does not say which columns ${table} has, so it cannot be imported.`);
  }
  const target = await (into === 'create' ? createTables : existingTables)(client, schema, rows, notes);
  const { experiments, mazes } = await rows.experiments(ALL);
  const writer = new Writer(client, request, target);
  await writer.writeAll(mazes, experiments);
  if (into === 'create') await createIndex(client, schema, target);
  return { mazes: mazes.length, experiments: experiments.length, actions: writer.actions, notes };
}

/** The id of each row that got another one, by the id that it had. */
type NewIds = ReadonlyMap<Value, Value>;

class Writer {
  actions = 0;
  readonly #client: pg.Client;
  readonly #request: ImportRequest;
  readonly #target: Target;

  constructor(client: pg.Client, request: ImportRequest, target: Target) {
    this.#client = client;
    this.#request = request;
    this.#target = target;
  }

  async writeAll(mazes: readonly Row[], experiments: readonly Row[]): Promise<void> {
    const { rows, renumber, schema } = this.#request;
    const mazeIds = await this.#writeTable('mazes', mazes, (row) => row);
    const maze = this.#place('experiments', 'maze_id');
    const experimentIds = await this.#writeTable('experiments', experiments, (row) =>
      // A maze that was not recorded would be another one there.
      renumber && maze >= 0 ? row.with(maze, mazeIds.get(row[maze] ?? null) ?? null) : row,
    );
    const id = this.#place('experiments', 'id');
    const owner = this.#place('agent_actions', 'experiment_id');
    const ids = await TableIds.of(this.#client, schema, 'agent_actions');
    const insert = this.#insert('agent_actions');
    for (const experiment of experiments) {
      const known = experiment[id] ?? null;
      for await (const page of rows.actions(Number(known), ALL)) {
        const moved = renumber ? page.map((row) => row.with(owner, experimentIds.get(known) ?? null)) : page;
        await this.#writeRows('agent_actions', ids, insert, moved);
        this.actions += page.length;
        this.#request.progress(this.actions);
        this.#request.signal?.throwIfAborted();
      }
    }
    await insert.flush();
    if (!renumber) await ids.advance();
  }

  async #writeTable(table: TableName, rows: readonly Row[], moved: (row: Row) => Row): Promise<NewIds> {
    const ids = await TableIds.of(this.#client, this.#request.schema, table);
    const insert = this.#insert(table);
    const known = await this.#writeRows(table, ids, insert, rows.map(moved));
    await insert.flush();
    if (!this.#request.renumber) await ids.advance();
    return known;
  }

  async #writeRows(table: TableName, ids: TableIds, insert: TableInsert, rows: readonly Row[]): Promise<NewIds> {
    const id = this.#place(table, 'id');
    const { renumber, into } = this.#request;
    if (!renumber && into === 'append') await ids.refuseTaken(rows.map((row) => row[id] ?? null));
    const fresh = renumber && rows.length > 0 ? await ids.take(rows.length) : [];
    const known = new Map<Value, Value>();
    for (const [n, row] of rows.entries()) {
      const one = fresh[n];
      if (one !== undefined) known.set(row[id] ?? null, one);
      await insert.add(one === undefined ? row : row.with(id, one));
    }
    return known;
  }

  #insert(table: TableName): TableInsert {
    return new TableInsert(
      this.#client,
      this.#request.schema,
      table,
      this.#target[table],
      this.#request.rows.columns[table],
    );
  }

  #place(table: TableName, name: string): number {
    return this.#request.rows.columns[table].findIndex((column) => column.name === name);
  }
}
