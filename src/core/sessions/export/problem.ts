import { explain } from '#core/database/problem.ts';
import { codeOf, explainWriting, StorageError } from '#core/files/storage-error.ts';
import { NotConnectedError } from '#core/runs/reader.ts';
import { SessionFileError } from '#core/sessions/session-file.ts';

// https://www.sqlite.org/rescode.html
const SQLITE_FULL = 13;

/** Why an export failed, as a sentence. Nothing of it is left then. */
export function explainExport(error: unknown, path: string): string {
  if (error instanceof StorageError || error instanceof SessionFileError) return error.message;
  if (error instanceof NotConnectedError) return error.message;
  if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_FULL) {
    return explainWriting(path, { code: 'ENOSPC' }).message;
  }
  if (error instanceof Error && 'syscall' in error && /^E(NOSPC|DQUOT|ACCES|PERM|ROFS|IO)$/.test(codeOf(error))) {
    return explainWriting(path, error).message;
  }
  return `It was broken off, and nothing was saved: ${explain(error).reason}`;
}
