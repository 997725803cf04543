import { create } from 'zustand';
import type { RecordingStatus, RecordingsReading } from '#shared/domain/session.ts';
import { host } from '../link/host.ts';
import { pull, WAIT_MS } from '../link/pull.ts';

/** While something is recorded, its figures change all the time; they are read, not watched. */
const PAUSE_MS = 500;

/** The recordings that go on, and those that ended a moment ago; null before the host said so. */
export const useRecordings = create<{ readonly reading: RecordingsReading | null }>(() => ({ reading: null }));

/** Keeps {@link useRecordings} up to date for as long as the page lives. */
export function followRecordings(): void {
  pull(
    (signal) =>
      host.recordings.read({ after: useRecordings.getState().reading?.revision ?? null, waitMs: WAIT_MS }, { signal }),
    (reading) => useRecordings.setState({ reading }),
    PAUSE_MS,
  );
}

/** True while a recording is not over: the file of one that is being packed is not complete yet. */
export function goesOn({ state }: RecordingStatus): boolean {
  return state === 'waiting' || state === 'recording' || state === 'closing';
}
