import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from '../stage.ts';

/** The host is killed and started again, with the same port and token. */
export const killHost: Fault = async ({ process }) => {
  await process.restart();
};

/** The laptop's lid is shut: the host stands still, and the network drops its connections meanwhile. */
export function sleep(seconds: number): Fault {
  return async ({ process, network }) => {
    process.sleep();
    network.cut();
    await delay(seconds * 1_000);
    process.wake();
  };
}

/** Viewers lose their connections, so many times; the host does not. */
export function hangUp(times: number): Fault {
  return async (stage) => {
    for (let i = 0; i < times; i++) {
      stage.stream.hangUp();
      stage.runs.hangUp();
      await stage.arrivalOf(20);
      await stage.arrivalOf(20, stage.runs);
    }
  };
}
