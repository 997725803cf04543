import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What is left on the disk of a file for this account, bytes; null where that cannot be told. */
export async function freeBytes(path: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(dirname(path));
    return bavail * bsize;
  } catch {
    return null;
  }
}
