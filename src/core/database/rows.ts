import { NO_STEP } from '#core/runs/cursor.ts';
import { type Row, type RowSource, type TableName, TEXT_COLUMNS } from '#core/sessions/rows.ts';
import type { SessionSelection } from '#shared/domain/session.ts';
import { epochMs, quote } from './actions.ts';
import type { Queryable } from './connection.ts';
import { nextStretch, orderOf, type RunStretch, stretchSql } from './run-rows.ts';
import type { Schema } from './schema.ts';
import { readColumns, readRow, selectList, type TableColumns } from './whole-rows.ts';

/** Rows a read: with texts some megabytes. */
const PAGE = 2_000;
/** Experiments a read; a prompt may be long. */
const EXPERIMENTS = 500;

/** Whole rows of a database. */
export class DatabaseRows implements RowSource {
  readonly columns: TableColumns;
  readonly #database: Queryable;
  readonly #schema: Schema;

  private constructor(database: Queryable, schema: Schema, columns: TableColumns) {
    this.#database = database;
    this.#schema = schema;
    this.columns = columns;
  }

  static async open(database: Queryable, schema: Schema): Promise<DatabaseRows> {
    return new DatabaseRows(database, schema, await readColumns(database, schema));
  }

  /** The rows of these ids, as far as they exist. */
  async these(table: TableName, ids: readonly number[], texts = true): Promise<Row[]> {
    const rows: Row[] = [];
    for (let first = 0; first < ids.length; first += PAGE) {
      const some = ids.slice(first, first + PAGE);
      rows.push(...(await this.#select(table, texts, `WHERE t.id = ANY($1::bigint[]) ORDER BY t.id`, [some])));
    }
    return rows;
  }

  /** Which of these actions have a value in any of these columns. */
  async withAny(columns: readonly string[], ids: readonly number[]): Promise<number[]> {
    const { rows } = await this.#database.query<{ id: number }>(
      `SELECT t.id FROM ${quote(this.#schema.name)}.agent_actions t
        WHERE t.id = ANY($1::bigint[]) AND (${columns.map((name) => `t.${quote(name)} IS NOT NULL`).join(' OR ')})`,
      [ids],
    );
    return rows.map(({ id }) => Number(id));
  }

  /** What the server says of itself. */
  async describeServer(): Promise<{ version: string; timeZone: string; now: number }> {
    const { rows } = await this.#database.query<{ version: string; timeZone: string; now: number }>(
      `SELECT current_setting('server_version') AS version, current_setting('TimeZone') AS "timeZone",
              ${epochMs('clock_timestamp()')} AS now`,
    );
    return rows[0] ?? { version: '', timeZone: 'UTC', now: Date.now() };
  }

  async experiments({ experiments, from, to, texts }: SessionSelection) {
    const within = `($2::float8 IS NULL OR t.completed_at IS NULL OR ${epochMs('t.completed_at')} >= $2)
      AND ($3::float8 IS NULL OR t.started_at IS NULL OR ${epochMs('t.started_at')} <= $3)`;
    const found: Row[] = [];
    const id = this.columns.experiments.findIndex(({ name }) => name === 'id');
    for (let after = -1, more = true; more; ) {
      const page = await this.#select(
        'experiments',
        texts,
        `WHERE ($1::bigint[] IS NULL OR t.id = ANY($1)) AND ${within} AND t.id > $4::bigint ORDER BY t.id LIMIT ${EXPERIMENTS}`,
        [experiments, from, to, after],
      );
      found.push(...page);
      after = Number(page.at(-1)?.[id] ?? after);
      more = page.length === EXPERIMENTS;
    }
    const maze = this.columns.experiments.findIndex(({ name }) => name === 'maze_id');
    const mazes = new Set(found.flatMap((row) => (row[maze] === null ? [] : [Number(row[maze])])));
    return { experiments: found, mazes: await this.these('mazes', [...mazes]) };
  }

  /** The planner's estimate for all of a table; the highest step numbers for chosen experiments. */
  async count({ experiments }: SessionSelection): Promise<number> {
    const table = `${quote(this.#schema.name)}.agent_actions`;
    if (experiments === null || !this.#schema.runIndex) {
      const { rows } = await this.#database.query<{ count: number }>(
        'SELECT greatest(reltuples, 0)::float8 AS count FROM pg_class WHERE oid = $1::regclass',
        [table],
      );
      return Math.round(rows[0]?.count ?? 0);
    }
    const { rows } = await this.#database.query<{ count: number }>(
      `SELECT coalesce(sum((SELECT max(a.step_number) FROM ${table} a WHERE a.experiment_id = e.id)), 0)::float8 AS count
         FROM unnest($1::bigint[]) AS e (id)`,
      [experiments],
    );
    return Math.round(rows[0]?.count ?? 0);
  }

  /** @param upTo the highest id; null: all there are */
  async *actions(experimentId: number, selection: SessionSelection, upTo: number | null = null) {
    const columns = this.columns.agent_actions;
    const place = (wanted: string) => columns.findIndex(({ name }) => name === wanted);
    const [id, step, at] = [place('id'), place('step_number'), place('timestamp')];
    const list = selectList(columns, 'a', selection.texts ? [] : TEXT_COLUMNS.agent_actions);
    const [from, to] = [selection.from, selection.to].map((ms) => (ms === null ? null : ms * 1_000));
    const isWanted = (row: Row): boolean => {
      const time = row[at];
      if (typeof time !== 'number') return true;
      return (from == null || time >= from) && (to == null || time <= to);
    };
    const read = async (stretch: RunStretch) => {
      const table = `${quote(this.#schema.name)}.agent_actions`;
      const sql = stretchSql(table, stretch, { upTo, order: orderOf(stretch), limit: PAGE });
      const { rows } = await this.#database.query<readonly unknown[]>({
        rowMode: 'array',
        text: `SELECT ${list} FROM ${sql}`,
      });
      const whole = rows.map((row) => readRow(columns, row));
      const last = whole.at(-1);
      const key = last ? { step: Number(last[step] ?? NO_STEP), id: Number(last[id]) } : null;
      return { rows: whole, last: key, more: rows.length === PAGE };
    };
    let next: { step: number; id: number } | null = { step: NO_STEP, id: -1 };
    while (next) {
      const answer: Awaited<ReturnType<typeof nextStretch<Awaited<ReturnType<typeof read>>>>> = await nextStretch(
        experimentId,
        next,
        read,
      );
      const rows = answer.result.rows.filter(isWanted);
      if (rows.length > 0) yield rows;
      next = answer.next;
    }
  }

  async #select(table: TableName, texts: boolean, rest: string, values: readonly unknown[]): Promise<Row[]> {
    const columns = this.columns[table];
    const list = selectList(columns, 't', texts ? [] : TEXT_COLUMNS[table]);
    const { rows } = await this.#database.query<readonly unknown[]>({
      rowMode: 'array',
      text: `SELECT ${list} FROM ${quote(this.#schema.name)}.${table} t ${rest}`,
      values,
    });
    return rows.map((row) => readRow(columns, row));
  }
}
