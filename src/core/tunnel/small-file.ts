import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';

/** Not a regular file, or too large a one. */
export class UnfitFileError extends Error {}

/**
 * Reads a regular file. A pipe or a device is refused without being waited for, and however a file grows, no more than
 * `most` bytes of it are held.
 * @throws UnfitFileError, or the system's error where it cannot be opened
 */
export async function readSmallFile(path: string, most: number): Promise<{ bytes: Buffer; mode: number; uid: number }> {
  // Looked at before it is opened, because opening a device may do something.
  if (!(await stat(path)).isFile()) throw new UnfitFileError('not a plain file');
  // And again afterwards: it may have become another one, which O_NONBLOCK does not wait for.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const info = await file.stat();
    if (!info.isFile()) throw new UnfitFileError('not a plain file');
    if (info.size > most) throw new UnfitFileError('too large');
    const bytes = Buffer.alloc(most + 1);
    let length = 0;
    while (length <= most) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, length);
      if (bytesRead === 0) return { bytes: bytes.subarray(0, length), mode: info.mode, uid: info.uid };
      length += bytesRead;
    }
    throw new UnfitFileError('too large');
  } finally {
    await file.close();
  }
}
