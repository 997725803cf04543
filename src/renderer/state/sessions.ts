import { useEffect } from 'react';
import { create } from 'zustand';
import type { SessionEntry, SessionsReading } from '#shared/domain/session.ts';
import { host } from '../link/host.ts';
import { pull, WAIT_MS } from '../link/pull.ts';

/** A library of thousands is some megabytes, and while something is recorded it changes all the time. */
const PAUSE_MS = 500;

/** The library, as the host last told; null before it did. */
export const useSessions = create<{ readonly reading: SessionsReading | null }>(() => ({ reading: null }));

let readers = 0;
let stop = () => {};

/**
 * Keeps {@link useSessions} up to date for as long as somebody looks: it is large, and most windows never show it.
 * @returns how to look away
 */
function followSessions(): () => void {
  if (++readers === 1) {
    stop = pull(
      (signal) =>
        host.sessions.read({ after: useSessions.getState().reading?.revision ?? null, waitMs: WAIT_MS }, { signal }),
      (reading) => useSessions.setState({ reading }),
      PAUSE_MS,
    );
  }
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    if (--readers === 0) stop();
  };
}

/** The library, kept up to date while the component is there. */
export function useLibrary(): SessionsReading | null {
  useEffect(followSessions, []);
  return useSessions(({ reading }) => reading);
}

/** A session of the library by its id; undefined where it has none of that id, or has not been read yet. */
export function useSessionEntry(id: string | null): SessionEntry | undefined {
  return useSessions(({ reading }) => (id === null ? undefined : reading?.entries.find((entry) => entry.id === id)));
}
