import { create } from 'zustand';
import type { FeedReading } from '#shared/contract.ts';
import { host } from '../link/host.ts';
import { pull, WAIT_MS } from '../link/pull.ts';

/** Its figures change all the time; they are read, not watched. */
const PAUSE_MS = 250;

interface FeedStore {
  readonly reading: FeedReading | null;
  /** Server's clock minus this page's clock, milliseconds. */
  readonly clockOffsetMs: number;
}

/** The feed's state, as the host last told it. */
export const useFeed = create<FeedStore>(() => ({ reading: null, clockOffsetMs: 0 }));

/** Keeps {@link useFeed} up to date for as long as the page lives. */
export function followFeed(): void {
  pull(
    (signal) => host.feed.read({ after: useFeed.getState().reading?.revision ?? null, waitMs: WAIT_MS }, { signal }),
    (reading) => useFeed.setState({ reading, clockOffsetMs: reading.now - Date.now() }),
    PAUSE_MS,
  );
}
