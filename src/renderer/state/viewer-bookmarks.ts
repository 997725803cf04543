import { z } from 'zod';
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { Bookmark } from './bookmarks.ts';
import { soundOr } from './kept.ts';

interface BookmarksStore {
  /** By run: `profile/experiment`. */
  readonly byRun: Readonly<Record<string, readonly Bookmark[]>>;
}

const KEY = 'oriole.bookmarks';
const kept = z.object({
  byRun: z.record(z.string(), z.array(z.object({ step: z.number().int(), text: z.string() }))),
});

/** The bookmarks of this viewer's person in databases. They stay on this machine: a database is watched, not written to. */
export const useViewerBookmarks = create<BookmarksStore>()(
  persist(() => ({ byRun: {} }) as BookmarksStore, { name: KEY, merge: soundOr<BookmarksStore>(kept) }),
);

// Another window changed them.
window.addEventListener('storage', ({ key }) => key === KEY && useViewerBookmarks.persist.rehydrate());

/** Replaces the bookmarks of a run. */
export function keepViewerBookmarks(key: string, bookmarks: readonly Bookmark[]): void {
  // What another window kept since must not be written over.
  void useViewerBookmarks.persist.rehydrate();
  useViewerBookmarks.setState(({ byRun }) => {
    const { [key]: _, ...others } = byRun;
    return { byRun: bookmarks.length === 0 ? others : { ...others, [key]: bookmarks } };
  });
}
