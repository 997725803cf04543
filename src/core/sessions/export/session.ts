import { randomUUID } from 'node:crypto';
import { DatabaseRows } from '#core/database/rows.ts';
import { buildSession, type SessionExtras, type SessionFacts } from '#core/sessions/build.ts';
import { factsOf } from '#core/sessions/finish.ts';
import type { RowSource } from '#core/sessions/rows.ts';
import { SessionRows } from '#core/sessions/session-rows.ts';
import type { SessionBookmark, SessionSelection } from '#shared/domain/session.ts';
import type { ExportJob } from './job.ts';

/** What a new session is called, and where its rows come from; of a session's rows the file itself says that. */
export type SessionAbout = Pick<SessionFacts, 'name' | 'profile' | 'database' | 'host' | 'applicationVersion'>;

/** What belongs to a session beside its rows; times are milliseconds since 1970 by the server's clock. */
export interface SessionCompany {
  readonly events: SessionExtras['events'];
  readonly bookmarks: readonly SessionBookmark[];
}

export const NO_COMPANY: SessionCompany = { events: [], bookmarks: [] };

/** Makes a session of a part of a database, or of another session. */
export async function exportSession(
  { rows, selection, progress, signal }: ExportJob,
  path: string,
  about: SessionAbout,
  company: SessionCompany = NO_COMPANY,
): Promise<void> {
  const facts = await factsFor(rows, selection, about);
  const extras = {
    events: company.events.filter(({ at }) => isWithin(at, selection)),
    bookmarks: company.bookmarks.filter(
      ({ experimentId, at }) =>
        isWithin(at, selection) && (experimentId === null || (selection.experiments?.includes(experimentId) ?? true)),
    ),
  };
  await buildSession(path, rows, selection, facts, progress, signal, extras);
}

async function factsFor(rows: RowSource, selection: SessionSelection, about: SessionAbout): Promise<SessionFacts> {
  const { from, to } = selection;
  const common = { id: randomUUID(), name: about.name, applicationVersion: about.applicationVersion };
  const choice = JSON.stringify(selection);
  if (rows instanceof SessionRows) {
    const former = factsOf(rows.session());
    return {
      ...former,
      ...common,
      choice,
      hasTexts: former.hasTexts && selection.texts,
      startedAt: larger(former.startedAt, from),
      endedAt: smaller(former.endedAt, to),
      endReason: `Taken from the session ${former.name}.`,
    };
  }
  const server = rows instanceof DatabaseRows ? await rows.describeServer() : null;
  const now = server?.now ?? Date.now();
  return {
    ...about,
    ...common,
    choice,
    serverVersion: server?.version ?? null,
    timeZone: server?.timeZone ?? null,
    clockOffsetMs: server ? server.now - Date.now() : null,
    hasTexts: selection.texts,
    startedAt: larger(await firstStart(rows, selection), from),
    endedAt: smaller(now, to),
    endReason: `Exported from ${about.profile ?? about.database ?? 'a database'}.`,
  };
}

/** When the first of the experiments began. */
async function firstStart(rows: RowSource, selection: SessionSelection): Promise<number | null> {
  const place = rows.columns.experiments.findIndex(({ name }) => name === 'started_at');
  const { experiments } = await rows.experiments({ ...selection, texts: false });
  let first: number | null = null;
  for (const row of experiments) {
    const at = row[place];
    if (typeof at === 'number') first = smaller(first, at / 1_000);
  }
  return first;
}

function isWithin(at: number | null, { from, to }: SessionSelection): boolean {
  return at === null || ((from === null || at >= from) && (to === null || at <= to));
}

function smaller(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b);
}

function larger(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b);
}
