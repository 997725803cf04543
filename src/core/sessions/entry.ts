import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { SESSION_PREFIX, type SessionEntry, type SessionState } from '#shared/domain/session.ts';
import { factsOf } from './finish.ts';
import { FILE_EXTENSION } from './format.ts';
import { guarded, openForReading, SessionFileError } from './session-file.ts';

/** A file of the library, as far as it tells of itself; the library adds what it knows besides. */
export type FileEntry = Omit<SessionEntry, 'openedAt'>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MOST_TEXT = 2_000;

/** Reads what the list shows of a session: some pages of it. Never throws: what cannot be read is said. */
export function readEntry(path: string): FileEntry {
  const info = statSync(path, { throwIfNoEntry: false });
  const nothing: FileEntry = {
    id: `${SESSION_PREFIX}file~${hashOf(path)}`,
    file: basename(path),
    folder: dirname(path),
    state: 'damaged',
    name: basename(path, FILE_EXTENSION),
    tags: [],
    notes: '',
    profile: null,
    database: null,
    startedAt: null,
    endedAt: null,
    experiments: 0,
    actions: 0,
    models: [],
    bytes: info?.size ?? 0,
    modifiedAt: info?.mtimeMs ?? 0,
    hasTexts: true,
    bookmarks: 0,
    thumbnail: null,
    remarks: [],
  };
  try {
    const file = openForReading(path);
    try {
      return guarded(() => {
        const row = file.prepare('SELECT * FROM session').get() ?? {};
        const facts = factsOf(row);
        const bookmarks = Number(file.prepare('SELECT count(*) AS count FROM bookmark').get()?.['count'] ?? 0);
        return {
          ...nothing,
          id: UUID.test(facts.id) ? `${SESSION_PREFIX}${facts.id}` : nothing.id,
          state: 'closed',
          name: cut(facts.name) || nothing.name,
          tags: (facts.tags ?? []).slice(0, 100).map(cut),
          notes: cut(facts.notes ?? ''),
          profile: facts.profile === null ? null : cut(facts.profile),
          database: facts.database === null ? null : cut(facts.database),
          startedAt: facts.startedAt,
          endedAt: facts.endedAt,
          experiments: Number(row['experiments'] ?? 0),
          actions: Number(row['actions'] ?? 0),
          models: modelsOf(row['models']),
          hasTexts: facts.hasTexts,
          bookmarks,
          thumbnail: thumbnailOf(row),
          remarks: facts.endReason === null ? [] : [cut(facts.endReason)],
        };
      });
    } finally {
      file.close();
    }
  } catch (error) {
    const [state, sentence]: [SessionState, string] =
      error instanceof SessionFileError
        ? [error.kind === 'unreachable' ? 'damaged' : error.kind, error.message]
        : ['damaged', 'This file is damaged or incomplete.'];
    return { ...nothing, state, remarks: [sentence] };
  }
}

/** Tells files of the same session from each other. */
export function hashOf(path: string): string {
  return createHash('sha256').update(path).digest('base64url').slice(0, 12);
}

function cut(text: string): string {
  return text.slice(0, MOST_TEXT);
}

function modelsOf(json: unknown): string[] {
  try {
    const models: unknown = JSON.parse(String(json));
    return Array.isArray(models) ? models.slice(0, 10).map((model) => cut(String(model))) : [];
  } catch {
    return [];
  }
}

function thumbnailOf(row: Readonly<Record<string, unknown>>): SessionEntry['thumbnail'] {
  const [width, height, cells] = [row['thumbnail_width'], row['thumbnail_height'], row['thumbnail']];
  if (typeof width !== 'number' || typeof height !== 'number' || !(cells instanceof Uint8Array)) return null;
  // A copy: what SQLite gives may be a view of more.
  return cells.length === width * height && cells.length <= 65_536
    ? { width, height, cells: Uint8Array.from(cells) }
    : null;
}
