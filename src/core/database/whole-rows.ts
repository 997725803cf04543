import type { Row, Storage, TableColumn, TableName, Value } from '#core/sessions/rows.ts';
import { storageOf, TABLES } from '#core/sessions/rows.ts';
import { quote } from './actions.ts';
import type { Queryable } from './connection.ts';
import type { Schema } from './schema.ts';

/** The columns of the three tables that this user may read, in the tables' order. */
export type TableColumns = Readonly<Record<TableName, readonly TableColumn[]>>;

/** Reads which columns there are, and of which types. */
export async function readColumns(database: Queryable, schema: Schema): Promise<TableColumns> {
  const { rows } = await database.query<{ table: TableName; name: string; type: string }>(
    `SELECT c.relname AS "table", a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $1 AND c.relname = ANY($2) AND a.attnum > 0 AND NOT a.attisdropped
        AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND has_column_privilege(c.oid, a.attnum, 'SELECT')
      ORDER BY c.relname, a.attnum`,
    [schema.name, TABLES],
  );
  const of = (wanted: TableName): TableColumn[] =>
    rows.filter(({ table }) => table === wanted).map(({ name, type }) => ({ name, type, storage: storageOf(type) }));
  return { mazes: of('mazes'), experiments: of('experiments'), agent_actions: of('agent_actions') };
}

/**
 * A SELECT list of whole rows, for {@link readRow}.
 * @param alias of the table
 * @param left columns that are answered with null
 */
export function selectList(columns: readonly TableColumn[], alias: string, left: readonly string[] = []): string {
  return columns
    .map(({ name, storage }) => (left.includes(name) ? 'NULL' : SQL[storage](`${alias}.${quote(name)}`)))
    .join(', ');
}

/** A row as it is held in a session, from what {@link selectList} brought. */
export function readRow(columns: readonly TableColumn[], row: readonly unknown[]): Row {
  return columns.map(({ storage }, n) => readValue(storage, row[n]));
}

/** Numbers travel as text where a number of JavaScript would not hold them all. */
const SQL: Readonly<Record<Storage, (column: string) => string>> = {
  integer: (column) => `${column}::text`,
  real: (column) => `${column}::float8`,
  numeric: (column) => `${column}::text`,
  boolean: (column) => `${column}::int`,
  // A time without zone is read in the session's zone, which is the server's own.
  time: (column) =>
    `CASE WHEN isfinite(${column}) THEN (extract(epoch FROM ${column}::timestamptz) * 1000000)::bigint::text ELSE ${column}::text END`,
  json: (column) => `${column}::text`,
  text: (column) => `${column}::text`,
};

function readValue(storage: Storage, value: unknown): Value {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value !== 'string') return String(value);
  const number = Number(value);
  // A decimal number is held with the digits of a floating one, which is what SQLite would make of it anyway.
  if (storage === 'numeric') return Number.isFinite(number) ? number : value;
  if (storage !== 'integer' && storage !== 'time') return value;
  return Number.isSafeInteger(number) ? number : value;
}
