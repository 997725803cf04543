import { implement } from '@orpc/server';
import type { Exports } from '#core/sessions/exports.ts';
import type { Library } from '#core/sessions/library.ts';
import type { Recordings } from '#core/sessions/recordings.ts';
import { contract } from '#shared/contract.ts';
import type { ViewerContext } from './context.ts';
import { sourceOf } from './watching.ts';

/** What these procedures stand on. */
export interface SessionParts {
  readonly library: Library;
  readonly recordings: Recordings;
  readonly exports: Exports;
}

/** The recordings: those that are being made, and the library of those that were. */
export function sessionProcedures({ library, recordings, exports }: SessionParts) {
  const os = implement(contract).$context<ViewerContext>();
  return {
    sessions: {
      read: os.sessions.read.handler(({ input, signal }) => library.read(input.after, input.waitMs, signal)),
      add: os.sessions.add.handler(({ input }) => library.add(input.path)),
      change: os.sessions.change.handler(({ input: { id, ...change } }) => library.change(id, change)),
      remove: os.sessions.remove.handler(({ input }) => library.remove(input.id)),
      restore: os.sessions.restore.handler(({ input }) => library.restore(input.id)),
      reveal: os.sessions.reveal.handler(({ input }) => library.reveal(input.id)),
      addFolder: os.sessions.addFolder.handler(({ input }) => library.addFolder(input.path)),
      removeFolder: os.sessions.removeFolder.handler(({ input }) => library.removeFolder(input.path)),
      bookmarks: os.sessions.bookmarks.handler(({ input }) => library.bookmarks(input.id)),
      setBookmarks: os.sessions.setBookmarks.handler(({ input }) => library.setBookmarks(input.id, input.bookmarks)),
      export: os.sessions.export.handler((call) => exports.run(sourceOf(call), call.input, call.signal)),
    },
    recordings: {
      read: os.recordings.read.handler(({ input, signal }) => recordings.read(input.after, input.waitMs, signal)),
      start: os.recordings.start.handler((call) => recordings.start(sourceOf(call).id, call.input.choice)),
      stop: os.recordings.stop.handler(({ input }) => recordings.stop(input.id)),
      setAutomatic: os.recordings.setAutomatic.handler(({ input }) => recordings.setAutomatic(input)),
      clearAutomatic: os.recordings.clearAutomatic.handler(({ input }) => recordings.clearAutomatic(input.profile)),
    },
  };
}
