// node bench/processes/monitor.ts URL: a monitor in a process of its own. Tells when it has settled; asked for a number
// of actions, tells when its feed has come by so many since its start, and how it got there.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Monitor } from '#core/monitor.ts';
import type { FeedStateName } from '#shared/domain/feed.ts';
import { monitorOptions } from '../../test/support/monitor-options.ts';
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
const folder = mkdtempSync(join(tmpdir(), 'oriole-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const monitor = await Monitor.open(monitorOptions({ kind: 'url', url }, folder));
monitor.start();
const source = monitor.own;
if (!source) throw new Error('nothing is watched');
await source.whenSettled(AbortSignal.timeout(30_000));

let wanted = Number.POSITIVE_INFINITY;
let states: { state: FeedStateName; at: number }[] = [];
const look = () => {
  const { state, actions } = source.status;
  if (states.at(-1)?.state !== state) states.push({ state, at: clock() });
  if (actions < wanted || state !== 'live') return;
  wanted = Number.POSITIVE_INFINITY;
  process.send?.({ states, at: clock() } satisfies MonitorTold);
};
setInterval(look, LOOK_MS);
process.on('message', (asked: MonitorAsked) => {
  if ('retry' in asked) return source.retry();
  wanted = asked.actions;
  states = [];
});
process.send?.({ states, at: clock() } satisfies MonitorTold);
