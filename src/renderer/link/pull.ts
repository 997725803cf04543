/** How long a read may wait at the host for something new. */
export const WAIT_MS = 20_000;
/** An answer that is this late is not coming: the connection is dead. Asking again makes the transport notice. */
const ANSWER_WITHIN_MS = WAIT_MS + 15_000;
/** After a failed read: the host or the database is away. */
const RETRY_MS = 500;

/**
 * Pulls until stopped: asks, hands the answer on, asks again. A failed read is asked again with the same cursor, so
 * nothing is lost and nothing comes twice.
 * @param advance is told of an answer before it is handed on; where it returns true, the next question is on its way
 *   while the answer is being taken
 * @param pause milliseconds between an answer and the next question: what changes all the time is read in larger pieces
 * @returns how to stop
 */
export function pull<Answer>(
  ask: (signal: AbortSignal) => Promise<Answer>,
  take: (answer: Answer) => void | Promise<void>,
  pause: number | ((answer: Answer) => number) = 0,
  advance: (answer: Answer) => boolean = () => false,
): () => void {
  const stopping = new AbortController();
  const { signal } = stopping;
  const question = () => ask(AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]));
  const run = async (): Promise<void> => {
    let asked: Promise<Answer> | null = null;
    while (!signal.aborted) {
      try {
        const next: Promise<Answer> = asked ?? question();
        asked = null;
        const answer = await next;
        if (signal.aborted) return;
        if (advance(answer)) {
          asked = question();
          // Its failure is met when its turn comes.
          asked.catch(() => {});
        }
        await take(answer);
        const pauseMs = typeof pause === 'number' ? pause : pause(answer);
        if (pauseMs > 0 && !asked) await rest(pauseMs);
      } catch {
        // The host or the database is away, which the feed's state says; here there is nothing to do but ask again.
        if (!signal.aborted) await rest(RETRY_MS);
      }
    }
  };
  void run();
  return () => stopping.abort();
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => {
    window.setTimeout(resolve, ms);
  });
}
