import { quote } from './actions.ts';
import type { Queryable } from './connection.ts';
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

/** Names that a column had in an older Oriole, where they differ. */
const OLDER_NAMES: Readonly<Record<string, string>> = { 'experiments.goal_found': 'success' };

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

/** Columns whose type matters to a query, with the types that will do. */
const TYPES: Readonly<Record<string, RegExp>> = {
  'experiments.started_at': /^timestamp/,
  'experiments.completed_at': /^timestamp/,
  'agent_actions.timestamp': /^timestamp/,
  'experiments.model_config': /^jsonb?$/,
  'agent_actions.id': /^(small|big)?int/,
  'agent_actions.experiment_id': /^(small|big)?int/,
  'agent_actions.step_number': /^(small|big)?int/,
};

/**
 * What is known of how ids are given out, which decides when a missing one can be given up (see `writers.ts`).
 * `sequence`: one by one, by the transaction that inserts. `cached`: sessions hold some in store. `unknown`: by anybody
 * at any time.
 */
type IdOrder = 'sequence' | 'cached' | 'unknown';

/** The connected database, as far as the queries depend on it. */
export interface Schema {
  /** Schema of the three tables. */
  readonly name: string;
  /** Columns that can be used, by their present names. */
  readonly columns: Readonly<Record<TableName, ReadonlySet<string>>>;
  /** The types of those of agent_actions, as information_schema calls them. */
  readonly actionTypes: ReadonlyMap<string, string>;
  /** The column of `experiments` that says whether the goal was found. */
  readonly goalFound: string;
  /** An index begins with agent_actions.experiment_id; without one, a look at a single run reads the whole table. */
  readonly runIndex: boolean;
  readonly idOrder: IdOrder;
  /** False where agent_actions is a view, or spread over partitions. */
  readonly isTable: boolean;
  readonly missing: readonly string[];
}

type Columns = Record<TableName, Map<string, string>>;

/**
 * Reads which tables and columns there are. The tables are looked for on the search_path first, then in any one schema
 * that has all three.
 * @param wanted the only schema to look in; null: all
 * @throws UnusableDatabaseError with a sentence that names what is missing
 */
export async function readSchema(database: Queryable, wanted: string | null): Promise<Schema> {
  const [name, columns] = await findTables(database, wanted);
  const goalFound = nameOf(columns, 'experiments', 'goal_found');
  const unusable = TABLES.flatMap((table) =>
    REQUIRED[table].flatMap((column) => {
      const present = columns[table].get(nameOf(columns, table, column));
      if (present === undefined) return [`lacks ${table}.${column}`];
      return TYPES[`${table}.${column}`]?.test(present) === false
        ? [`has ${table}.${column} as ${present}, which cannot be read`]
        : [];
    }),
  );
  if (unusable.length > 0) {
    throw new UnusableDatabaseError(`The schema ${name} ${unusable.join(', ')}, or this user may not read it.`);
  }
  const missing: string[] = [];
  for (const table of TABLES) {
    for (const [column, feature] of Object.entries(OPTIONAL[table])) {
      const present = columns[table].get(column);
      if (present === undefined) missing.push(`There is no ${table}.${column}: ${feature} cannot be shown.`);
      else if (TYPES[`${table}.${column}`]?.test(present) === false) {
        columns[table].delete(column);
        missing.push(`${table}.${column} is of type ${present}: ${feature} cannot be shown.`);
      }
    }
  }
  const facts = await readTableFacts(database, name);
  if (!facts.runIndex) {
    missing.push(
      'There is no index on agent_actions (experiment_id, step_number): opening a run reads the whole table, which is slow.',
    );
  }
  if (facts.idOrder === 'unknown') {
    missing.push(
      'Ids of agent_actions are not given out one by one by a sequence: gaps among the newest are asked for again and again, ' +
        'and an action that comes far below them is missed.',
    );
  }
  return {
    name,
    goalFound,
    ...facts,
    columns: {
      mazes: new Set(columns.mazes.keys()),
      experiments: new Set(columns.experiments.keys()),
      agent_actions: new Set(columns.agent_actions.keys()),
    },
    actionTypes: columns.agent_actions,
    missing,
  };
}

async function findTables(database: Queryable, wanted: string | null): Promise<[string, Columns]> {
  const { rows } = await database.query<{
    schema: string;
    table: TableName;
    column: string;
    type: string;
    rank: number | null;
  }>(
    `SELECT c.table_schema AS schema, c.table_name AS "table", c.column_name AS "column", c.data_type AS type,
            array_position(current_schemas(false), c.table_schema::name) AS rank
       FROM information_schema.columns c
      WHERE c.table_name = ANY($1) AND c.table_schema NOT IN ('pg_catalog', 'information_schema')
        AND ($2::text IS NULL OR c.table_schema = $2)`,
    [TABLES, wanted],
  );
  const schemas = new Map<string, { rank: number; columns: Columns }>();
  for (const { schema, table, column, type, rank } of rows) {
    const entry = schemas.get(schema) ?? {
      rank: rank ?? Number.POSITIVE_INFINITY,
      columns: { mazes: new Map(), experiments: new Map(), agent_actions: new Map() },
    };
    entry.columns[table].set(column, type);
    schemas.set(schema, entry);
  }
  const [found] = [...schemas].sort(([, a], [, b]) => present(b.columns) - present(a.columns) || a.rank - b.rank || 0);
  if (!found) {
    const where = wanted === null ? 'This database' : `The schema ${wanted} of this database`;
    throw new UnusableDatabaseError(
      `${where} has none of the tables mazes, experiments and agent_actions, or this user may not read them.`,
    );
  }
  return [found[0], found[1].columns];
}

async function readTableFacts(
  database: Queryable,
  schema: string,
): Promise<Pick<Schema, 'runIndex' | 'idOrder' | 'isTable'>> {
  const { rows } = await database.query<{
    runIndex: boolean;
    kind: string;
    cache: number | null;
    increment: number | null;
    subscribed: boolean;
  }>(
    `SELECT EXISTS (SELECT 1 FROM pg_index i
                      JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
                     WHERE i.indrelid = c.oid AND i.indisvalid AND i.indpred IS NULL
                       AND a.attname = 'experiment_id') AS "runIndex",
            c.relkind AS kind, s.seqcache AS cache, s.seqincrement AS increment,
            EXISTS (SELECT 1 FROM pg_subscription_rel r WHERE r.srrelid = c.oid) AS subscribed
       FROM pg_class c
       LEFT JOIN pg_attribute i ON i.attrelid = c.oid AND i.attname = 'id'
       LEFT JOIN pg_attrdef f ON f.adrelid = c.oid AND f.adnum = i.attnum
        AND pg_get_expr(f.adbin, f.adrelid) LIKE 'nextval(%'
       LEFT JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = f.oid
        AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> c.oid
       LEFT JOIN pg_sequence s ON s.seqrelid = CASE i.attidentity
         WHEN '' THEN d.refobjid ELSE pg_get_serial_sequence($1, 'id')::regclass END
      WHERE c.oid = $1::regclass`,
    [`${quote(schema)}.agent_actions`],
  );
  const facts = rows[0];
  const isPlain = facts?.kind === 'r' && !facts.subscribed && facts.increment === 1;
  return {
    runIndex: facts?.runIndex ?? false,
    isTable: facts?.kind === 'r',
    idOrder: !isPlain ? 'unknown' : facts.cache === 1 ? 'sequence' : 'cached',
  };
}

/** A column's present name: its own, or where only the older one is there, that. */
function nameOf(columns: Columns, table: TableName, column: string): string {
  const older = OLDER_NAMES[`${table}.${column}`];
  return older !== undefined && !columns[table].has(column) && columns[table].has(older) ? older : column;
}

function present(columns: Columns): number {
  return TABLES.filter((table) => columns[table].size > 0).length;
}
