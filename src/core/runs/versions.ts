import type { ActionQueries } from '#core/database/actions.ts';
import { Waiters } from '#core/waiters.ts';

/** How often the rows that somebody waits for are looked at. */
const LOOK_MS = 1_000;
/** Rows a look; whoever waits beyond that is answered when its time is up. */
const MOST_ROWS = 1_000;

/** A row, and the version that somebody has of it. */
interface Known {
  readonly actionId: number;
  readonly version: string;
}

/**
 * Waits for UPDATEs of actions: tokens and timings are written into rows that came through long before. Only rows that a
 * viewer is looking at are asked for, all of them in one query through the primary key, and none while nobody looks.
 */
export class RowVersions {
  readonly #actions: () => ActionQueries | null;
  readonly #waiting = new Waiters<Known>();
  #timer: NodeJS.Timeout | null = null;

  /** @param actions null while no database is connected */
  constructor(actions: () => ActionQueries | null) {
    this.#actions = actions;
  }

  /** Resolves when the row has another version or is gone, when the time is up, or when aborted. */
  change(actionId: number, version: string, ms: number, signal: AbortSignal | undefined): Promise<void> {
    const changed = this.#waiting.wait({ actionId, version }, ms, signal);
    this.#schedule();
    return changed;
  }

  /** Lets everybody go on, at the end. */
  close(): void {
    this.#waiting.wake();
    if (this.#timer) clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#timer || this.#waiting.topics.length === 0) return;
    this.#timer = setTimeout(() => {
      void this.#look().finally(() => {
        this.#timer = null;
        this.#schedule();
      });
    }, LOOK_MS);
  }

  async #look(): Promise<void> {
    const asked = this.#waiting.topics.slice(0, MOST_ROWS).map(({ actionId }) => actionId);
    // While the database is away there is no news; its return is another connection, and the wait goes on.
    const present = await this.#actions()
      ?.versions([...new Set(asked)])
      .catch(() => undefined);
    if (!present) return;
    const looked = new Set(asked);
    this.#waiting.wake(({ actionId, version }) => looked.has(actionId) && present.get(actionId) !== version);
  }
}
