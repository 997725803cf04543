import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '#core/paths.ts';

/** The path of a file in `sql/`. */
export function sqlPath(file: string): string {
  return join(packageRoot, 'sql', `${file}.sql`);
}

/** A file of `sql/` as the application runs it: as one simple query, without the lines that are psql's own. */
export function readSqlFile(file: 'triggers' | 'statement-triggers' | 'remove-triggers'): string {
  return readFileSync(sqlPath(file), 'utf8').replace(/^\\.*$/gm, '');
}
