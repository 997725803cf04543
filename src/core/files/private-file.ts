import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { codeOf } from './storage-error.ts';

const OWNER_ONLY_FOLDER = 0o700;
const OWNER_ONLY = 0o600;
const TEMPORARY = /\.[0-9a-f-]{36}\.tmp$/;
/** Windows refuses to replace a file that a scanner has open at the moment. */
const BUSY = ['EPERM', 'EACCES', 'EBUSY'];
const BUSY_TRIES = 20;
const BUSY_PAUSE_MS = 25;

/** Creates a folder, and those above it, that only its owner may enter. One that is there stays as it is. */
export function makePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: OWNER_ONLY_FOLDER });
}

/** What a path leads to in the end: replacing a link would cut off what a person keeps elsewhere. */
export function followLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/**
 * Replaces a file as a whole, mode 0600: whoever reads it, and whatever is killed, finds the old text or the new one.
 * The text is on the disk before it takes the other's place. `FileHandle.writeFile` goes on after a short write, which
 * is how a full disk begins to say so; writers that do not (atomically 2.1, write-file-atomic 8) replace a good file by
 * half of one then (https://github.com/fabiospampinato/atomically/pull/18).
 * @param mayReplace asked at the last moment; what it throws leaves the file as it was
 */
export async function replaceFile(path: string, text: string, mayReplace: () => void = () => {}): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx', OWNER_ONLY);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await moveOver(temporary, path, mayReplace);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/**
 * Gives a file another name beside it, that nothing has yet.
 * @returns the new path
 */
export function setAside(path: string, at: Date): string {
  const stamp = at.toISOString().replaceAll(':', '-').replace(/\..*/, 'Z');
  for (let count = 1; ; count++) {
    const aside = `${path}.broken-${stamp}${count === 1 ? '' : `-${count}`}`;
    if (existsSync(aside)) continue;
    renameSync(path, aside);
    return aside;
  }
}

/**
 * Removes what writers that were killed have left of the files whose names begin so. Only for whoever holds the lock:
 * nobody else is writing then.
 */
export function removeLeftovers(folder: string, prefix: string): void {
  for (const entry of readdirSync(folder)) {
    if (entry.startsWith(prefix) && TEMPORARY.test(entry)) rmSync(join(folder, entry), { force: true });
  }
}

async function moveOver(from: string, to: string, mayReplace: () => void): Promise<void> {
  for (let tries = 1; ; tries++) {
    mayReplace();
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      const passes = process.platform === 'win32' && BUSY.includes(codeOf(error)) && tries < BUSY_TRIES;
      if (!passes) throw error;
      await delay(BUSY_PAUSE_MS);
    }
  }
}

/** So that the new name, too, survives a power cut. Windows has no such thing; what is missing is only that certainty. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r').catch(() => null);
  try {
    await handle?.sync();
  } catch {
    // Some file systems do not know it.
  } finally {
    await handle?.close();
  }
}
