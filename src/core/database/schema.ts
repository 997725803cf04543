import type pg from 'pg';
import { UnusableDatabaseError } from './problem.ts';

const TABLES = ['mazes', 'experiments', 'agent_actions'] as const;
type TableName = (typeof TABLES)[number];

/** What a database must have to be watched at all. */
const REQUIRED: Readonly<Record<TableName, readonly string[]>> = {
  mazes: ['id', 'name', 'width', 'height', 'grid_data'],
  experiments: ['id', 'model_name', 'maze_id', 'start_x', 'start_y', 'started_at', 'completed_at', 'goal_found'],
  agent_actions: [
    'id',
    'experiment_id',
    'step_number',
    'action_type',
    'from_x',
    'from_y',
    'to_x',
    'to_y',
    'success',
    'timestamp',
  ],
};

/** Optional columns, with the feature that switches itself off without them. */
const OPTIONAL: Readonly<Record<TableName, Readonly<Record<string, string>>>> = {
  mazes: {},
  experiments: {
    comment: 'batch comments',
    failure_reason: 'failure reasons',
    model_config: 'progress toward max_moves',
  },
  agent_actions: {
    reasoning: 'reasoning',
    assistant_message: "the model's answers",
    tiles_seen: 'what the agent saw',
    turn_number: 'turns',
    input_tokens: 'tokens and costs',
  },
};

/** The connected database, as far as the queries depend on it. */
export interface Schema {
  /** Schema of the three tables. */
  readonly name: string;
  readonly columns: Readonly<Record<TableName, ReadonlySet<string>>>;
  /** An index begins with agent_actions.experiment_id; without one, a look at a single run reads the whole table. */
  readonly runIndex: boolean;
  /** A standby: it cannot carry notices. */
  readonly inRecovery: boolean;
  readonly missing: readonly string[];
}

/**
 * Reads which tables and columns there are. The tables are looked for on the search_path first, then in any one schema
 * that has all three.
 * @throws UnusableDatabaseError with a sentence that names what is missing
 */
export async function readSchema(client: pg.Client): Promise<Schema> {
  const { rows } = await client.query<{ schema: string; table: TableName; column: string; rank: number | null }>(
    `SELECT c.table_schema AS schema, c.table_name AS "table", c.column_name AS "column",
            array_position(current_schemas(false), c.table_schema::name) AS rank
       FROM information_schema.columns c
      WHERE c.table_name = ANY($1) AND c.table_schema NOT IN ('pg_catalog', 'information_schema')`,
    [TABLES],
  );
  const schemas = new Map<string, { rank: number; columns: Record<TableName, Set<string>> }>();
  for (const { schema, table, column, rank } of rows) {
    const entry = schemas.get(schema) ?? {
      rank: rank ?? Number.POSITIVE_INFINITY,
      columns: { mazes: new Set<string>(), experiments: new Set<string>(), agent_actions: new Set<string>() },
    };
    entry.columns[table].add(column);
    schemas.set(schema, entry);
  }
  const candidates = [...schemas].sort(
    ([, a], [, b]) => present(b.columns) - present(a.columns) || a.rank - b.rank || 0,
  );
  const found = candidates[0];
  if (!found) {
    throw new UnusableDatabaseError(
      'This database has none of the tables mazes, experiments and agent_actions, or this user may not read them.',
    );
  }
  const [name, { columns }] = found;
  const lacking = TABLES.flatMap((table) =>
    REQUIRED[table].filter((column) => !columns[table].has(column)).map((column) => `${table}.${column}`),
  );
  if (lacking.length > 0) {
    throw new UnusableDatabaseError(`The schema ${name} lacks ${lacking.join(', ')}, or this user may not read it.`);
  }
  const facts = await client.query<{ recovery: boolean; index: boolean }>(
    `SELECT pg_is_in_recovery() AS recovery,
            EXISTS (SELECT 1 FROM pg_index i
                      JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
                     WHERE i.indrelid = format('%I.agent_actions', $1::text)::regclass
                       AND i.indisvalid AND i.indpred IS NULL AND a.attname = 'experiment_id') AS index`,
    [name],
  );
  const runIndex = facts.rows[0]?.index ?? false;
  return {
    name,
    columns,
    runIndex,
    inRecovery: facts.rows[0]?.recovery ?? false,
    missing: [
      ...TABLES.flatMap((table) =>
        Object.entries(OPTIONAL[table])
          .filter(([column]) => !columns[table].has(column))
          .map(([column, feature]) => `There is no ${table}.${column}: ${feature} cannot be shown.`),
      ),
      ...(runIndex
        ? []
        : ['There is no index on agent_actions (experiment_id, step_number): opening a run reads the whole table.']),
    ],
  };
}

/** True when an enabled trigger on agent_actions sends notices on the proposal's channel. */
export async function hasActionTrigger(client: pg.Client | pg.Pool, schema: Schema): Promise<boolean> {
  const { rows } = await client.query<{ present: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
                     WHERE t.tgrelid = format('%I.agent_actions', $1::text)::regclass
                       AND t.tgenabled IN ('O', 'A') AND p.prosrc LIKE '%agent\\_action\\_update%') AS present`,
    [schema.name],
  );
  return rows[0]?.present ?? false;
}

function present(columns: Record<TableName, Set<string>>): number {
  return TABLES.filter((table) => columns[table].size > 0).length;
}
