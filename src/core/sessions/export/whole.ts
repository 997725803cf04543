import { randomUUID } from 'node:crypto';
import { lstat, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { explainWriting, StorageError } from '#core/files/storage-error.ts';

/**
 * Makes a file or a folder that is there as a whole or not at all: it is made under another name beside it, which is gone
 * when that fails or is given up.
 * @param replace whether a file of this name may be replaced; a folder never is
 * @throws StorageError, and what `make` throws
 */
export async function makeWhole(
  path: string,
  { replace }: { readonly replace: boolean },
  make: (temporary: string) => Promise<void>,
): Promise<void> {
  await refuseTaken(path, replace);
  // Not longer than the name of a file may be, whatever the other's is.
  const temporary = join(dirname(path), `.oriole-${randomUUID()}.part`);
  try {
    await make(temporary);
    await refuseTaken(path, replace);
    await rename(temporary, path).catch((error: unknown) => {
      throw explainWriting(path, error);
    });
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error instanceof StorageError
      ? new StorageError(error.message.replace(temporary, path), { cause: error })
      : error;
  }
}

/** A folder for the files of one export. */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path).catch((error: unknown) => {
    throw explainWriting(path, error);
  });
}

async function refuseTaken(path: string, replace: boolean): Promise<void> {
  const taken = await lstat(path).catch(() => null);
  if (!taken || (replace && taken.isFile())) return;
  throw new StorageError(`${path} is there already, so nothing was saved. Choose another name, or move it away first.`);
}
