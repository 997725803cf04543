import { z } from 'zod';
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { soundOr } from './kept.ts';

/** A step that a person marked. */
export interface Bookmark {
  readonly step: number;
  readonly text: string;
}

interface BookmarksStore {
  /** By run: `profile/experiment`. */
  readonly byRun: Readonly<Record<string, readonly Bookmark[]>>;
}

const NONE: readonly Bookmark[] = [];
/** Longer texts are cut. */
const MOST_TEXT = 500;

const KEY = 'oriole.bookmarks';
const kept = z.object({
  byRun: z.record(z.string(), z.array(z.object({ step: z.number().int(), text: z.string() }))),
});

/** The bookmarks of this viewer's person. They stay on this machine: a database is watched, not written to. */
export const useBookmarks = create<BookmarksStore>()(
  persist(() => ({ byRun: {} }) as BookmarksStore, { name: KEY, merge: soundOr<BookmarksStore>(kept) }),
);

// Another window changed them.
window.addEventListener('storage', ({ key }) => key === KEY && useBookmarks.persist.rehydrate());

/** Names a run among all that can be watched. */
export function bookmarksKey(profile: string | null, experimentId: number): string {
  return `${profile ?? ''}/${experimentId}`;
}

/** The bookmarks of a run, by step. */
export function bookmarksOf(key: string): readonly Bookmark[] {
  return useBookmarks.getState().byRun[key] ?? NONE;
}

/** Sets a bookmark at a step, or gives the one there another text. */
export function setBookmark(key: string, step: number, text: string): void {
  const others = bookmarksOf(key).filter((bookmark) => bookmark.step !== step);
  keep(
    key,
    [...others, { step, text: text.slice(0, MOST_TEXT) }].sort((a, b) => a.step - b.step),
  );
}

export function removeBookmark(key: string, step: number): void {
  keep(
    key,
    bookmarksOf(key).filter((bookmark) => bookmark.step !== step),
  );
}

function keep(key: string, bookmarks: readonly Bookmark[]): void {
  // What another window kept since must not be written over.
  void useBookmarks.persist.rehydrate();
  useBookmarks.setState(({ byRun }) => {
    const { [key]: _, ...others } = byRun;
    return { byRun: bookmarks.length === 0 ? others : { ...others, [key]: bookmarks } };
  });
}
