import { setTimeout as delay } from 'node:timers/promises';

const TRIES = 20;

/**
 * Does it again when it fails: a pool may hold connections that died with the server a moment ago, and a lock may take
 * longer than its timeout. The last failure is the answer.
 */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries === TRIES) throw error;
      await delay(100);
    }
  }
}
