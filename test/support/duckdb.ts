import { DuckDBInstance } from '@duckdb/node-api';
import { onTestFinished } from 'vitest';

/** Asks DuckDB, which knows nothing of us. Values as JavaScript has them; whole numbers of 64 bits are bigints. */
export async function duckdb(): Promise<(sql: string) => Promise<Record<string, unknown>[]>> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  onTestFinished(() => {
    connection.closeSync();
    instance.closeSync();
  });
  return async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJS() as Record<string, unknown>[];
}

/** A text within SQL. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
