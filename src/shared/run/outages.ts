import type { FeedEvent } from '../domain/feed.ts';

/** A time in which nothing came from the database. */
export interface Outage {
  readonly from: number;
  /** null: it goes on. */
  readonly to: number | null;
  /** Why, as a sentence. */
  readonly reason: string;
}

/**
 * The outages that a feed's history tells.
 * @param events oldest first
 * @param offsetMs what is added to their times: the server's clock minus the one that they were written by
 */
export function outagesOf(events: readonly FeedEvent[], offsetMs: number): readonly Outage[] {
  const outages: Outage[] = [];
  let open: Outage | null = null;
  for (const { at, state, reason } of events) {
    if (state === 'reconnecting' || state === 'failed') {
      open ??= { from: at + offsetMs, to: null, reason };
    } else if (open && (state === 'catching-up' || state === 'live' || state === 'polling')) {
      outages.push({ ...open, to: at + offsetMs });
      open = null;
    }
  }
  return open ? [...outages, open] : outages;
}
