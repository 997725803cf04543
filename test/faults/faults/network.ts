import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../../support/until.ts';
import type { Fault } from '../stage.ts';
import { untilNoticed } from './noticed.ts';

/** The network swallows everything, and tells nobody. */
export const freeze: Fault = (stage) => untilNoticed(stage, () => stage.network.freeze());

/** It swallows new connections too, for a while: they are accepted, and nobody answers. */
export function blackHole(seconds: number): Fault {
  return (stage) =>
    untilNoticed(stage, async () => {
      stage.network.swallow(true);
      await delay(seconds * 1_000);
      stage.network.swallow(false);
    });
}

/** The present connections are closed. */
export const cut: Fault = (stage) => untilNoticed(stage, () => stage.network.cut());

/** Connections break in the middle of what the server says: without a word, or with a reset. */
export function broken(how: 'truncate' | 'reset'): Fault {
  return (stage) => untilNoticed(stage, () => stage.network.breakNext(how));
}

/** Nobody answers for a while. */
export function refuse(seconds: number): Fault {
  return async ({ network }) => {
    await network.open(false);
    await delay(seconds * 1_000);
    await network.open(true);
  };
}

/** Everything takes its time, and never the same. */
export function slow(seconds: number, ms = 60, jitterMs = 120): Fault {
  return async ({ network }) => {
    network.slow({ ms, jitterMs });
    await delay(seconds * 1_000);
    network.slow(null);
  };
}

/** The connection is fine until the monitor says LISTEN, so many times in a row. */
export function loseListen(times: number): Fault {
  return async ({ network }) => {
    network.cutListens(times);
    network.cut();
    await until('LISTEN was tried often enough', () => network.listensToCut === 0, 60_000);
  };
}

/** The server forgets that anybody listens and says nothing of it, until the monitor says LISTEN again. */
export const forget: Fault = async ({ network }) => {
  const said = network.listensSeen;
  const forgotten = await network.unlisten();
  if (forgotten === 0) throw new Error('No session was listening.');
  await until('LISTEN is said again', () => network.listensSeen > said, 40_000);
};
