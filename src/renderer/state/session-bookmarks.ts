import { notifications } from '@mantine/notifications';
import { create } from 'zustand';
import type { SessionBookmark } from '#shared/domain/session.ts';
import { host } from '../link/host.ts';

/** The bookmarks of the sessions that were looked at: they live in the files, whoever opens them has them. */
export const useSessionBookmarks = create<{
  readonly bySession: Readonly<Record<string, readonly SessionBookmark[]>>;
}>(() => ({ bySession: {} }));

const loading = new Map<string, Promise<void>>();
/** Sessions of which a write is under way; true: something changed since it began. */
const writing = new Map<string, boolean>();

/** Reads the bookmarks of a session from its file. What is being written is newer than what would be read. */
export function loadSessionBookmarks(id: string): Promise<void> {
  const present = loading.get(id);
  if (present) return present;
  const reading = (async () => {
    const bookmarks = await host.sessions.bookmarks({ id }).catch(() => null);
    if (bookmarks && !writing.has(id)) keep(id, bookmarks);
  })().finally(() => loading.delete(id));
  loading.set(id, reading);
  return reading;
}

/** Changes the bookmarks of a session, here at once, and in its file as soon as that can be. */
export function changeSessionBookmarks(
  id: string,
  change: (present: readonly SessionBookmark[]) => readonly SessionBookmark[],
): void {
  const present = useSessionBookmarks.getState().bySession[id];
  if (!present) {
    // All of them are written at once: those in the file have to be known first.
    void loadSessionBookmarks(id).then(() => {
      if (useSessionBookmarks.getState().bySession[id]) changeSessionBookmarks(id, change);
      else complain('The bookmarks of this session could not be read, so none was changed. Try again.');
    });
    return;
  }
  keep(id, change(present));
  if (writing.has(id)) writing.set(id, true);
  else void write(id);
}

/** One write at a time, the newest state last. */
async function write(id: string): Promise<void> {
  do {
    writing.set(id, false);
    const bookmarks = useSessionBookmarks.getState().bySession[id] ?? [];
    const outcome = await host.sessions.setBookmarks({ id, bookmarks: [...bookmarks] }).catch(() => null);
    if (!outcome?.done) {
      writing.delete(id);
      complain(outcome?.sentence ?? 'The bookmarks of this session were not saved. Try again.');
      await loadSessionBookmarks(id);
      return;
    }
  } while (writing.get(id));
  writing.delete(id);
}

function keep(id: string, bookmarks: readonly SessionBookmark[]): void {
  useSessionBookmarks.setState(({ bySession }) => ({ bySession: { ...bySession, [id]: bookmarks } }));
}

function complain(sentence: string): void {
  notifications.show({ id: 'bookmark', title: 'Not saved', message: sentence, color: 'orange', withBorder: true });
}
