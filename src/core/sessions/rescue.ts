import { randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { insertSession } from './build.ts';
import { factsOf, finishSession } from './finish.ts';
import { createTables, FILE_EXTENSION } from './format.ts';
import { quoteName, readable, TABLES, type TableColumn, type TableName, type Value } from './rows.ts';
import { guarded, readTableColumns } from './session-file.ts';

/** Rows that are asked for together, as long as that goes well. */
const RANGE = 4_096;
/** So many places that cannot be read are looked around; a file with more of them is rubble. */
const MOST_ATTEMPTS = 20_000;

/** Where what was rescued of a file is. */
export function rescuedPath(path: string): string {
  return `${path.slice(0, -FILE_EXTENSION.length)} (rescued)${FILE_EXTENSION}`;
}

/**
 * Makes a session of what can be read of a damaged one that was not closed yet. The damaged file stays as it is.
 * @returns the path of the new session
 * @throws SessionFileError where nothing can be read
 */
export async function rescueSession(path: string, signal?: AbortSignal): Promise<string> {
  const copy = `${path}.rescue`;
  const target = rescuedPath(path);
  // SQLite would repair, and so write, what it opens.
  copyFileSync(path, copy);
  if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`);
  try {
    const lost = guarded(() => transcribe(copy, target));
    await finishSession(target, () => {}, signal, lost);
    return target;
  } catch (error) {
    rmSync(target, { force: true });
    throw error;
  } finally {
    for (const end of ['', '-wal', '-shm']) rmSync(`${copy}${end}`, { force: true });
  }
}

/** Writes what can be read of one file into another. Returns what was lost, as a sentence. */
function transcribe(from: string, to: string): string {
  const source = new DatabaseSync(from);
  const target = new DatabaseSync(to);
  try {
    source.exec('PRAGMA trusted_schema = OFF; PRAGMA locking_mode = EXCLUSIVE');
    const columns = readTableColumns(source);
    createTables(target, 'plain', columns);
    const facts = factsOf(attempt(() => source.prepare('SELECT * FROM session').get()) ?? {});
    insertSession(target, 'plain', { ...facts, id: randomUUID(), name: `${facts.name} (rescued)` });
    target.exec('BEGIN');
    const lost = TABLES.map((table) => transcribeTable(source, target, table, columns[table]));
    target.exec('COMMIT');
    const places = lost.reduce((sum, count) => sum + count, 0);
    return `The file was damaged: this is what could be read of it. ${places} places could not.`;
  } finally {
    source.close();
    target.close();
  }
}

/** Returns how many places could not be read. */
function transcribeTable(
  source: DatabaseSync,
  target: DatabaseSync,
  table: TableName,
  columns: readonly TableColumn[],
): number {
  const names = columns.map(({ name }) => quoteName(name)).join(', ');
  const insert = target.prepare(
    `INSERT OR REPLACE INTO ${table} (${names}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  const read = source.prepare(`SELECT ${columns.map(readable).join(', ')} FROM ${table} WHERE id BETWEEN ? AND ?`);
  read.setReturnArrays(true);
  const highest = Number(attempt(() => source.prepare(`SELECT max(id) AS id FROM ${table}`).get())?.['id'] ?? 0);
  let lost = 0;
  let attempts = 0;
  const ranges: [number, number][] = [];
  for (let first = 0; first <= highest; first += RANGE) ranges.push([first, Math.min(highest, first + RANGE - 1)]);
  while (ranges.length > 0 && attempts++ < MOST_ATTEMPTS + highest / RANGE) {
    const [first, last] = ranges.pop() ?? [0, 0];
    const rows = attempt(() => read.all(first, last)) as unknown as Value[][] | null;
    if (rows) {
      for (const row of rows) insert.run(...row);
    } else if (first === last) {
      lost++;
    } else {
      const middle = Math.floor((first + last) / 2);
      ranges.push([first, middle], [middle + 1, last]);
    }
  }
  return lost + ranges.length;
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
