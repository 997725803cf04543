import { create } from 'zustand';
import type { FeedReading } from '#shared/contract.ts';
import { type Outage, outagesOf } from '#shared/run/outages.ts';
import { here } from '../link/host.ts';
import { pull, WAIT_MS } from '../link/pull.ts';

/** While it is settled, its figures change all the time; they are read, not watched. */
const PAUSE_MS = 250;

interface FeedStore {
  readonly reading: FeedReading | null;
  /** Server's clock minus this page's clock, milliseconds; 0 for a session, whose moments are all by the server's. */
  readonly clockOffsetMs: number;
}

const NOTHING: FeedStore = { reading: null, clockOffsetMs: 0 };

/** The feed's state, as the host last told it. */
export const useFeed = create<FeedStore>(() => NOTHING);

/**
 * Keeps {@link useFeed} up to date with the source that is shown, beginning with nothing.
 * @param onMoved called when the source is another database than before
 * @returns how to stop
 */
export function followFeed(onMoved: () => void): () => void {
  useFeed.setState(NOTHING, true);
  const source = here();
  let place = '';
  return pull(
    (signal) => source.feed.read({ after: useFeed.getState().reading?.revision ?? null, waitMs: WAIT_MS }, { signal }),
    (reading) => {
      const isSession = reading.status.state === 'recorded';
      useFeed.setState({ reading, clockOffsetMs: isSession ? 0 : reading.now - Date.now() });
      if (place !== '' && reading.place !== '' && reading.place !== place) onMoved();
      place = reading.place || place;
    },
    ({ status: { state } }) => (state === 'live' || state === 'polling' ? PAUSE_MS : 0),
  );
}

/** What is added to the times of the feed's events: a live feed's are the host's, a session's the server's. */
function eventOffset({ reading, clockOffsetMs }: FeedStore): number {
  return reading?.status.state === 'recorded' ? 0 : clockOffsetMs;
}

/** The feed's outages, by the server's clock. */
export function feedOutages(): readonly Outage[] {
  const feed = useFeed.getState();
  return outagesOf(feed.reading?.events ?? [], eventOffset(feed));
}

/** When the feed was interrupted and went on again, milliseconds since 1970 by the server's clock, ascending. */
export function feedGaps(): number[] {
  const feed = useFeed.getState();
  return (feed.reading?.events ?? [])
    .filter(({ state }) => state === 'reconnecting' || state === 'failed')
    .map(({ at }) => at + eventOffset(feed));
}
