import { randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { insertSession } from './build.ts';
import { factsOf, finishSession } from './finish.ts';
import { createTables, FILE_EXTENSION } from './format.ts';
import { quoteName, readable, TABLES, type TableColumn, type TableName, type Value } from './rows.ts';
import { checkSchema, guarded, readTableColumns } from './session-file.ts';

/** Rows that are asked for together, as long as that goes well. */
const PAGE = 2_048;
/** A file with more places that cannot be read is rubble. */
const MOST_LOST = 10_000;

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
    const lost = await transcribe(copy, target);
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
async function transcribe(from: string, to: string): Promise<string> {
  const source = new DatabaseSync(from);
  const target = new DatabaseSync(to);
  try {
    source.exec('PRAGMA trusted_schema = OFF; PRAGMA locking_mode = EXCLUSIVE');
    const columns = guarded(() => {
      checkSchema(source);
      return readTableColumns(source);
    });
    createTables(target, 'plain', columns);
    const facts = factsOf(attempt(() => source.prepare('SELECT * FROM session').get()) ?? {});
    insertSession(target, 'plain', { ...facts, id: randomUUID(), name: `${facts.name} (rescued)` });
    target.exec('BEGIN');
    let places = 0;
    for (const table of TABLES) places += await transcribeTable(source, target, table, columns[table]);
    target.exec('COMMIT');
    return `The file was damaged: this is what could be read of it. ${places} places could not.`;
  } finally {
    source.close();
    target.close();
  }
}

/** Returns how many places could not be read. */
async function transcribeTable(
  source: DatabaseSync,
  target: DatabaseSync,
  table: TableName,
  columns: readonly TableColumn[],
): Promise<number> {
  const names = columns.map(({ name }) => quoteName(name)).join(', ');
  const insert = target.prepare(
    `INSERT OR REPLACE INTO ${table} (${names}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  const read = source.prepare(
    `SELECT ${columns.map(readable).join(', ')} FROM ${table} WHERE id > ? ORDER BY id LIMIT ?`,
  );
  read.setReturnArrays(true);
  const id = columns.findIndex(({ name }) => name === 'id');
  let after = -1;
  let limit = PAGE;
  let lost = 0;
  let leap = 1;
  for (let tries = 0; lost < MOST_LOST; tries++) {
    const rows = attempt(() => read.all(after, limit)) as unknown as Value[][] | null;
    if (rows) {
      for (const row of rows) insert.run(...row);
      if (rows.length < limit) return lost;
      after = Number(rows.at(-1)?.[id]);
      limit = Math.min(PAGE, limit * 2);
      leap = 1;
    } else if (limit > 1) {
      limit = Math.ceil(limit / 8);
    } else {
      // The next one cannot be read, and neither can its id: farther and farther on, until one can.
      lost++;
      after += leap;
      leap *= 2;
    }
    if (!Number.isSafeInteger(after)) return lost;
    if (tries % 16 === 0) await new Promise(setImmediate);
  }
  return lost;
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
