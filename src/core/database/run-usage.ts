import type { UsageReading } from '#shared/contract.ts';
import { packStep } from '#shared/run/columns.ts';
import type { RunKey } from '#shared/run/sights.ts';
import { number, quote } from './actions.ts';
import type { Queryable } from './connection.ts';
import { lastKey, nextStretch, orderOf, type RunStretch, stretchSql } from './run-rows.ts';
import type { Schema } from './schema.ts';

/** Rows that are looked at for one answer: some ten milliseconds. */
const ROWS = 20_000;
const COLUMNS = ['input_tokens', 'output_tokens', 'cost_usd', 'inference_duration_ms'] as const;
const MOST_TOKENS = 2_147_483_647;

type Row = readonly [step: unknown, id: unknown, input: unknown, output: unknown, cost: unknown, inference: unknown];

/** Reads what the model calls of a run used. */
export class RunUsage {
  readonly #database: Queryable;
  readonly #table: string;
  readonly #columns: string;
  readonly #isThere: boolean;

  constructor(database: Queryable, schema: Schema) {
    const { agent_actions: present } = schema.columns;
    this.#database = database;
    this.#table = `${quote(schema.name)}.agent_actions`;
    this.#columns = COLUMNS.map((column) => (present.has(column) ? `a.${column}` : 'NULL')).join(', ');
    this.#isThere = COLUMNS.some((column) => present.has(column));
  }

  /** What is told of the next stretch of a run. */
  async read(experimentId: number, after: RunKey): Promise<UsageReading> {
    if (!this.#isThere) return { usage: toUsage([]), next: null };
    const { result, next } = await nextStretch(experimentId, after, (stretch) => this.#select(stretch));
    return { usage: toUsage(result.rows), next };
  }

  async #select(stretch: RunStretch) {
    const from = stretchSql(this.#table, stretch, { order: orderOf(stretch), limit: ROWS });
    const { rows } = await this.#database.query<Row>({
      rowMode: 'array',
      text: `SELECT a.step_number, a.id, ${this.#columns} FROM ${from}`,
    });
    const [step, id] = rows.at(-1) ?? [];
    return { rows, last: lastKey(rows.length, Number(step ?? 0), Number(id)), more: rows.length === ROWS };
  }
}

function toUsage(rows: readonly Row[]): UsageReading['usage'] {
  const told = rows.filter(([, , ...values]) => values.some((value) => value !== null));
  return {
    step: Int32Array.from(told, ([step]) => packStep(Number(step ?? 0))),
    id: Float64Array.from(told, ([, id]) => Number(id)),
    inputTokens: Int32Array.from(told, (row) => tokens(row[2])),
    outputTokens: Int32Array.from(told, (row) => tokens(row[3])),
    costUsd: Float64Array.from(told, (row) => number(row[4]) ?? Number.NaN),
    inferenceMs: Float64Array.from(told, (row) => number(row[5]) ?? Number.NaN),
  };
}

/** A number of tokens; −1 for null and for what is none. */
function tokens(value: unknown): number {
  return Math.max(-1, Math.min(MOST_TOKENS, number(value) ?? -1));
}
