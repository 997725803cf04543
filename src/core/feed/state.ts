import { randomUUID } from 'node:crypto';
import { Waiters } from '#core/waiters.ts';
import type { FeedReading } from '#shared/contract.ts';
import type { FeedEvent, FeedStateName, FeedStatus } from '#shared/domain/feed.ts';

const MOST_EVENTS = 100;
/** Figures (latency, counts) reach a waiting viewer at most this often; a change of state at once. */
const FIGURES_MS = 500;

/** The feed's state as viewers see it: the present one, why, and the last hundred changes. */
export class FeedState {
  readonly #epoch = randomUUID().slice(0, 8);
  readonly #waiting = new Waiters();
  readonly #events: FeedEvent[] = [];
  #revision = 1;
  #clockOffsetMs = 0;
  #status: FeedStatus;
  #figures: NodeJS.Timeout | null = null;

  constructor(database: string) {
    this.#status = {
      state: 'none',
      reason: 'No database is connected.',
      since: Date.now(),
      database,
      attempt: null,
      nextAttemptAt: null,
      noticeMs: null,
      actions: 0,
      missing: [],
    };
  }

  get status(): FeedStatus {
    return this.#status;
  }

  /** The database in words, once it is known. */
  database(database: string): void {
    this.#change({ database });
  }

  to(state: FeedStateName, reason: string): void {
    this.#enter(state, reason, null, null);
  }

  /** @param nextAttemptAt milliseconds since 1970, host's clock */
  reconnecting(reason: string, attempt: number, nextAttemptAt: number): void {
    this.#enter('reconnecting', reason, attempt, nextAttemptAt);
  }

  missing(missing: readonly string[]): void {
    this.#change({ missing });
  }

  /** @param offset server's clock minus host's clock, milliseconds */
  clockOffset(offset: number): void {
    this.#clockOffsetMs = offset;
    this.#change({});
  }

  /** Rows came through. */
  counted(actions: number): void {
    this.#status = { ...this.#status, actions: this.#status.actions + actions };
    this.#figuresSoon();
  }

  /** A notice's rows are in the host after this many milliseconds. */
  noticed(ms: number): void {
    this.#status = { ...this.#status, noticeMs: ms };
    this.#figuresSoon();
  }

  async read(after: string | null, waitMs: number, signal: AbortSignal | undefined): Promise<FeedReading> {
    if (after === this.#token()) await this.#waiting.wait(undefined, waitMs, signal);
    return {
      revision: this.#token(),
      status: this.#status,
      now: Date.now() + this.#clockOffsetMs,
      events: this.#events,
    };
  }

  close(): void {
    if (this.#figures) clearTimeout(this.#figures);
    this.#waiting.wake();
  }

  #token(): string {
    return `${this.#epoch}:${this.#revision}`;
  }

  #enter(state: FeedStateName, reason: string, attempt: number | null, nextAttemptAt: number | null): void {
    const at = Date.now();
    const since = state === this.#status.state ? this.#status.since : at;
    const last = this.#events.at(-1);
    // Progress within a state replaces its last event instead of filling the history.
    if (last?.state === state && state === 'connecting') this.#events.pop();
    this.#events.push({ at, state, reason });
    if (this.#events.length > MOST_EVENTS) this.#events.shift();
    this.#change({ state, reason, since, attempt, nextAttemptAt });
  }

  #change(part: Partial<FeedStatus>): void {
    this.#status = { ...this.#status, ...part };
    this.#revision++;
    this.#waiting.wake();
  }

  #figuresSoon(): void {
    this.#figures ??= setTimeout(() => {
      this.#figures = null;
      this.#change({});
    }, FIGURES_MS);
  }
}
