import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../../support/until.ts';
import type { Fault, Stage } from '../stage.ts';

/** The network swallows everything, and tells nobody. Over when the feed has noticed and is back. */
export const freeze: Fault = async (stage) => {
  stage.network.freeze();
  await noticed(stage);
};

/** Everything takes its time, and never the same. */
export function slow(seconds: number, ms = 60, jitterMs = 120): Fault {
  return async ({ network }) => {
    network.slow({ ms, jitterMs });
    await delay(seconds * 1_000);
    network.slow(null);
  };
}

/** Connections break in the middle of what the server says: without a word, or with a reset. */
export function broken(how: 'truncate' | 'reset'): Fault {
  return async (stage) => {
    stage.network.breakNext(how);
    await noticed(stage);
  };
}

/** The present connections are closed. */
export const cut: Fault = async (stage) => {
  stage.network.cut();
  await noticed(stage);
};

/** Nobody answers for a while. */
export function refuse(seconds: number): Fault {
  return async ({ network }) => {
    await network.open(false);
    await delay(seconds * 1_000);
    await network.open(true);
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

/** The server forgets that anybody listens, and says nothing of it. */
export const forget: Fault = async (stage) => {
  const seen = stage.feed.events.length;
  const forgotten = await stage.network.unlisten();
  if (forgotten === 0) throw new Error('No session was listening.');
  await until('it is noticed', () => stage.feed.events.length > seen, 40_000);
};

/** Resolves when the feed has said that something happened. */
async function noticed({ feed }: Stage): Promise<void> {
  const seen = feed.events.length;
  await until(
    'the loss is noticed',
    () => feed.events.slice(seen).some(({ state }) => state === 'reconnecting' || state === 'connecting'),
    40_000,
  );
}
