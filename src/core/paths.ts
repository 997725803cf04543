import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folder that holds `package.json`: the project itself, or the installed package. Found by walking up, because the
 * same code runs from `src/` in development and from one bundled file in `out/`.
 */
export const packageRoot: string = findRoot(import.meta.dirname);

function findRoot(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'sql'))) return folder;
    if (folder === dirname(folder)) throw new Error(`The program's folder was not found above ${start}.`);
  }
}

type SqlFile = 'demo-schema' | 'triggers' | 'statement-triggers' | 'remove-triggers';

/** The path of a file in `sql/`. */
export function sqlPath(name: SqlFile): string {
  return join(packageRoot, 'sql', `${name}.sql`);
}

/** The SQL of a file in `sql/`, without psql's own commands (lines that begin with a backslash). */
export function readSql(name: SqlFile): string {
  return readFileSync(sqlPath(name), 'utf8').replace(/^\\.*$/gm, '');
}

/** The program's version. */
export function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : '0.0.0';
}
