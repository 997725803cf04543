import type { ActionQueries } from '#core/database/actions.ts';
import type { WriterQueries } from '#core/database/writers.ts';
import type { Action } from '#shared/domain/action.ts';
import { Doubts } from './doubts.ts';
import type { FeedLog } from './log.ts';
import { advanceAll, markOf, NOTHING, type Position, without } from './position.ts';
import { findFork, rewound, Witnesses } from './witnesses.ts';

/** How far back a start looks for ids that running transactions may still fill. */
const LOOK_BACK_IDS = 100_000;
/** Waits between two looks at whether pending ids can still be filled. */
const FIRST_PROOF_MS = 50;
const LONGEST_PROOF_MS = 2_000;
/** Gaps that are kept in mind where nobody can prove them closed. */
const MOST_GAPS = 20_000;
/** Rows that are remembered at the start, beside some further back. */
const NEWEST_WITNESSES = 500;
/** A look that an empty read gives rise to comes at most this often. */
const LOOK_PAUSE_MS = 1_000;
/** Reads in a row that found nothing, before the next one waits: a flood of forged notices must not become load. */
const FREE_EMPTY_READS = 4;
const LONGEST_EMPTY_WAIT_MS = 250;

/** What the tail asks of the database; set anew at every connect. */
export interface TailSource {
  readonly actions: ActionQueries;
  readonly writers: WriterQueries;
}

/** What a tail tells. */
export interface TailEvents {
  /** Where the tail begins: once before the first actions, and again where the table turned out to be another one. */
  begun(position: Position, again: boolean): void;
  /** Rows that became visible, each once. */
  actions(actions: readonly Action[]): void;
  /** Something that a person should know of. */
  remark(sentence: string): void;
  /** A read failed; the tail is paused. */
  error(error: unknown): void;
}

/**
 * Reads every row of `agent_actions` that becomes visible, once, into the log. Whatever wakes it (a notice, a timer, a
 * reconnect) it does the same: read what is pending and what is after the highest id. Wakes during a read are one more
 * read, so a burst of notices costs few reads.
 */
export class Tail {
  readonly #log: FeedLog;
  readonly #on: TailEvents;
  readonly #witnesses = new Witnesses();
  #source: TailSource | null = null;
  #position: Position | null = null;
  #file: number | null = null;
  #onPage: (() => void) | null = null;
  #running: Promise<void> | null = null;
  /** Who waits for a read that has not begun. */
  readonly #waiting: (() => void)[] = [];
  #lookToo = false;
  #lookedAt = 0;
  #emptyReads = 0;
  readonly #doubts = new Doubts();
  #lookTimer: NodeJS.Timeout | null = null;
  /** What the last comparison of the tables found to be the same one. */
  #compared = '';
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
   * @param stillWanted throws when the connection was given up meanwhile
   * @param onProgress called with the actions read so far and the most that there may be
   */
  async begin(
    source: TailSource,
    stillWanted: () => void,
    onProgress: (read: number, most: number) => void,
  ): Promise<void> {
    if (this.#position === null) {
      const { position, file, witnesses } = await startPosition(source);
      stillWanted();
      this.#position = position;
      this.#file = file;
      this.#witnesses.begin(witnesses);
      this.#on.begun(position, false);
    }
    const before = this.#log.end;
    const most = (await source.actions.highestId()) - this.#position.max;
    stillWanted();
    this.#source = source;
    this.#doubts.clear();
    this.#compared = '';
    this.#proofWait = FIRST_PROOF_MS;
    if (this.#position.pending.length > 0) this.#scheduleProof();
    this.#onPage = () => onProgress(this.#log.end - before, most);
    await this.wake('look');
    this.#onPage = null;
    stillWanted();
    if (this.#source !== source) throw new Error('the catch-up failed');
  }

  /** Stops reading until the next {@link begin}; the position stays. */
  pause(): void {
    this.#source = null;
    this.#onPage = null;
    for (const timer of [this.#proofTimer, this.#lookTimer]) if (timer) clearTimeout(timer);
    this.#proofTimer = null;
    this.#lookTimer = null;
  }

  /** Resolves when no read is under way. */
  async idle(): Promise<void> {
    await this.#running;
  }

  /**
   * Reads what is new. Resolves when a read that began after this call is done; errors go to `on.error`.
   * @param how `look` also makes sure that the table is still the same one, which a notice does only when it was empty
   */
  wake(how: 'read' | 'look' = 'read'): Promise<void> {
    this.#lookToo ||= how === 'look';
    const done = new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
    });
    if (!this.#running) this.#start();
    return done;
  }

  #start(): void {
    this.#running = this.#readAll().finally(() => {
      this.#running = null;
      // Somebody may have come after the last look at who waits.
      if (this.#waiting.length > 0) this.#start();
    });
  }

  /** Reads for as long as somebody waits. Each is let go after the first read that began after it came. */
  async #readAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const waiting = this.#waiting.splice(0);
      const source = this.#source;
      try {
        await this.#readOnce();
      } catch (error) {
        // An earlier connection's last read may fail after its end; that is no news.
        if (source && this.#source === source) this.#fail(error);
      }
      // Only now, so that nobody takes a read that failed for one that is done.
      for (const done of waiting) done();
      const excess = this.#emptyReads - FREE_EMPTY_READS;
      if (this.#waiting.length > 0 && this.#source && excess > 0) {
        await new Promise((resolve) => setTimeout(resolve, Math.min(LONGEST_EMPTY_WAIT_MS, 2 ** excess)));
      }
    }
  }

  #fail(error: unknown): void {
    this.pause();
    this.#on.error(error);
  }

  async #readOnce(): Promise<void> {
    const looks = this.#lookToo;
    if (looks) await this.#look();
    const before = this.#log.end;
    await this.#readPending();
    await this.#readNew();
    this.#emptyReads = this.#log.end === before ? this.#emptyReads + 1 : 0;
    if (this.#emptyReads > 0 && !looks) await this.#lookSoon();
  }

  /** A notice whose row is not there may have announced one with an id that was used before: worth a look, not often. */
  async #lookSoon(): Promise<void> {
    const wait = this.#lookedAt + LOOK_PAUSE_MS - performance.now();
    if (wait <= 0) {
      if (await this.#look()) await this.#readNew();
    } else if (this.#source && !this.#lookTimer) {
      this.#lookTimer = setTimeout(() => {
        this.#lookTimer = null;
        void this.wake('look');
      }, wait);
    }
  }

  async #readNew(): Promise<void> {
    if (!this.#source || !this.#position) return;
    for await (const page of this.#source.actions.after(this.#position.max)) {
      if (!this.#source) return;
      const before = this.#position;
      this.#accept(page);
      await this.#doubt(before);
      this.#onPage?.();
    }
  }

  async #readPending(): Promise<void> {
    let more = true;
    while (more && this.#source) {
      const pending = this.#position?.pending ?? [];
      if (pending.length === 0) return;
      const page = await this.#source.actions.within(pending);
      if (!this.#source) return;
      this.#accept(page.actions);
      more = page.more;
    }
  }

  #accept(page: readonly Action[]): void {
    const last = page.at(-1);
    if (!last || !this.#position) return;
    this.#position = advanceAll(this.#position, page);
    this.#witnesses.add(last.id, markOf(last));
    this.#log.append(page);
    this.#on.actions(page);
  }

  /**
   * Makes sure that the table is the one that was read so far. Ids that were used before would otherwise stay unread:
   * after TRUNCATE … RESTART IDENTITY, or on a server that took over without the last rows of the old one.
   * @returns true when it is another table, which is now to be read from where they part
   */
  async #look(): Promise<boolean> {
    const source = this.#source;
    if (!source || !this.#position) return false;
    this.#lookToo = false;
    this.#lookedAt = performance.now();
    const { highestId, file } = await source.actions.look();
    if (this.#source !== source) return false;
    // What begins to catch up may meet another server.
    const isSuspicious = highestId < this.#position.max || file !== this.#file || this.#onPage !== null;
    // As long as nothing moves there, it has been compared.
    const state = `${highestId} ${file}`;
    if (!isSuspicious || state === this.#compared) return false;
    // The log knows the newest rows better than the witnesses do.
    const newest = this.#log.newest(highestId);
    const ours = newest.map((action) => [action.id, markOf(action)] as const);
    const known = new Map([...this.#witnesses.rows, ...ours].sort(([a], [b]) => a - b));
    const present = await source.actions.marks([...known.keys()]);
    if (this.#source !== source || !this.#position) return false;
    this.#file = file;
    const fork = findFork(known, present, highestId);
    this.#compared = state;
    if (fork === null || fork.id >= this.#position.max) return false;
    // What came through after the fork belongs to a table that is no more, but for what filled a gap since.
    const kept = newest.filter((action) => action.id > fork.id && present.get(action.id) === markOf(action));
    const rewind = { fork, kept };
    this.#position = rewound(this.#position, rewind);
    this.#witnesses.forget(fork.id);
    this.#doubts.clear();
    this.#compared = '';
    this.#log.rewind(rewind);
    this.#on.begun(this.#position, true);
    this.#on.remark(
      fork.id === 0
        ? 'The table agent_actions was emptied and begins again: it is read from its first action.'
        : `The actions after id ${fork.id} were replaced by others: they are read again.`,
    );
    return true;
  }

  /** Notes who was writing when ids were found missing. */
  async #doubt(before: Position): Promise<void> {
    const skipped = (this.#position?.pending ?? []).filter(([first]) => first > before.max);
    if (skipped.length === 0 || !this.#source) return;
    const writers = await this.#source.writers.now();
    this.#doubts.add(skipped, writers);
    this.#proofWait = FIRST_PROOF_MS;
    this.#scheduleProof();
    if (!writers.known) this.#limitGaps();
  }

  /** Where no proof is to be had, gaps would be asked for without end. */
  #limitGaps(): void {
    const pending = this.#position?.pending ?? [];
    if (!this.#position || pending.length <= MOST_GAPS) return;
    const given = pending.slice(0, pending.length - MOST_GAPS / 2);
    this.#position = without(this.#position, given);
    this.#on.remark(
      `There are more than ${MOST_GAPS} gaps between ids, and nothing tells whether they will be filled: those up to id ` +
        `${given.at(-1)?.[1] ?? 0} are not asked for any more.`,
    );
  }

  #scheduleProof(): void {
    if (this.#proofTimer || !this.#source) return;
    this.#proofTimer = setTimeout(() => {
      this.#proofTimer = null;
      const source = this.#source;
      this.#prove().catch((error) => {
        if (source && this.#source === source) this.#fail(error);
      });
    }, this.#proofWait);
    this.#proofWait = Math.min(LONGEST_PROOF_MS, this.#proofWait * 2);
  }

  /** Gives up pending ids, but only those whose every possible writer had ended *before* a read did not find them. */
  async #prove(): Promise<void> {
    const source = this.#source;
    if (!source) return;
    const now = await source.writers.now();
    const settled = this.#doubts.settledBy(now);
    await this.wake();
    if (this.#source !== source || !this.#position) return;
    this.#position = without(this.#position, this.#doubts.close(settled));
    this.#doubts.begin(this.#position.pending, now);
    if (this.#position.pending.length > 0) this.#scheduleProof();
  }
}

/**
 * The newest row; ids below it count as pending where transactions that may fill them are running. The order matters:
 * whoever draws an id below `max` holds its lock by the time that `max` is visible, so the writers are looked at after.
 */
async function startPosition({ actions, writers }: TailSource): Promise<{
  position: Position;
  file: number | null;
  witnesses: ReadonlyMap<number, string>;
}> {
  const { highestId: max, file } = await actions.look();
  const running = await writers.now();
  if (max === 0) return { position: NOTHING, file, witnesses: new Map() };
  // All of the newest, and some of the rest: a server that takes over may lack just the last few.
  const back = Array.from({ length: 12 }, (_, i) => max - NEWEST_WITNESSES - 4 ** i);
  const newest = Array.from({ length: NEWEST_WITNESSES }, (_, i) => max - i);
  const witnesses = await actions.marks([...newest, ...back].filter((id) => id > 0));
  const pending = running.none ? [] : await actions.holes(Math.max(0, max - LOOK_BACK_IDS), max);
  const mark = witnesses.get(max) ?? '';
  return { position: { max, pending: pending.slice(-MOST_GAPS), mark }, file, witnesses };
}
