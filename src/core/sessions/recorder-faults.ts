import { redact } from '#core/redaction.ts';

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

/** Errors of connections that end, as opposed to those of the server or of the disk. */
export function isLoss(error: unknown): boolean {
  return error instanceof Error && /connection|terminat|timeout|ECONN|EPIPE|socket/i.test(error.message);
}

/** Why a recording could not go on, as a sentence. */
export function whyItFailed(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/disk is full|SQLITE_FULL|ENOSPC|disk I\/O error/i.test(message)) {
    return 'The disk is full, or cannot be written any more. Everything until then is in the file.';
  }
  return `The recording could not go on: ${redact(message)}`;
}
