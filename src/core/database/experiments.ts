import type { ExperimentDetails } from '#shared/contract.ts';
import { describeFailure, type ExperimentSummary } from '#shared/domain/experiment.ts';
import { type Maze, readMaze } from '#shared/domain/maze.ts';
import { epochMs, quote } from './actions.ts';
import type { Queryable } from './connection.ts';
import type { Schema } from './schema.ts';

/** Longer texts are cut in summaries; the details have them whole. */
const MOST_TEXT = 300;

interface SummaryRow {
  id: number;
  model: string | null;
  mazeId: number | null;
  mazeName: string | null;
  comment: string | null;
  startX: number | null;
  startY: number | null;
  startedAt: number | null;
  completedAt: number | null;
  goalFound: boolean | null;
  failure: string | null;
  executionStatus: string | null;
  maxMoves: string | null;
  steps: number | null;
  lastActionAt: number | null;
}

/** The reads of `experiments` and `mazes`. */
export class ExperimentQueries {
  readonly #database: Queryable;
  readonly #schema: Schema;
  readonly #select: string;

  constructor(database: Queryable, schema: Schema) {
    this.#database = database;
    this.#schema = schema;
    const name = quote(schema.name);
    const optional = (column: string, sql = `e.${column}`) => (schema.columns.experiments.has(column) ? sql : 'NULL');
    const cut = (column: string) => optional(column, `left(e.${column}::text, ${MOST_TEXT})`);
    // The newest action of each experiment comes from the run's index; where there is none, it is left to the tail.
    const last = schema.runIndex
      ? `LEFT JOIN LATERAL (SELECT a.step_number, ${epochMs('a."timestamp"')} AS at FROM ${name}.agent_actions a
           WHERE a.experiment_id = e.id AND a.step_number IS NOT NULL ORDER BY a.step_number DESC LIMIT 1) last ON true`
      : 'LEFT JOIN LATERAL (SELECT NULL::int AS step_number, NULL::float8 AS at) last ON true';
    this.#select = `SELECT e.id, left(e.model_name, ${MOST_TEXT}) AS model, e.maze_id AS "mazeId", m.name AS "mazeName",
        ${cut('comment')} AS comment, e.start_x AS "startX", e.start_y AS "startY",
        ${epochMs('e.started_at')} AS "startedAt", ${epochMs('e.completed_at')} AS "completedAt",
        e.${quote(schema.goalFound)} AS "goalFound", ${cut('failure_reason')} AS failure, ${cut('execution_status')} AS "executionStatus",
        ${optional('model_config', "e.model_config->>'max_moves'")} AS "maxMoves",
        last.step_number AS steps, last.at AS "lastActionAt"
      FROM ${name}.experiments e LEFT JOIN ${name}.mazes m ON m.id = e.maze_id ${last}`;
  }

  /** The newest experiments before an id, newest first. */
  before(id: number, limit: number): Promise<ExperimentSummary[]> {
    return this.#read(`${this.#select} WHERE e.id < $1::bigint ORDER BY e.id DESC LIMIT $2`, [id, limit]);
  }

  /** These experiments, as far as they exist. */
  these(ids: readonly number[]): Promise<ExperimentSummary[]> {
    return this.#read(`${this.#select} WHERE e.id = ANY($1::bigint[])`, [ids]);
  }

  /** Which of the experiments with ids in [first, last] there are. */
  async present(first: number, last: number): Promise<Set<number>> {
    const { rows } = await this.#database.query<{ id: number }>(
      `SELECT id FROM ${quote(this.#schema.name)}.experiments WHERE id BETWEEN $1::bigint AND $2::bigint`,
      [first, last],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** How many there are, by the planner's estimate: counting would read the table. */
  async estimate(): Promise<number> {
    const { rows } = await this.#database.query<{ rows: number }>(
      `SELECT greatest(reltuples, 0)::float8 AS rows FROM pg_class WHERE oid = $1::regclass`,
      [`${quote(this.#schema.name)}.experiments`],
    );
    return Math.round(rows[0]?.rows ?? 0);
  }

  /** The server's clock, milliseconds since 1970. */
  async serverTime(): Promise<number> {
    const { rows } = await this.#database.query<{ now: number }>(`SELECT ${epochMs('clock_timestamp()')} AS now`);
    return rows[0]?.now ?? Date.now();
  }

  /** All columns of one experiment, or null. */
  async details(id: number): Promise<ExperimentDetails | null> {
    const [summary] = await this.these([id]);
    if (!summary) return null;
    const { rows } = await this.#database.query<{ row: Record<string, unknown> }>(
      `SELECT to_jsonb(e) AS row FROM ${quote(this.#schema.name)}.experiments e WHERE e.id = $1::bigint`,
      [id],
    );
    return { summary, columns: Object.entries(rows[0]?.row ?? {}).map(([name, value]) => ({ name, value })) };
  }

  /** A maze, repaired so far that it can be drawn, or null. */
  async maze(id: number): Promise<Maze | null> {
    const walls = this.#schema.columns.mazes.has('see_through_walls') ? 'see_through_walls' : 'NULL::boolean';
    const { rows } = await this.#database.query<{
      id: number;
      name: string | null;
      width: number | null;
      height: number | null;
      grid: unknown;
      seeThroughWalls: boolean | null;
    }>(
      `SELECT id, name, width, height, grid_data AS grid, ${walls} AS "seeThroughWalls"
         FROM ${quote(this.#schema.name)}.mazes WHERE id = $1::bigint`,
      [id],
    );
    return rows[0] ? readMaze(rows[0]) : null;
  }

  async #read(sql: string, values: unknown[]): Promise<ExperimentSummary[]> {
    const { rows } = await this.#database.query<SummaryRow>(sql, values);
    return rows.map((row) => ({
      ...row,
      model: row.model ?? 'unknown model',
      goalFound: row.goalFound ?? false,
      failure: describeFailure(row.failure),
      maxMoves: positive(row.maxMoves),
    }));
  }
}

function positive(text: string | null): number | null {
  const value = Number(text);
  return text !== null && Number.isFinite(value) && value > 0 ? value : null;
}
