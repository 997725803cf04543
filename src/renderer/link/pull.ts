/** How long a read may wait at the host for something new. */
export const WAIT_MS = 20_000;
/** After a failed read: the host or the database is away. */
const RETRY_MS = 500;

/**
 * Pulls until stopped: asks, hands the answer on, asks again. A failed read is asked again with the same cursor, so
 * nothing is lost and nothing comes twice.
 * @returns how to stop
 */
export function pull<Answer>(
  ask: (signal: AbortSignal) => Promise<Answer>,
  take: (answer: Answer) => void | Promise<void>,
  onProblem: (error: unknown) => void = () => {},
): () => void {
  const stopping = new AbortController();
  const { signal } = stopping;
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        const answer = await ask(signal);
        if (!signal.aborted) await take(answer);
      } catch (error) {
        if (signal.aborted) return;
        onProblem(error);
        await new Promise((resolve) => window.setTimeout(resolve, RETRY_MS));
      }
    }
  };
  void run();
  return () => stopping.abort();
}
