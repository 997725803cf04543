import { explain } from '#core/database/problem.ts';
import { codeOf, explainWriting, StorageError } from '#core/files/storage-error.ts';
import { NotConnectedError } from '#core/runs/reader.ts';
import { SessionFileError } from '#core/sessions/session-file.ts';

// https://www.sqlite.org/rescode.html
const SQLITE_CODES: ReadonlyMap<number, string> = new Map([
  [10, 'EIO'],
  [13, 'ENOSPC'],
]);

/** Why an export failed, as a sentence. Nothing of it is left then. */
export function explainExport(error: unknown, path: string): string {
  if (error instanceof StorageError || error instanceof SessionFileError) return error.message;
  if (error instanceof NotConnectedError) return error.message;
  // The lower byte says what, the others more of it.
  const code =
    error instanceof Error && 'errcode' in error ? SQLITE_CODES.get(Number(error.errcode) & 0xff) : undefined;
  if (code !== undefined) return explainWriting(path, { code }).message;
  if (error instanceof Error && 'syscall' in error && /^E(NOSPC|DQUOT|ACCES|PERM|ROFS|IO)$/.test(codeOf(error))) {
    return explainWriting(path, error).message;
  }
  return `It was broken off, and nothing was saved: ${explain(error).reason}`;
}
