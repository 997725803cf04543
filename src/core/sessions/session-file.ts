import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { APPLICATION_ID, FORMAT_VERSION, type Layout } from './format.ts';
import { isHeld } from './held-files.ts';
import { STORAGES, type Storage, TABLES, type TableColumn, type TableName } from './rows.ts';

/** Why a file cannot be opened as a session. */
export type Refusal = 'foreign' | 'newer' | 'recording' | 'unfinished' | 'damaged' | 'unreachable';

/** A file that cannot be opened; the message is a sentence for a person. */
export class SessionFileError extends Error {
  readonly kind: Refusal;

  constructor(kind: Refusal, message: string) {
    super(message);
    this.kind = kind;
  }
}

const SENTENCES: Readonly<Record<Refusal, string>> = {
  foreign: 'This is not a session of Oriole Monitor.',
  newer: 'This session was made by a newer Oriole Monitor. Update this one to open it.',
  recording: 'This session is being recorded at the moment. It can be opened when the recording has ended.',
  unfinished:
    'The program that recorded this session was ended before it could close it. It is closed at the next start.',
  damaged: 'This file is damaged or incomplete.',
  unreachable: 'This file cannot be read. Look whether it is still there, and whether this account may read it.',
};

/** The error of a kind, with its usual sentence. */
export function refusal(kind: Refusal): SessionFileError {
  return new SessionFileError(kind, SENTENCES[kind]);
}

// https://www.sqlite.org/fileformat.html#the_database_header
const HEADER = 100;
const MAGIC = 'SQLite format 3\0';
const PAGE_SIZE_AT = 16;
const PAGE_COUNT_AT = 28;
const USER_VERSION_AT = 60;
const APPLICATION_ID_AT = 68;
// https://www.sqlite.org/rescode.html
const BUSY = 5;
const CORRUPT = 11;
const NOT_A_DATABASE = 26;

/** Looks at the first bytes of a file: enough to tell a session from whatever else has its name. */
export function checkHeader(path: string): void {
  if (isHeld(path)) throw refusal('recording');
  const header = Buffer.alloc(HEADER);
  let read = 0;
  try {
    if (!statSync(path).isFile()) throw refusal('foreign');
    const handle = openSync(path, 'r');
    try {
      read = readSync(handle, header, 0, HEADER, 0);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    throw error instanceof SessionFileError ? error : refusal('unreachable');
  }
  if (read < HEADER || header.toString('latin1', 0, MAGIC.length) !== MAGIC) throw refusal('foreign');
  if (header.readUInt32BE(APPLICATION_ID_AT) !== APPLICATION_ID) throw refusal('foreign');
  if (header.readUInt32BE(USER_VERSION_AT) > FORMAT_VERSION) throw refusal('newer');
}

/**
 * Opens a session for reading. Nothing is ever written to it.
 * @throws SessionFileError
 */
export function openForReading(path: string): DatabaseSync {
  checkHeader(path);
  // What was cut short while a name or a bookmark was written is taken back, by whoever comes next.
  if (existsSync(`${path}-journal`)) takeBack(path);
  // What a killed recording left beside its file is not in the file yet, and reading it would mean writing.
  if (existsSync(`${path}-wal`)) throw refusal(isBeingWritten(path) ? 'recording' : 'unfinished');
  return guarded(() => {
    const file = new DatabaseSync(path, { readOnly: true });
    try {
      file.exec(
        'PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; PRAGMA mmap_size = 0; PRAGMA cell_size_check = ON',
      );
      checkSchema(file);
      if (layoutOf(file) === 'plain') throw refusal('unfinished');
    } catch (error) {
      file.close();
      throw error;
    }
    return file;
  });
}

/**
 * Opens an unfinished session, to finish it: nobody else can from then on.
 * @throws SessionFileError
 */
export function openForFinishing(path: string): DatabaseSync {
  checkHeader(path);
  return guarded(() => {
    const file = new DatabaseSync(path);
    try {
      // Without a file of shared memory, which not every file system can have: https://www.sqlite.org/wal.html#noshm
      file.exec('PRAGMA trusted_schema = OFF; PRAGMA locking_mode = EXCLUSIVE');
      file.exec('BEGIN IMMEDIATE; COMMIT');
      checkSchema(file);
      layoutOf(file);
    } catch (error) {
      file.close();
      throw error;
    }
    return file;
  });
}

function takeBack(path: string): void {
  try {
    const file = new DatabaseSync(path);
    file.prepare('SELECT count(*) FROM sqlite_schema').get();
    file.close();
  } catch {
    // Then reading it says what is wrong.
  }
}

const TABLE_NAMES = new Set([
  ...TABLES,
  ...['session', 'table_column', 'feed_event', 'bookmark', 'checksum', 'text_block', 'run', 'run_block'],
  ...['sqlite_stat1', 'sqlite_stat4', 'sqlite_sequence'],
]);
const VIEW_NAME = 'agent_actions_with_texts';

/**
 * Makes sure that what is asked of a file is answered by plain tables: a view, a virtual table or a generated column would
 * be somebody's program, and a trigger would run when a name is changed.
 */
export function checkSchema(file: DatabaseSync): void {
  const isPlain = (row: Readonly<Record<string, unknown>>): boolean => {
    const [type, name, sql] = [row['type'], String(row['name']), String(row['sql'])];
    if (type === 'index') return true;
    if (type === 'view') return name === VIEW_NAME;
    return type === 'table' && TABLE_NAMES.has(name) && !/^CREATE\s+VIRTUAL/i.test(sql);
  };
  const rows = file.prepare('SELECT type, name, sql FROM sqlite_schema').all();
  if (!rows.every(isPlain)) throw refusal('damaged');
  const hidden = file.prepare('SELECT count(*) AS count FROM pragma_table_xinfo(?) WHERE hidden <> 0');
  for (const { type, name } of rows) {
    if (type === 'table' && hidden.get(String(name))?.['count'] !== 0) throw refusal('damaged');
  }
}

/** A file as it can be opened. */
export interface Whole {
  readonly path: string;
  /** True where the end of the file is missing. */
  readonly isCutOff: boolean;
  /** Removes what was made to open it. */
  dispose(): void;
}

/**
 * SQLite opens no file that is shorter than its header says. Of one that is, a copy is filled up with nothing: what was in
 * the part that is there can be read, and what was not is found to be damaged.
 */
export function wholeOf(path: string): Whole {
  const asItIs = { path, isCutOff: false, dispose: () => {} };
  const header = Buffer.alloc(HEADER);
  const handle = openSync(path, 'r');
  try {
    readSync(handle, header, 0, HEADER, 0);
  } finally {
    closeSync(handle);
  }
  const pageSize = header.readUInt16BE(PAGE_SIZE_AT);
  const bytes = header.readUInt32BE(PAGE_COUNT_AT) * (pageSize === 1 ? 65_536 : pageSize);
  if (statSync(path).size >= bytes) return asItIs;
  const folder = mkdtempSync(join(tmpdir(), 'oriole-session-'));
  const copy = join(folder, basename(path));
  copyFileSync(path, copy);
  truncateSync(copy, bytes);
  return { path: copy, isCutOff: true, dispose: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Calls, and turns what SQLite throws into what it means for a session. */
export function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof SessionFileError) throw error;
    throw refusal(isBusy(error) ? 'recording' : 'damaged');
  }
}

/** The columns of the three tables, as the file describes them. */
export function readTableColumns(file: DatabaseSync): Readonly<Record<TableName, readonly TableColumn[]>> {
  const rows = file
    .prepare('SELECT table_name, name, type, storage FROM table_column ORDER BY table_name, position')
    .all();
  const of = (table: TableName): TableColumn[] => {
    const there = new Set(
      file
        .prepare('SELECT name FROM pragma_table_info(?)')
        .all(table)
        .map(({ name }) => name),
    );
    return rows
      .filter((row) => row['table_name'] === table)
      .map((row) => ({
        name: String(row['name']),
        type: String(row['type']),
        storage: storageIn(row['storage']),
      }))
      .filter(({ name }) => there.has(name) || table === 'agent_actions');
  };
  const [mazes, experiments, actions] = TABLES.map(of);
  return { mazes: mazes ?? [], experiments: experiments ?? [], agent_actions: actions ?? [] };
}

function storageIn(value: unknown): Storage {
  const storage = STORAGES.find((one) => one === value);
  if (storage === undefined) throw refusal('damaged');
  return storage;
}

/** Tells whether the description of the columns is still the one that was written. */
export function columnsChecksum(file: DatabaseSync): number {
  const statement = file.prepare('SELECT * FROM table_column ORDER BY table_name, position');
  statement.setReturnArrays(true);
  return crc32(JSON.stringify(statement.all()));
}

/** How a session is laid out. Throws where there is none. */
export function layoutOf(file: DatabaseSync): Layout {
  const layout = file.prepare('SELECT layout FROM session').get()?.['layout'];
  if (layout !== 'plain' && layout !== 'packed') throw refusal('damaged');
  return layout;
}

/**
 * Whether another program has the file open for recording. Asked without the right to write, in which case SQLite has
 * no way to recover what a killed program left: the answer is an error in any case, and only its code matters.
 */
function isBeingWritten(path: string): boolean {
  let file: DatabaseSync | null = null;
  try {
    file = new DatabaseSync(path, { readOnly: true });
    file.exec('PRAGMA locking_mode = EXCLUSIVE');
    file.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch (error) {
    return isBusy(error);
  } finally {
    file?.close();
  }
}

/** True for what SQLite says of a file whose pages do not fit together. */
export function isCorrupt(error: unknown): boolean {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
  return code === CORRUPT || code === NOT_A_DATABASE;
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === BUSY;
}
