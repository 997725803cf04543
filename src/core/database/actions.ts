import { type IdRange, markOf, type Position } from '#core/feed/position.ts';
import { type Action, type ActionDetails, readSeenCells, readSeenTiles } from '#shared/domain/action.ts';
import type { Queryable } from './connection.ts';
import type { Schema } from './schema.ts';

type Row = readonly unknown[];

/** What a glance at the table tells. */
export interface TableLook {
  readonly highestId: number;
  /** null for what is not a table. */
  readonly file: number | null;
}

/** Rows a page. Large enough that a burst costs few reads, small enough that a page never holds the host up. */
const PAGE_ROWS = 5_000;
const PAGE_BYTES = 16_000_000;
/** As long as nothing is known about their size. */
const FIRST_PAGE_ROWS = 200;
/** What a row has besides the cells that were seen. */
const ROW_BYTES = 150;
/** Index of tiles_seen in a row. */
const SEEN = 11;

/** Some rows, and whether there are more. */
export interface ActionPage {
  readonly actions: Action[];
  readonly more: boolean;
}

/** Where a page by (step number, id) left off. */
export interface StepKey {
  readonly step: number;
  readonly id: number;
}

/**
 * The reads of `agent_actions`. Every one goes through the primary key or the run's index and has a limit; none grows
 * with the table.
 */
export class ActionQueries {
  readonly #database: Queryable;
  readonly #table: string;
  readonly #columns: string;
  readonly #has: (column: string) => boolean;
  readonly #version: string;
  /** Mean size of the rows of the last page; null before the first. */
  #rowBytes: number | null = null;

  constructor(database: Queryable, schema: Schema) {
    this.#database = database;
    this.#table = `${quote(schema.name)}.agent_actions`;
    // A view has no row versions of its own.
    this.#version = schema.isTable ? "a.xmin::text || ' ' || a.ctid::text" : 'md5(a::text)';
    this.#has = (column) => schema.columns.agent_actions.has(column);
    this.#columns = [
      'a.id',
      'a.experiment_id',
      'a.step_number',
      'a.action_type',
      'a.from_x',
      'a.from_y',
      'a.to_x',
      'a.to_y',
      'a.success',
      epochMs('a."timestamp"'),
      this.#has('turn_number') ? 'a.turn_number' : 'NULL',
      this.#has('tiles_seen') ? 'a.tiles_seen::text' : 'NULL',
      ZONELESS,
    ].join(', ');
  }

  /** All rows after an id, of all experiments, by id, in pages; at least one page, which may be empty. */
  async *after(id: number): AsyncGenerator<Action[]> {
    const ask = (from: number) => {
      const limit = this.#most();
      const answer = this.#rows(
        'oriole_after',
        `SELECT ${this.#columns} FROM ${this.#table} a WHERE a.id > $1::bigint ORDER BY a.id LIMIT $2`,
        [from, limit],
      );
      // Whoever stops in the middle does not wait for it.
      answer.catch(() => {});
      return { answer, limit };
    };
    let next: { answer: Promise<Row[]>; limit: number } | null = ask(id);
    while (next) {
      const rows: Row[] = await next.answer;
      const last = rows.at(-1);
      const isFull: boolean = rows.length === next.limit;
      const bytes = this.#learn(rows);
      // The server reads the next page while this one is taken apart, unless both would be too much to hold.
      const from: number | null = isFull && last ? Number(last[0]) : null;
      next = from !== null && bytes <= PAGE_BYTES ? ask(from) : null;
      yield rows.map(toAction);
      if (from !== null) next ??= ask(from);
    }
  }

  /** Rows whose ids lie in these ranges, by id. */
  within(ranges: readonly IdRange[]): Promise<ActionPage> {
    return this.#page(
      'oriole_within',
      `SELECT ${this.#columns} FROM unnest($1::bigint[], $2::bigint[]) AS r (first, last)
         JOIN ${this.#table} a ON a.id BETWEEN r.first AND r.last ORDER BY a.id LIMIT $3`,
      [ranges.map(([first]) => first), ranges.map(([, last]) => last)],
      PAGE_ROWS,
    );
  }

  /** A page of one run by (step number, id), up to an id. */
  run(experimentId: number, after: StepKey, upTo: number, limit: number): Promise<ActionPage> {
    return this.#page(
      'oriole_run',
      `SELECT ${this.#columns} FROM ${this.#table} a
        WHERE a.experiment_id = $1::bigint AND (a.step_number, a.id) > ($2::bigint, $3::bigint) AND a.id <= $4::bigint
        ORDER BY a.step_number, a.id LIMIT $5`,
      [experimentId, after.step, after.id, upTo],
      limit,
    );
  }

  /** A page of the rows of one run that have no step number, by id, up to an id. */
  withoutStep(experimentId: number, after: number, upTo: number, limit: number): Promise<ActionPage> {
    return this.#page(
      'oriole_without_step',
      `SELECT ${this.#columns} FROM ${this.#table} a
        WHERE a.experiment_id = $1::bigint AND a.step_number IS NULL AND a.id > $2::bigint AND a.id <= $3::bigint
        ORDER BY a.id LIMIT $4`,
      [experimentId, after, upTo],
      limit,
    );
  }

  /** A page of rows with ids in (after, upTo], of one experiment or of all, by id. */
  between(experimentId: number | null, after: number, upTo: number, limit: number): Promise<ActionPage> {
    return experimentId === null
      ? this.#page(
          'oriole_between',
          `SELECT ${this.#columns} FROM ${this.#table} a WHERE a.id > $1::bigint AND a.id <= $2::bigint ORDER BY a.id LIMIT $3`,
          [after, upTo],
          limit,
        )
      : this.#page(
          'oriole_between_of',
          `SELECT ${this.#columns} FROM ${this.#table} a
            WHERE a.experiment_id = $1::bigint AND a.id > $2::bigint AND a.id <= $3::bigint ORDER BY a.id LIMIT $4`,
          [experimentId, after, upTo],
          limit,
        );
  }

  /** The highest id, 0 for an empty table. */
  async highestId(): Promise<number> {
    const { rows } = await this.#database.query<{ max: number }>(
      `SELECT coalesce(max(id), 0)::bigint AS max FROM ${this.#table}`,
    );
    return rows[0]?.max ?? 0;
  }

  /** The highest id, and which file holds the table: another one after TRUNCATE, but after VACUUM FULL too. */
  async look(): Promise<TableLook> {
    const { rows } = await this.#database.query<TableLook>(
      `SELECT coalesce(max(id), 0)::bigint AS "highestId", pg_relation_filenode($1::regclass)::bigint AS file
         FROM ${this.#table}`,
      [this.#table],
    );
    return rows[0] ?? { highestId: 0, file: null };
  }

  /** The marks of these rows, as far as they exist: what tells a row from another one of the same id. */
  async marks(ids: readonly number[]): Promise<Map<number, string>> {
    const { rows } = await this.#database.query<Row>({
      rowMode: 'array',
      text: `SELECT a.id, a.experiment_id, a.step_number, ${ZONELESS} FROM ${this.#table} a WHERE a.id = ANY($1::bigint[])`,
      values: [ids],
    });
    return new Map(
      rows.map(([id, experiment, step, clock]) => [
        Number(id),
        markOf({ experimentId: Number(experiment), step: Number(step ?? 0), clock: number(clock) }),
      ]),
    );
  }

  /** The versions of these rows, as far as they exist; every UPDATE makes another one. */
  async versions(ids: readonly number[]): Promise<Map<number, string>> {
    const { rows } = await this.#database.query<{ id: number; version: string }>(
      `SELECT a.id, ${this.#version} AS version FROM ${this.#table} a WHERE a.id = ANY($1::bigint[])`,
      [ids],
    );
    return new Map(rows.map(({ id, version }) => [Number(id), version]));
  }

  /** The ids missing in (after, upTo], as ranges. An index-only scan of that many ids. */
  async holes(after: number, upTo: number): Promise<IdRange[]> {
    const { rows } = await this.#database.query<{ first: number; last: number }>(
      `SELECT previous + 1 AS first, id - 1 AS last
         FROM (SELECT id, lag(id, 1, $1::bigint) OVER (ORDER BY id) AS previous
                 FROM ${this.#table} WHERE id > $1::bigint AND id <= $2::bigint) AS ids
        WHERE id > previous + 1 ORDER BY id`,
      [after, upTo],
    );
    return rows.map(({ first, last }) => [Number(first), Number(last)]);
  }

  /** Failed moves of whole runs, counted through the run's index, up to a position of the feed. */
  async wallHits(ids: readonly number[], upTo: Position): Promise<Map<number, number>> {
    const { rows } = await this.#database.query<{ id: number; hits: number }>(
      `SELECT e.id, (SELECT count(*) FROM ${this.#table} a
                      WHERE a.experiment_id = e.id AND NOT a.success AND a.action_type::text LIKE 'move\\_%'
                        AND a.id <= $2::bigint
                        AND NOT EXISTS (SELECT 1 FROM unnest($3::bigint[], $4::bigint[]) AS r (first, last)
                                         WHERE a.id BETWEEN r.first AND r.last)) AS hits
         FROM unnest($1::bigint[]) AS e (id)`,
      [ids, upTo.max, upTo.pending.map(([first]) => first), upTo.pending.map(([, last]) => last)],
    );
    return new Map(rows.map(({ id, hits }) => [Number(id), Number(hits)]));
  }

  /** One action with its long texts, or null. */
  async details(experimentId: number, actionId: number): Promise<ActionDetails | null> {
    const optional = (column: string, sql = `a.${column}`) => (this.#has(column) ? sql : 'NULL');
    const { rows } = await this.#database.query<unknown[]>({
      rowMode: 'array',
      text: `SELECT ${this.#columns}, ${optional('reasoning')}, ${optional('assistant_message')},
                    ${optional('input_tokens')}, ${optional('output_tokens')}, ${optional('cost_usd')},
                    ${optional('inference_duration_ms')}, ${optional('prompt_eval_duration_ms')},
                    ${optional('eval_duration_ms')}, ${optional('tokens_per_second')}, ${optional('done_reason')},
                    ${this.#version}
               FROM ${this.#table} a WHERE a.id = $1::bigint AND a.experiment_id = $2::bigint`,
      values: [actionId, experimentId],
    });
    const row = rows[0];
    if (!row) return null;
    const { seen: _, clock: __, ...action } = toAction(row);
    return {
      ...action,
      seen: readSeenTiles(text(row[11])),
      reasoning: text(row[13]),
      assistantMessage: text(row[14]),
      inputTokens: number(row[15]),
      outputTokens: number(row[16]),
      costUsd: number(row[17]),
      inferenceMs: number(row[18]),
      promptEvalMs: number(row[19]),
      evalMs: number(row[20]),
      tokensPerSecond: number(row[21]),
      doneReason: text(row[22]),
      version: text(row[23]) ?? '',
    };
  }

  /** A page of at most `limit` rows, and of no more than fit into memory. The limit is the query's last parameter. */
  async #page(name: string, sql: string, values: unknown[], limit: number): Promise<ActionPage> {
    const most = Math.min(limit, this.#most());
    const rows = await this.#rows(name, sql, [...values, most]);
    this.#learn(rows);
    return { actions: rows.map(toAction), more: rows.length === most };
  }

  /** How many rows a page may have: rows with a wide view are a thousand times as large as others. */
  #most(): number {
    if (this.#rowBytes === null) return FIRST_PAGE_ROWS;
    return Math.max(1, Math.min(PAGE_ROWS, Math.floor(PAGE_BYTES / this.#rowBytes)));
  }

  /** Remembers how large rows are; returns the size of these, bytes. */
  #learn(rows: readonly Row[]): number {
    if (rows.length === 0) return 0;
    let bytes = rows.length * ROW_BYTES;
    for (const row of rows) if (typeof row[SEEN] === 'string') bytes += row[SEEN].length;
    this.#rowBytes = bytes / rows.length;
    return bytes;
  }

  async #rows(name: string, text: string, values: unknown[]): Promise<Row[]> {
    const { rows } = await this.#database.query<Row>({ name, text, values, rowMode: 'array' });
    return rows;
  }
}

/**
 * Milliseconds since 1970; a time without zone is read in the session's zone, which is the server's own. `extract` would
 * answer numeric, which is slower.
 */
export function epochMs(column: string): string {
  return `(date_part('epoch', ${column}::timestamptz) * 1000)`;
}

/**
 * The time in a form that no setting of the session changes: a mark that depends on the time zone would make every row
 * another one after a failover to a server in another zone.
 */
const ZONELESS = `date_part('epoch', a."timestamp")`;

/** A name as it is written in SQL. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function toAction(row: Row): Action {
  return {
    id: Number(row[0]),
    experimentId: Number(row[1]),
    step: Number(row[2] ?? 0),
    type: text(row[3]) ?? 'unknown',
    fromX: number(row[4]),
    fromY: number(row[5]),
    toX: number(row[6]),
    toY: number(row[7]),
    success: row[8] !== false,
    at: number(row[9]),
    turn: number(row[10]),
    seen: readSeenCells(text(row[11])),
    clock: number(row[12]),
  };
}

/** A number, whatever type the column has; null for what is none. */
export function number(value: unknown): number | null {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  return value === null || value === undefined || !Number.isFinite(Number(value)) ? null : Number(value);
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
