import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { SessionSelection } from '#shared/domain/session.ts';
import { createTables, plainColumns } from './format.ts';
import { quoteName, type Row, type RowSource, type TableColumn, type TableName } from './rows.ts';
import { RunPacker } from './run-packer.ts';
import { columnsChecksum } from './session-file.ts';
import { checksumOf, TextPacker } from './text-packer.ts';
import { makeThumbnail } from './thumbnail.ts';

/** What a session says of itself. Times are milliseconds since 1970 by the server's clock. */
export interface SessionFacts {
  readonly id: string;
  readonly name: string;
  readonly notes?: string;
  readonly tags?: readonly string[];
  readonly profile: string | null;
  readonly database: string | null;
  readonly host: string | null;
  readonly serverVersion: string | null;
  readonly timeZone: string | null;
  readonly applicationVersion: string;
  /** Server's clock minus host's clock, milliseconds. */
  readonly clockOffsetMs: number | null;
  readonly hasTexts: boolean;
  /** What was asked for, as JSON. */
  readonly choice: string | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly endReason: string | null;
}

/** What the feed said, and what people marked, beside the three tables. */
export interface SessionExtras {
  readonly events: readonly { readonly at: number; readonly state: string; readonly reason: string }[];
  readonly bookmarks: readonly {
    readonly experimentId: number | null;
    readonly actionId: number | null;
    readonly step: number | null;
    readonly at: number | null;
    readonly text: string;
  }[];
  /** Called when the file is complete, before it takes its place: what is there has to be let go of. */
  beforeReplace?(): void;
}

/** A file that is not complete yet: whoever finds one after a crash deletes it. */
export const PARTIAL = '.partial';

/**
 * Writes a closed session: beside its place first, and there at once when it is complete, so that no half of one is ever
 * found. What was there before is replaced.
 * @param progress is given the actions written so far
 * @param signal gives up, and leaves nothing behind
 */
export async function buildSession(
  path: string,
  rows: RowSource,
  selection: SessionSelection,
  facts: SessionFacts,
  progress: (rows: number) => void,
  signal?: AbortSignal,
  extras: SessionExtras = { events: [], bookmarks: [] },
): Promise<void> {
  const partial = `${path}${PARTIAL}`;
  rmSync(partial, { force: true });
  const file = new DatabaseSync(partial);
  try {
    // Nobody reads it before it is complete, and what is not complete is deleted.
    file.exec(
      'PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536; PRAGMA page_size = 4096',
    );
    await write(file, rows, selection, facts, progress, signal, extras);
    file.close();
    const handle = openSync(partial, 'r+');
    fsyncSync(handle);
    closeSync(handle);
    extras.beforeReplace?.();
    renameSync(partial, path);
  } catch (error) {
    if (file.isOpen) file.close();
    rmSync(partial, { force: true });
    throw error;
  }
}

async function write(
  file: DatabaseSync,
  rows: RowSource,
  selection: SessionSelection,
  facts: SessionFacts,
  progress: (rows: number) => void,
  signal: AbortSignal | undefined,
  extras: SessionExtras,
): Promise<void> {
  const { columns } = rows;
  createTables(file, 'packed', columns);
  file.exec('BEGIN');
  const { experiments, mazes } = await rows.experiments(selection);
  insertAll(file, 'mazes', columns.mazes, mazes);
  insertAll(file, 'experiments', columns.experiments, experiments);
  const actions = await insertActions(file, rows, selection, experiments, progress, signal);
  checkColumns(file);
  const { events, bookmarks } = extras;
  const addEvent = file.prepare('INSERT INTO feed_event (at, state, reason) VALUES (?, ?, ?)');
  for (const { at, state, reason } of events) addEvent.run(Math.round(at * 1_000), state, reason);
  const addBookmark = file.prepare(
    'INSERT INTO bookmark (experiment_id, action_id, step, at, text) VALUES (?, ?, ?, ?, ?)',
  );
  for (const { experimentId, actionId, step, at, text } of bookmarks) {
    addBookmark.run(experimentId, actionId, step, at === null ? null : Math.round(at * 1_000), text);
  }
  const thumbnail = makeThumbnail(file);
  const model = columns.experiments.findIndex(({ name }) => name === 'model_name');
  insertSession(file, 'packed', facts);
  file
    .prepare(
      `UPDATE session SET experiments = ?, actions = ?, models = ?, thumbnail_width = ?, thumbnail_height = ?, thumbnail = ?`,
    )
    .run(
      experiments.length,
      actions,
      JSON.stringify(mostUsed(experiments.map((row) => String(row[model] ?? 'unknown model')))),
      thumbnail?.width ?? null,
      thumbnail?.height ?? null,
      thumbnail?.cells ?? null,
    );
  signal?.throwIfAborted();
  file.exec('COMMIT; ANALYZE');
}

async function insertActions(
  file: DatabaseSync,
  rows: RowSource,
  selection: SessionSelection,
  experiments: readonly Row[],
  progress: (rows: number) => void,
  signal: AbortSignal | undefined,
): Promise<number> {
  const all = rows.columns.agent_actions;
  const plain = plainColumns(all);
  const places = plain.map((column) => all.indexOf(column));
  const names = ['place', ...plain.map(({ name }) => quoteName(name))];
  const insert = file.prepare(
    `INSERT INTO agent_actions (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
  );
  const texts = new TextPacker(file, all);
  const runs = new RunPacker(file, all);
  const id = rows.columns.experiments.findIndex(({ name }) => name === 'id');
  let place = 0;
  for (const experiment of experiments) {
    const experimentId = Number(experiment[id]);
    signal?.throwIfAborted();
    runs.begin(experimentId);
    for await (const page of rows.actions(experimentId, selection)) {
      signal?.throwIfAborted();
      for (const row of page) {
        place++;
        insert.run(place, ...places.map((n) => row[n] ?? null));
        runs.add(place, row);
        await texts.add(row);
      }
      progress(place);
    }
    runs.end();
  }
  await texts.finish();
  return place;
}

/** What the columns are is known by a checksum too: every value is read by it. */
function checkColumns(file: DatabaseSync): void {
  file.prepare('INSERT INTO checksum VALUES (?, ?, ?)').run('table_column', 0, columnsChecksum(file));
}

/** Inserts the row of `session`. */
export function insertSession(file: DatabaseSync, layout: 'plain' | 'packed', facts: SessionFacts): void {
  const time = (ms: number | null) => (ms === null ? null : Math.round(ms * 1_000));
  const values = {
    id: facts.id,
    layout,
    name: facts.name,
    notes: facts.notes ?? '',
    tags: JSON.stringify(facts.tags ?? []),
    profile: facts.profile,
    database: facts.database,
    host: facts.host,
    server_version: facts.serverVersion,
    time_zone: facts.timeZone,
    application_version: facts.applicationVersion,
    clock_offset_ms: facts.clockOffsetMs,
    has_texts: facts.hasTexts ? 1 : 0,
    choice: facts.choice,
    started_at: time(facts.startedAt),
    ended_at: time(facts.endedAt),
    end_reason: facts.endReason,
  };
  const names = Object.keys(values);
  file
    .prepare(`INSERT INTO session (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`)
    .run(...Object.values(values));
}

function insertAll(file: DatabaseSync, table: TableName, columns: readonly TableColumn[], rows: readonly Row[]): void {
  if (columns.length === 0) return;
  const names = columns.map(({ name }) => quoteName(name)).join(', ');
  const insert = file.prepare(`INSERT INTO ${table} (${names}) VALUES (${columns.map(() => '?').join(', ')})`);
  const check = file.prepare('INSERT INTO checksum VALUES (?, ?, ?)');
  const id = columns.findIndex(({ name }) => name === 'id');
  for (const row of rows) {
    insert.run(...row);
    check.run(table, Number(row[id]), checksumOf([row], columns.keys().toArray()));
  }
}

/** Each once, the most frequent first, ten at most. */
function mostUsed(names: readonly string[]): string[] {
  const counts = Map.groupBy(names, (name) => name);
  return [...counts]
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, 10)
    .map(([name]) => name);
}
