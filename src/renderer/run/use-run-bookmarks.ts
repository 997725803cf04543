import { useEffect } from 'react';
import { type Bookmark, bookmarksKey, useBookmarksOf } from '../state/bookmarks.ts';
import { useSource } from '../state/source.ts';
import type { RunSession } from './run-session.ts';

/** The bookmarks of a run, and what names it among all bookmarks. */
export function useRunBookmarks(session: RunSession): { key: string; bookmarks: readonly Bookmark[] } {
  const profile = useSource((source) => source.profile);
  const key = bookmarksKey(profile, session.experimentId);
  const bookmarks = useBookmarksOf(key);
  // The timeline marks them.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what changed is told, whatever it is by now.
  useEffect(() => session.marksChanged(), [session, bookmarks]);
  return { key, bookmarks };
}
