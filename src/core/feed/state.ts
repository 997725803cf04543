import { randomUUID } from 'node:crypto';
import { Waiters } from '#core/waiters.ts';
import type { FeedReading } from '#shared/contract.ts';
import type { FeedEvent, FeedStatus } from '#shared/domain/feed.ts';
import { POLL_RANGE_MS } from '#shared/domain/poll-range.ts';
import { type FeedMachine, type FeedSignal, idleFeed, step } from './machine.ts';

const MOST_EVENTS = 100;
/** Figures (latency, counts) reach a waiting viewer at most this often; a change of state at once. */
const FIGURES_MS = 500;

/** Holds the feed's state machine, and shows it to viewers with the last hundred changes. */
export class FeedState {
  readonly #epoch = randomUUID().slice(0, 8);
  readonly #waiting = new Waiters();
  readonly #events: FeedEvent[] = [];
  #machine: FeedMachine;
  #revision = 1;
  #clockOffsetMs = 0;
  #database: string;
  #missing: readonly string[] = [];
  #noticeMs: number | null = null;
  #actions = 0;
  #notices = 0;
  #strangeNotices = 0;
  #figures: NodeJS.Timeout | null = null;

  constructor(database: string, pollMs: number = POLL_RANGE_MS.usual) {
    this.#database = database;
    this.#machine = idleFeed(Date.now(), pollMs);
  }

  get machine(): FeedMachine {
    return this.#machine;
  }

  get status(): FeedStatus {
    const { state, reason, since, attempt, nextAttemptAt, obstacle, pollMs, wants, hostKey } = this.#machine;
    const isWaiting = state === 'reconnecting';
    return {
      state,
      reason,
      since,
      database: this.#database,
      attempt: isWaiting ? attempt : null,
      nextAttemptAt: isWaiting ? nextAttemptAt : null,
      noticeMs: this.#noticeMs,
      actions: this.#actions,
      notices: this.#notices,
      strangeNotices: this.#strangeNotices,
      obstacle,
      wants,
      hostKey,
      pollMs,
      missing: this.#missing,
    };
  }

  /** Something happened to the feed. */
  signal(signal: FeedSignal): void {
    const before = this.#machine;
    this.#machine = step(before, signal, Date.now());
    if (this.#machine === before) return;
    const { state, reason } = this.#machine;
    if (state !== before.state || reason !== before.reason) {
      // Progress replaces what was said before it instead of filling the history.
      const isProgress = signal.type === 'progress' || signal.type === 'preparing';
      if (isProgress && this.#events.at(-1)?.state === state) this.#events.pop();
      this.#record(reason, state === 'reconnecting' ? this.#takeLastAttempt(reason) : null);
    }
    this.#changed();
  }

  /** Says something in the history that changes no state. */
  remark(sentence: string): void {
    this.#record(sentence);
    this.#changed();
  }

  /** The database in words, once it is known. */
  database(database: string): void {
    this.#database = database;
    this.#changed();
  }

  missing(missing: readonly string[]): void {
    this.#missing = missing;
    this.#changed();
  }

  /** @param offset server's clock minus host's clock, milliseconds */
  clockOffset(offset: number): void {
    this.#clockOffsetMs = offset;
    this.#changed();
  }

  /** Rows came through. */
  counted(actions: number): void {
    this.#actions += actions;
    this.#figuresSoon();
  }

  /** A notice arrived. */
  heard(isStrange: boolean): void {
    this.#notices++;
    if (isStrange) this.#strangeNotices++;
    this.#figuresSoon();
  }

  /** A notice's rows are in the host after this many milliseconds. */
  noticed(ms: number): void {
    this.#noticeMs = ms;
    this.#figuresSoon();
  }

  async read(
    after: string | null,
    waitMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Omit<FeedReading, 'place'>> {
    if (after === this.#token()) await this.#waiting.wait(undefined, waitMs, signal);
    return {
      revision: this.#token(),
      status: this.status,
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

  /** An outage of a night is one event, not a thousand that push out what came before it. */
  #takeLastAttempt(reason: string): FeedEvent | null {
    const [last, connecting] = this.#events.slice(-2);
    if (last?.state !== 'reconnecting' || last.reason !== reason || connecting?.state !== 'connecting') return null;
    this.#events.splice(-2);
    return last;
  }

  #record(reason: string, alike: FeedEvent | null = null): void {
    const now = Date.now();
    const { state } = this.#machine;
    this.#events.push({ at: alike?.at ?? now, state, reason, times: (alike?.times ?? 0) + 1, until: now });
    if (this.#events.length > MOST_EVENTS) this.#events.shift();
  }

  #changed(): void {
    this.#revision++;
    this.#waiting.wake();
  }

  #figuresSoon(): void {
    this.#figures ??= setTimeout(() => {
      this.#figures = null;
      this.#changed();
    }, FIGURES_MS);
  }
}
