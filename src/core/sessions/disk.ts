import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** What is left on the disk of a file for this account, bytes; null where that cannot be told. */
export async function freeBytes(path: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(dirname(path));
    return bavail * bsize;
  } catch {
    return null;
  }
}

const LOOK_MS = 1_000;

/**
 * Resolves with true when less is left on the disk of a file than has to be, with false when it is given up.
 * @param needed bytes
 * @param told is given what is left, each time
 */
export async function diskIsFull(
  path: string,
  needed: () => number,
  told: (free: number | null) => void,
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted) {
    const free = await freeBytes(path);
    told(free);
    if (free !== null && free < needed()) return true;
    await delay(LOOK_MS, undefined, { signal }).catch(() => {});
  }
  return false;
}
