import type { DatabaseSync } from 'node:sqlite';
import type { Storage, TableColumn, TableName } from './rows.ts';
import { quoteName, TABLES } from './rows.ts';

// The session file, table by table: docs/session-file.md says the same to those who read it with their own tools.

/** "Orio", in SQLite's header (https://www.sqlite.org/fileformat.html#application_id): what `file` tells a session by. */
export const APPLICATION_ID = 0x4f72696f;
/** Grows when an older program could not read the file. */
export const FORMAT_VERSION = 1;
export const FILE_EXTENSION = '.oriole';

/** Rows of `agent_actions` whose texts are packed together: a random step costs the unpacking of so many. */
export const TEXT_BLOCK = 256;
/** Actions of a run that are packed together for the picture. */
export const RUN_BLOCK = 4_096;

/**
 * `plain`: the tables as they are recorded, in the order in which rows came. `packed`: closed, for reading: texts in
 * compressed blocks, and each run once more as columns.
 */
export type Layout = 'plain' | 'packed';

/** SQLite's affinity for each way to hold values (https://www.sqlite.org/datatype3.html#affinity_of_a_column). */
const AFFINITY: Readonly<Record<Storage, string>> = {
  integer: 'INTEGER',
  real: 'REAL',
  // A decimal number becomes a floating one where that holds its digits, and stays text otherwise.
  numeric: 'NUMERIC',
  boolean: 'INTEGER',
  time: 'INTEGER',
  json: 'TEXT',
  text: 'TEXT',
};

/** Columns of text that are short, or that an SQL query mostly wants. */
const NEVER_PACKED = new Set(['action_type']);
/** Figures of every row that few queries want: a third of what a row would take. */
const FIGURES = new Set(['inference_duration_ms', 'prompt_eval_duration_ms', 'eval_duration_ms', 'tokens_per_second']);

/** The columns of agent_actions that a packed file has in blocks. */
export function packedColumns(columns: readonly TableColumn[]): TableColumn[] {
  return columns.filter(
    ({ name, storage }) => FIGURES.has(name) || ((storage === 'text' || storage === 'json') && !NEVER_PACKED.has(name)),
  );
}

/** The columns of agent_actions that a packed file has as they are. */
export function plainColumns(columns: readonly TableColumn[]): TableColumn[] {
  const packed = new Set(packedColumns(columns));
  return columns.filter((column) => !packed.has(column));
}

/** Creates the tables of an empty file. */
export function createTables(
  file: DatabaseSync,
  layout: Layout,
  columns: Readonly<Record<TableName, readonly TableColumn[]>>,
): void {
  file.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${FORMAT_VERSION}`);
  file.exec(`
    CREATE TABLE session (
      id TEXT NOT NULL, layout TEXT NOT NULL, name TEXT NOT NULL, notes TEXT NOT NULL DEFAULT '',
      tags TEXT NOT NULL DEFAULT '[]', profile TEXT, database TEXT, host TEXT, server_version TEXT, time_zone TEXT,
      application_version TEXT, clock_offset_ms REAL, has_texts INTEGER NOT NULL, choice TEXT,
      started_at INTEGER, ended_at INTEGER, end_reason TEXT, experiments INTEGER, actions INTEGER, models TEXT,
      thumbnail_width INTEGER, thumbnail_height INTEGER, thumbnail BLOB);
    CREATE TABLE table_column (
      table_name TEXT NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, storage TEXT NOT NULL,
      PRIMARY KEY (table_name, position)) WITHOUT ROWID;
    CREATE TABLE feed_event (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL);
    CREATE TABLE bookmark (
      id INTEGER PRIMARY KEY, experiment_id INTEGER, action_id INTEGER, step INTEGER, at INTEGER, text TEXT NOT NULL);
    CREATE TABLE checksum (
      table_name TEXT NOT NULL, id INTEGER NOT NULL, crc INTEGER NOT NULL, PRIMARY KEY (table_name, id)) WITHOUT ROWID;
  `);
  const addColumn = file.prepare('INSERT INTO table_column VALUES (?, ?, ?, ?, ?)');
  for (const table of TABLES) {
    for (const [n, { name, type, storage }] of columns[table].entries()) addColumn.run(table, n, name, type, storage);
  }
  const fields = (list: readonly TableColumn[], key: string | null) =>
    list.map(({ name, storage }) => `${quoteName(name)} ${name === key ? 'INTEGER PRIMARY KEY' : AFFINITY[storage]}`);
  for (const table of ['mazes', 'experiments'] as const) {
    file.exec(`CREATE TABLE ${table} (${fields(columns[table], 'id').join(', ')})`);
  }
  if (layout === 'plain') {
    file.exec(`CREATE TABLE agent_actions (${fields(columns.agent_actions, 'id').join(', ')})`);
    file.exec('CREATE INDEX agent_actions_run ON agent_actions (experiment_id, step_number, id)');
    return;
  }
  const packed = packedColumns(columns.agent_actions).map(({ name }) => quoteName(name));
  const plain = plainColumns(columns.agent_actions);
  file.exec(`
    CREATE TABLE agent_actions (place INTEGER PRIMARY KEY, ${fields(plain, null).join(', ')});
    CREATE TABLE text_block (
      id INTEGER PRIMARY KEY, crc INTEGER NOT NULL${packed.map((name) => `, ${name} BLOB`).join('')});
    CREATE TABLE run (
      experiment_id INTEGER PRIMARY KEY, first_place INTEGER, actions INTEGER NOT NULL, wall_hits INTEGER NOT NULL, last_step INTEGER,
      first_at INTEGER, last_at INTEGER);
    CREATE TABLE run_block (
      experiment_id INTEGER NOT NULL, number INTEGER NOT NULL, first_place INTEGER NOT NULL, actions INTEGER NOT NULL,
      least_id INTEGER NOT NULL, most_id INTEGER NOT NULL, last_step INTEGER NOT NULL, last_id INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (experiment_id, number));
    CREATE VIEW agent_actions_with_texts AS SELECT ${columns.agent_actions
      .map(({ name }) => quoteName(name))
      .map((name) =>
        packed.includes(name) ? `oriole_text(b.${name}, (a.place - 1) % ${TEXT_BLOCK}) AS ${name}` : `a.${name}`,
      )
      .join(', ')} FROM agent_actions a LEFT JOIN text_block b ON b.id = (a.place - 1) / ${TEXT_BLOCK};
  `);
}
