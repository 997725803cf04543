import { setTimeout as delay } from 'node:timers/promises';
import type { Source } from '#core/sources/source.ts';

const WAIT_MS = 10_000;
/** Its figures change all the time; its state does not. */
const PACE_MS = 100;

/**
 * Tells what happens to a feed from now on, until it is given up.
 * @param note is given when (host's clock, milliseconds since 1970), the feed's state, and why
 */
export async function followFeed(
  source: Source,
  note: (at: number, state: string, reason: string) => void,
  signal: AbortSignal,
): Promise<void> {
  let revision: string | null = null;
  let last = Date.now();
  while (!signal.aborted) {
    const reading = await source.feed(revision, { waitMs: WAIT_MS, signal });
    if (revision === null) note(last, reading.status.state, 'The recording begins.');
    revision = reading.revision;
    for (const { at, until, state, reason } of reading.events) {
      // What happens again and again is one event that grows longer.
      if (until > last) note(at > last ? at : until, state, reason);
    }
    last = Math.max(last, ...reading.events.map(({ until }) => until));
    await delay(PACE_MS, undefined, { signal }).catch(() => {});
  }
}
