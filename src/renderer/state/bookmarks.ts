import { isSessionId, type SessionBookmark } from '#shared/domain/session.ts';
import { changeSessionBookmarks, useSessionBookmarks } from './session-bookmarks.ts';
import { keepViewerBookmarks, useViewerBookmarks } from './viewer-bookmarks.ts';

/** A step that a person marked. */
export interface Bookmark {
  readonly step: number;
  readonly text: string;
}

const NONE: readonly Bookmark[] = [];
/** Longer texts are cut. */
const MOST_TEXT = 500;

/** Names a run among all that can be watched. */
export function bookmarksKey(profile: string | null, experimentId: number): string {
  return `${profile ?? ''}/${experimentId}`;
}

/**
 * The bookmarks of a run, by step, wherever they are kept: of a session in its file, of a database in this viewer
 * (docs/decisions/0020).
 */
export function bookmarksOf(key: string): readonly Bookmark[] {
  const run = runOfSession(key);
  if (!run) return useViewerBookmarks.getState().byRun[key] ?? NONE;
  return stepsOf(useSessionBookmarks.getState().bySession[run.session], run.experimentId);
}

/** The same, kept up to date. */
export function useBookmarksOf(key: string): readonly Bookmark[] {
  const inViewer = useViewerBookmarks(({ byRun }) => byRun[key] ?? NONE);
  const run = runOfSession(key);
  const inSession = useSessionBookmarks(({ bySession }) => run && bySession[run.session]);
  return run ? stepsOf(inSession ?? undefined, run.experimentId) : inViewer;
}

/** Sets a bookmark at a step, or gives the one there another text. */
export function setBookmark(key: string, step: number, text: string): void {
  const run = runOfSession(key);
  if (!run) {
    const others = bookmarksOf(key).filter((bookmark) => bookmark.step !== step);
    const bookmarks = [...others, { step, text: text.slice(0, MOST_TEXT) }];
    keepViewerBookmarks(
      key,
      bookmarks.sort((a, b) => a.step - b.step),
    );
    return;
  }
  const { experimentId, session } = run;
  changeSessionBookmarks(session, (present) => {
    const isHere = isAt(experimentId, step);
    const marked = present.find(isHere) ?? { experimentId, step, actionId: null, at: null };
    return [...present.filter((bookmark) => !isHere(bookmark)), { ...marked, text }];
  });
}

export function removeBookmark(key: string, step: number): void {
  const run = runOfSession(key);
  if (run) {
    const isHere = isAt(run.experimentId, step);
    changeSessionBookmarks(run.session, (present) => present.filter((bookmark) => !isHere(bookmark)));
    return;
  }
  keepViewerBookmarks(
    key,
    bookmarksOf(key).filter((bookmark) => bookmark.step !== step),
  );
}

function runOfSession(key: string): { readonly session: string; readonly experimentId: number } | null {
  if (!isSessionId(key)) return null;
  const end = key.lastIndexOf('/');
  return { session: key.slice(0, end), experimentId: Number(key.slice(end + 1)) };
}

function isAt(experimentId: number, step: number): (bookmark: SessionBookmark) => boolean {
  return (bookmark) => bookmark.experimentId === experimentId && bookmark.step === step;
}

/** Picked out once for each state of a session's bookmarks: what did not change stays the same object. */
const picked = new WeakMap<readonly SessionBookmark[], Map<number, readonly Bookmark[]>>();

function stepsOf(all: readonly SessionBookmark[] | undefined, experimentId: number): readonly Bookmark[] {
  if (!all) return NONE;
  const byRun = picked.get(all) ?? new Map<number, readonly Bookmark[]>();
  picked.set(all, byRun);
  const present = byRun.get(experimentId);
  if (present) return present;
  const bookmarks = all
    .flatMap(({ experimentId: run, step, text }) => (run === experimentId && step !== null ? [{ step, text }] : []))
    .sort((a, b) => a.step - b.step);
  byRun.set(experimentId, bookmarks);
  return bookmarks;
}
