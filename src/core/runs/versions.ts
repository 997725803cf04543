import type { ActionQueries } from '#core/database/actions.ts';

/** How often the rows that somebody waits for are looked at. */
const LOOK_MS = 1_000;
/** Rows a look; whoever waits beyond that is answered when its time is up. */
const MOST_ROWS = 1_000;

interface Waiter {
  readonly actionId: number;
  readonly version: string;
  done(): void;
}

/**
 * Waits for UPDATEs of actions: tokens and timings are written into rows that came through long before. Only rows that a
 * viewer is looking at are asked for, all of them in one query through the primary key, and none while nobody looks.
 */
export class RowVersions {
  readonly #actions: () => ActionQueries | null;
  readonly #waiting = new Set<Waiter>();
  #timer: NodeJS.Timeout | null = null;

  /** @param actions null while no database is connected */
  constructor(actions: () => ActionQueries | null) {
    this.#actions = actions;
  }

  /** Resolves when the row has another version or is gone, when the time is up, or when aborted. */
  change(actionId: number, version: string, ms: number, signal: AbortSignal | undefined): Promise<void> {
    if (ms <= 0 || signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        this.#waiting.delete(waiter);
        resolve();
      };
      const waiter: Waiter = { actionId, version, done };
      const timer = setTimeout(done, ms);
      signal?.addEventListener('abort', done, { once: true });
      this.#waiting.add(waiter);
      this.#schedule();
    });
  }

  /** Lets everybody go on, at the end. */
  close(): void {
    for (const { done } of [...this.#waiting]) done();
    if (this.#timer) clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#timer || this.#waiting.size === 0) return;
    this.#timer = setTimeout(() => {
      void this.#look().finally(() => {
        this.#timer = null;
        this.#schedule();
      });
    }, LOOK_MS);
  }

  async #look(): Promise<void> {
    const asked = [...this.#waiting].slice(0, MOST_ROWS);
    // While the database is away there is no news; its return is another connection, and the wait goes on.
    const present = await this.#actions()
      ?.versions([...new Set(asked.map(({ actionId }) => actionId))])
      .catch(() => undefined);
    if (!present) return;
    for (const { actionId, version, done } of asked) if (present.get(actionId) !== version) done();
  }
}
