// node bench/processes/monitor.ts URL: a monitor in a process of its own. Tells when it has settled; asked for a number
// of actions, tells when its feed has come by so many since its start, and how it got there.
import { call } from '@orpc/server';
import { pino } from 'pino';
import { Monitor } from '#core/monitor.ts';
import type { FeedStateName } from '#shared/domain/feed.ts';
import { clock } from '../percentiles.ts';

/** What the monitor's process is asked. */
export type MonitorAsked = { readonly actions: number } | { readonly retry: true };

/** What it tells: the feed's states since it was asked, with the time at which each began. */
export interface MonitorTold {
  readonly states: readonly { readonly state: FeedStateName; readonly at: number }[];
  /** When the feed had all that was asked for, and was live. */
  readonly at: number;
}

/** Finer than what is measured, and rare enough to cost it nothing. */
const LOOK_MS = 4;

const [url = ''] = process.argv.slice(2);
const monitor = new Monitor({
  source: { kind: 'url', url },
  about: { kind: 'web', version: 'bench' },
  log: pino({ level: 'silent' }),
});
monitor.start();
await monitor.whenSettled(AbortSignal.timeout(30_000));

let wanted = Number.POSITIVE_INFINITY;
let states: { state: FeedStateName; at: number }[] = [];
const look = () => {
  const { state, actions } = monitor.status;
  if (states.at(-1)?.state !== state) states.push({ state, at: clock() });
  if (actions < wanted || state !== 'live') return;
  wanted = Number.POSITIVE_INFINITY;
  process.send?.({ states, at: clock() } satisfies MonitorTold);
};
setInterval(look, LOOK_MS);
process.on('message', (asked: MonitorAsked) => {
  if ('retry' in asked) return void call(monitor.procedures.feed.retry, undefined);
  wanted = asked.actions;
  states = [];
});
process.send?.({ states, at: clock() } satisfies MonitorTold);
