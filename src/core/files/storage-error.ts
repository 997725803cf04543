/** A file could not be written or read; the message is a sentence for a person, and nothing was changed. */
export class StorageError extends Error {}

const NO_ROOM = ['ENOSPC', 'EDQUOT', 'EFBIG'];
const NO_RIGHT = ['EACCES', 'EPERM', 'EROFS'];

/** Says why a file could not be written. */
export function explainWriting(path: string, error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  const code = codeOf(error);
  const sentence = NO_ROOM.includes(code)
    ? `There is no room left for ${path}, so nothing was saved. Make room on this disk, then try again.`
    : NO_RIGHT.includes(code)
      ? `This account may not write ${path}, so nothing was saved. Let it write to that folder, then try again.`
      : `${path} could not be written (${code || 'unknown error'}), so nothing was saved. Look at the disk, then try again.`;
  return new StorageError(sentence, { cause: error });
}

/** The system's name of an error; empty where it has none. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
