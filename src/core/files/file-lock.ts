import { randomUUID } from 'node:crypto';
import { closeSync, linkSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { codeOf, StorageError } from './storage-error.ts';

// A lock file with its holder's name in it. Why not a library: proper-lockfile goes by time alone (a killed holder blocks
// for seconds), ends the process when a lock is lost, and lets two take over the same stale lock.

/** A holder of which nothing else is known has this long. Writing takes milliseconds. */
const STALE_AFTER_MS = 10_000;
const GIVE_UP_AFTER_MS = 20_000;
const PAUSE_MS = { least: 3, spread: 15 };

/** Somebody took the lock away, because its holder seemed to be gone. */
class LostLockError extends Error {}

/** Throws when the lock is no longer held; to be asked right before what cannot be undone. */
export type StillHeld = () => void;

/**
 * Does some work while no other process does any under the same lock. Where the lock was lost meanwhile (the machine
 * slept, a disk took ten seconds), `stillHeld` throws, and the work is done again from its beginning.
 * @throws StorageError when it cannot be had; what the work throws otherwise
 */
export async function withFileLock<T>(lock: string, work: (stillHeld: StillHeld) => Promise<T>): Promise<T> {
  const deadline = Date.now() + GIVE_UP_AFTER_MS;
  for (;;) {
    const token = await acquire(lock, deadline);
    try {
      return await work(() => {
        if (readHolder(lock)?.token !== token) throw new LostLockError();
      });
    } catch (error) {
      if (!(error instanceof LostLockError)) throw error;
    } finally {
      if (readHolder(lock)?.token === token) rmSync(lock, { force: true });
    }
  }
}

async function acquire(lock: string, deadline: number): Promise<string> {
  const token = `${process.pid} ${hostname()} ${randomUUID()}`;
  for (;;) {
    if (create(lock, token)) return token;
    const holder = readHolder(lock);
    if (holder !== null && isGone(holder)) takeAway(lock, holder);
    else if (Date.now() > deadline) {
      throw new StorageError(
        `Another program has been writing for ${GIVE_UP_AFTER_MS / 1_000} seconds, so nothing was saved. If no other Oriole Monitor runs, delete ${lock}.`,
      );
    } else await delay(PAUSE_MS.least + Math.random() * PAUSE_MS.spread);
  }
}

/** False where there is one. Created and filled are two steps; an empty one belongs to somebody between them. */
function create(lock: string, token: string): boolean {
  let file: number;
  try {
    file = openSync(lock, 'wx', 0o600);
  } catch (error) {
    const code = codeOf(error);
    // Windows refuses for a moment after a file was deleted.
    if (code === 'EEXIST' || (process.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(code)))
      return false;
    throw error;
  }
  try {
    writeFileSync(file, token);
    return true;
  } catch (error) {
    rmSync(lock, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

interface Holder {
  readonly token: string;
  readonly ageMs: number;
}

function readHolder(lock: string): Holder | null {
  try {
    return { ageMs: Date.now() - statSync(lock).mtimeMs, token: readFileSync(lock, 'utf8') };
  } catch {
    return null;
  }
}

function isGone({ token, ageMs }: Holder): boolean {
  if (ageMs > STALE_AFTER_MS) return true;
  const [, pid, host] = /^(\d+) (.+) [\w-]+$/.exec(token) ?? [];
  // A process of another machine cannot be asked; our own number may be an older one's, in a container.
  return host === hostname() && Number(pid) !== process.pid && !isRunning(Number(pid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

/**
 * Two may find the same holder gone, and the later one take away the lock that the earlier has just made. It is put back
 * then; and were that too late, its holder asks whether it still has it right before it replaces a file.
 */
function takeAway(lock: string, gone: Holder): void {
  const away = `${lock}.${randomUUID()}.tmp`;
  try {
    renameSync(lock, away);
    if (readHolder(away)?.token !== gone.token) linkSync(away, lock);
  } catch {
    // Another was quicker.
  } finally {
    rmSync(away, { force: true });
  }
}
