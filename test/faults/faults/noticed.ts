import { until } from '../../support/until.ts';
import type { Stage } from '../stage.ts';

/** Strikes, and waits until the feed has said that it lost something: a fault that nobody felt proves nothing. */
export async function untilNoticed({ feed }: Stage, strike: () => void | Promise<void>): Promise<void> {
  const seen = feed.events.length;
  await strike();
  const lost = () => feed.events.slice(seen).some(({ state }) => state === 'reconnecting' || state === 'connecting');
  await until('the loss is noticed', lost, 40_000);
}
