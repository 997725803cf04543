import { redact } from '#core/redaction.ts';
import { errorCode } from '#core/system-errors.ts';

/** The answer, or the signal's reason as an error when that comes first. What is asked goes on unheard. */
export async function orStopped<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop = () => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  const asked = ask();
  asked.catch(() => {});
  try {
    return await Promise.race([asked, stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/**
 * What goes by: a connection that ended (08), too many of them or too little memory (53), a conflict with a standby's
 * recovery (40), a query that was cancelled, by hand or by a limit of time, or a server that starts or ends (55, 57).
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const PASSING = /^(08|25P0|40|53|55|57|58)|^E[A-Z]+$/;

/** Errors of a database that may answer later, as opposed to those that come again each time, and to those of the disk. */
export function isPassing(error: unknown): boolean {
  const code = errorCode(error);
  if (code.startsWith('ERR_SQLITE') || code === 'ENOSPC') return false;
  if (code !== '') return PASSING.test(code);
  return error instanceof Error && /connection|terminat|timeout|socket/i.test(error.message);
}

/** Why a recording could not go on, as a sentence. */
export function whyItFailed(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/unable to open database file/i.test(message)) {
    return 'The file could not be made. Look whether its folder is there, and whether this account may write to it.';
  }
  if (/disk is full|SQLITE_FULL|ENOSPC|disk I\/O error/i.test(message)) {
    return 'The disk is full, or cannot be written any more. Everything until then is in the file.';
  }
  return `The recording could not go on: ${redact(message)}`;
}
