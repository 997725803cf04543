import { setTimeout as sleep } from 'node:timers/promises';

/** Between two attempts to write to a database that does not answer: doubling from the first to the last. */
const FIRST_WAIT_MS = 250;
const LAST_WAIT_MS = 5000;

/** Reports an outage once, however many agents run into it and however often they try. */
export class Outage {
  readonly #report: (error: Error) => void;
  #isOut = false;

  constructor(report: (error: Error) => void) {
    this.#report = report;
  }

  begin(error: unknown): void {
    if (this.#isOut) return;
    this.#isOut = true;
    this.#report(error instanceof Error ? error : new Error(String(error)));
  }

  end(): void {
    this.#isOut = false;
  }
}

/**
 * Does something with the database until it succeeds.
 * @throws only the signal's reason
 */
export async function persist<T>(work: () => Promise<T>, outage: Outage, signal: AbortSignal): Promise<T> {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LAST_WAIT_MS)) {
    signal.throwIfAborted();
    try {
      const result = await work();
      outage.end();
      return result;
    } catch (error) {
      signal.throwIfAborted();
      outage.begin(error);
      await sleep(wait, undefined, { signal });
    }
  }
}
