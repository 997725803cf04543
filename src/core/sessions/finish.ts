import { rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { SessionSelection } from '#shared/domain/session.ts';
import { buildSession, type SessionExtras, type SessionFacts } from './build.ts';
import { holdFile } from './held-files.ts';
import { PlainRows } from './plain-rows.ts';
import { guarded, isCorrupt, layoutOf, openForFinishing, refusal } from './session-file.ts';

const ALL: SessionSelection = { experiments: null, from: null, to: null, texts: true };
const CUT_SHORT =
  'The program that recorded was ended before it could close the file. What had been recorded by then is all here.';

/** What there was to finish. */
export interface Finished {
  /** True where the recording had been cut short by the end of its program. */
  readonly wasCutShort: boolean;
  readonly actions: number;
}

/**
 * Closes a session that was recorded: its texts are packed, and its runs written for reading. What is there before stays
 * as it is until all of it is done. A session that is closed already is left alone.
 * @param progress is given the share that is done, 0 to 1
 * @param remark what there is to say of it besides
 * @throws SessionFileError where the file is none, or another program records into it
 */
export async function finishSession(
  path: string,
  progress: (share: number) => void,
  signal?: AbortSignal,
  remark?: string,
): Promise<Finished> {
  const file = openForFinishing(path);
  const letGo = holdFile(path);
  try {
    if (layoutOf(file) === 'packed') return { wasCutShort: false, actions: 0 };
    const rows = guarded(() => new PlainRows(file));
    const total = await rows.count(ALL);
    const { facts: read, wasCutShort } = guarded(() => readFacts(file));
    const facts =
      remark === undefined ? read : { ...read, endReason: [read.endReason, remark].filter(Boolean).join(' ') };
    const extras: SessionExtras = { ...readExtras(file), beforeReplace: () => file.close() };
    try {
      await buildSession(path, rows, ALL, facts, (done) => progress(total === 0 ? 1 : done / total), signal, extras);
    } catch (error) {
      // What is read of it in between may be damaged as well as its beginning.
      throw isCorrupt(error) ? refusal('damaged') : error;
    }
    // Its rows are in the file by now, and to the new file they are not known.
    for (const end of ['-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
    return { wasCutShort, actions: total };
  } finally {
    if (file.isOpen) file.close();
    letGo();
  }
}

/** What a session says of itself, from its row. */
export function factsOf(row: Readonly<Record<string, unknown>>): SessionFacts {
  const text = (name: string) => (typeof row[name] === 'string' ? row[name] : null);
  const number = (name: string) => (typeof row[name] === 'number' ? row[name] : null);
  const ms = (name: string) => (typeof row[name] === 'number' ? row[name] / 1_000 : null);
  return {
    id: text('id') ?? '',
    name: text('name') ?? '',
    notes: text('notes') ?? '',
    tags: readTags(text('tags')),
    profile: text('profile'),
    database: text('database'),
    host: text('host'),
    serverVersion: text('server_version'),
    timeZone: text('time_zone'),
    applicationVersion: text('application_version') ?? '',
    clockOffsetMs: number('clock_offset_ms'),
    hasTexts: row['has_texts'] !== 0,
    choice: text('choice'),
    startedAt: ms('started_at'),
    endedAt: ms('ended_at'),
    endReason: text('end_reason'),
  };
}

function readTags(json: string | null): string[] {
  try {
    const tags: unknown = JSON.parse(json ?? '[]');
    return Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [];
  } catch {
    return [];
  }
}

function readFacts(file: DatabaseSync): { facts: SessionFacts; wasCutShort: boolean } {
  const facts = factsOf(file.prepare('SELECT * FROM session').get() ?? {});
  if (facts.endedAt !== null) return { facts, wasCutShort: false };
  const last = file
    .prepare(
      `SELECT max(at) AS at FROM (SELECT max("timestamp") AS at FROM agent_actions WHERE typeof("timestamp") = 'integer'
         UNION ALL SELECT max(at) FROM feed_event)`,
    )
    .get()?.['at'];
  const endedAt = typeof last === 'number' ? last / 1_000 : facts.startedAt;
  return { facts: { ...facts, endedAt, endReason: CUT_SHORT }, wasCutShort: true };
}

function readExtras(file: DatabaseSync): Pick<SessionExtras, 'events' | 'bookmarks'> {
  const ms = (value: unknown) => (typeof value === 'number' ? value / 1_000 : null);
  const number = (value: unknown) => (typeof value === 'number' ? value : null);
  return {
    events: file
      .prepare('SELECT at, state, reason FROM feed_event ORDER BY id')
      .all()
      .map((row) => ({ at: ms(row['at']) ?? 0, state: String(row['state']), reason: String(row['reason']) })),
    bookmarks: file
      .prepare('SELECT * FROM bookmark ORDER BY id')
      .all()
      .map((row) => ({
        experimentId: number(row['experiment_id']),
        actionId: number(row['action_id']),
        step: number(row['step']),
        at: ms(row['at']),
        text: String(row['text']),
      })),
  };
}
