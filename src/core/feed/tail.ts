import type { ActionQueries } from '#core/database/actions.ts';
import type { WriterQueries, Writers } from '#core/database/writers.ts';
import type { Action } from '#shared/domain/action.ts';
import type { FeedLog } from './log.ts';
import { advance, type IdRange, NOTHING, type Position, without } from './position.ts';

/** Rows a read. Large enough that a burst costs few reads, small enough that a page never holds the host up. */
const PAGE = 5_000;
/** How far back a start looks for ids that running transactions may still fill. */
const LOOK_BACK_IDS = 100_000;
/** Waits between two looks at whether pending ids can still be filled. */
const FIRST_PROOF_MS = 50;
const LONGEST_PROOF_MS = 2_000;

/** What the tail asks of the database; set anew at every connect. */
export interface TailSource {
  readonly actions: ActionQueries;
  readonly writers: WriterQueries;
}

/** What a tail tells. */
export interface TailEvents {
  /** Where the tail begins, once, before the first actions. */
  begun(position: Position): void;
  /** Rows that became visible, each once. */
  actions(actions: readonly Action[]): void;
  /** A read failed; the tail is paused. */
  error(error: unknown): void;
}

/** Ids that were missing when the table's writers were seen to be these. */
interface Doubt {
  readonly ranges: readonly IdRange[];
  readonly writers: Writers;
}

/**
 * Reads every row of `agent_actions` that becomes visible, once, into the log. Whatever wakes it (a notice, a timer, a
 * reconnect) it does the same: read what is pending and what is after the highest id. Wakes during a read are one more
 * read, so a burst of notices costs few reads.
 */
export class Tail {
  readonly #log: FeedLog;
  readonly #on: TailEvents;
  #source: TailSource | null = null;
  #position: Position | null = null;
  #running: Promise<void> | null = null;
  #again = false;
  #doubts: Doubt[] = [];
  #proofTimer: NodeJS.Timeout | null = null;
  #proofWait = FIRST_PROOF_MS;

  constructor(log: FeedLog, on: TailEvents) {
    this.#log = log;
    this.#on = on;
  }

  /** What has come through; null before the first connect. */
  get position(): Position | null {
    return this.#position;
  }

  /**
   * Begins at the newest row, or where an earlier connection left off, and reads up to now. Call after LISTEN has
   * committed: a row that this read does not see will be announced.
   * @param onProgress called with the actions read so far and the most that there may be
   */
  async begin(source: TailSource, onProgress: (read: number, most: number) => void): Promise<void> {
    if (this.#position === null) {
      this.#position = await startPosition(source);
      this.#on.begun(this.#position);
    }
    this.#source = source;
    this.#doubts = [];
    this.#proofWait = FIRST_PROOF_MS;
    if (this.#position.pending.length > 0) this.#scheduleProof();
    const before = this.#log.end;
    const most = await source.actions.behind(this.#position.max);
    await this.wake((read) => onProgress(read - before, most));
  }

  /** Stops reading until the next {@link begin}; the position stays. */
  pause(): void {
    this.#source = null;
    if (this.#proofTimer) clearTimeout(this.#proofTimer);
    this.#proofTimer = null;
  }

  /** Resolves when no read is under way. */
  async idle(): Promise<void> {
    await this.#running;
  }

  /** Reads what is new. Resolves when a read that began after this call is done; errors go to `on.error`. */
  async wake(onPage?: (logEnd: number) => void): Promise<void> {
    if (this.#running) {
      this.#again = true;
      await this.#running;
      return;
    }
    const source = this.#source;
    this.#running = this.#readAll(onPage)
      .catch((error) => {
        // An earlier connection's last read may fail after its end; that is no news.
        if (this.#source !== source) return;
        this.pause();
        this.#on.error(error);
      })
      .finally(() => {
        this.#running = null;
      });
    await this.#running;
  }

  async #readAll(onPage?: (logEnd: number) => void): Promise<void> {
    do {
      this.#again = false;
      await this.#readPending();
      let full = true;
      while (full && this.#source && this.#position) {
        const page = await this.#source.actions.after(this.#position.max, PAGE);
        const before = this.#position;
        this.#accept(page);
        await this.#doubt(before);
        onPage?.(this.#log.end);
        full = page.length === PAGE;
      }
    } while (this.#again && this.#source);
  }

  async #readPending(): Promise<void> {
    let full = true;
    while (full && this.#source) {
      const pending = this.#position?.pending ?? [];
      if (pending.length === 0) return;
      const page = await this.#source.actions.within(pending, PAGE);
      this.#accept(page);
      full = page.length === PAGE;
    }
  }

  #accept(page: readonly Action[]): void {
    if (page.length === 0 || !this.#position) return;
    let position = this.#position;
    for (const action of page) position = advance(position, action.id);
    this.#position = position;
    this.#log.append(page);
    this.#on.actions(page);
  }

  /** Notes who was writing when ids were found missing. */
  async #doubt(before: Position): Promise<void> {
    const skipped = (this.#position?.pending ?? []).filter(([first]) => first > before.max);
    if (skipped.length === 0 || !this.#source) return;
    this.#doubts.push({ ranges: skipped, writers: await this.#source.writers.now() });
    this.#proofWait = FIRST_PROOF_MS;
    this.#scheduleProof();
  }

  #scheduleProof(): void {
    if (this.#proofTimer || !this.#source) return;
    this.#proofTimer = setTimeout(() => {
      this.#proofTimer = null;
      const source = this.#source;
      this.#prove().catch((error) => {
        if (this.#source !== source) return;
        this.pause();
        this.#on.error(error);
      });
    }, this.#proofWait);
    this.#proofWait = Math.min(LONGEST_PROOF_MS, this.#proofWait * 2);
  }

  /** Gives up pending ids, but only those whose every possible writer had ended *before* a read did not find them. */
  async #prove(): Promise<void> {
    const source = this.#source;
    if (!source || !this.#position) return;
    if (this.#position.pending.length > 0 && this.#doubts.length === 0) {
      // Pending since before this connection: begin a proof for all of them.
      this.#doubts.push({ ranges: this.#position.pending, writers: await source.writers.now() });
    }
    const now = await source.writers.now();
    const settled = this.#doubts.filter(({ writers }) => writers.allEndedBy(now));
    await this.wake();
    if (this.#source !== source || !this.#position) return;
    for (const { ranges } of settled) this.#position = without(this.#position, ranges);
    this.#doubts = this.#doubts.filter((doubt) => !settled.includes(doubt));
    if (this.#position.pending.length > 0) this.#scheduleProof();
    else this.#doubts = [];
  }
}

/**
 * The newest row; ids below it count as pending where transactions that may fill them are running. The order matters:
 * whoever draws an id below `max` holds its lock by the time that `max` is visible, so the writers are looked at after.
 */
async function startPosition({ actions, writers }: TailSource): Promise<Position> {
  const max = await actions.highestId();
  const running = await writers.now();
  if (max === 0) return NOTHING;
  if (running.count === 0) return { max, pending: [] };
  return { max, pending: await actions.holes(Math.max(0, max - LOOK_BACK_IDS), max) };
}
