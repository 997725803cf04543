import type { ActionQueries } from '#core/database/actions.ts';
import type { WriterQueries, Writers } from '#core/database/writers.ts';
import type { Action } from '#shared/domain/action.ts';
import type { FeedLog } from './log.ts';
import { advanceAll, type IdRange, markOf, NOTHING, type Position, upTo, without } from './position.ts';
import { findFork, Witnesses } from './witnesses.ts';

/** Rows a read. Large enough that a burst costs few reads, small enough that a page never holds the host up. */
const PAGE = 5_000;
/** How far back a start looks for ids that running transactions may still fill. */
const LOOK_BACK_IDS = 100_000;
/** Waits between two looks at whether pending ids can still be filled. */
const FIRST_PROOF_MS = 50;
const LONGEST_PROOF_MS = 2_000;
/** Gaps that are kept in mind where nobody can prove them closed. */
const MOST_GAPS = 20_000;
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
   * @param stillWanted throws when the connection was given up meanwhile
   * @param onProgress called with the actions read so far and the most that there may be
   */
  async begin(
    source: TailSource,
    stillWanted: () => void,
    onProgress: (read: number, most: number) => void,
  ): Promise<void> {
    if (this.#position === null) {
      const { position, file } = await startPosition(source);
      stillWanted();
      this.#position = position;
      this.#file = file;
      const back = Array.from({ length: 9 }, (_, i) => position.max - 10 ** i).filter((id) => id > 0);
      for (const [id, mark] of await source.actions.marks(back)) this.#witnesses.add(id, mark);
      this.#witnesses.add(position.max, position.mark);
      stillWanted();
      this.#on.begun(position, false);
    }
    const before = this.#log.end;
    const most = (await source.actions.highestId()) - this.#position.max;
    stillWanted();
    this.#source = source;
    this.#doubts = [];
    this.#proofWait = FIRST_PROOF_MS;
    if (this.#position.pending.length > 0) this.#scheduleProof();
    this.#onPage = () => onProgress(this.#log.end - before, most);
    await this.wake('look');
    this.#onPage = null;
    stillWanted();
  }

  /** Stops reading until the next {@link begin}; the position stays. */
  pause(): void {
    this.#source = null;
    this.#onPage = null;
    if (this.#proofTimer) clearTimeout(this.#proofTimer);
    this.#proofTimer = null;
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
    const source = this.#source;
    this.#running = this.#readAll()
      .catch((error) => {
        // An earlier connection's last read may fail after its end; that is no news.
        if (this.#source !== source) return;
        this.pause();
        this.#on.error(error);
      })
      .finally(() => {
        this.#running = null;
        // Whoever came after the last read began; without a source there is nothing to read.
        if (this.#source && this.#waiting.length > 0) this.#start();
        else for (const done of this.#waiting.splice(0)) done();
      });
  }

  /** Reads for as long as somebody waits. Each is let go after the first read that began after it came. */
  async #readAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const waiting = this.#waiting.splice(0);
      try {
        await this.#readOnce();
      } finally {
        for (const done of waiting) done();
      }
      if (!this.#source) return;
      const excess = this.#emptyReads - FREE_EMPTY_READS;
      if (this.#waiting.length > 0 && excess > 0) {
        await new Promise((resolve) => setTimeout(resolve, Math.min(LONGEST_EMPTY_WAIT_MS, 2 ** excess)));
      }
    }
  }

  async #readOnce(): Promise<void> {
    if (this.#lookToo) await this.#look();
    const before = this.#log.end;
    await this.#readPending();
    await this.#readNew();
    this.#emptyReads = this.#log.end === before ? this.#emptyReads + 1 : 0;
    // A notice whose row is not there may have announced one with an id that was used before.
    const isOdd = this.#emptyReads > 0 && performance.now() - this.#lookedAt > LOOK_PAUSE_MS;
    if (isOdd && (await this.#look())) await this.#readNew();
  }

  async #readNew(): Promise<void> {
    if (!this.#source || !this.#position) return;
    for await (const page of this.#source.actions.after(this.#position.max, PAGE)) {
      if (!this.#source) return;
      const before = this.#position;
      this.#accept(page);
      await this.#doubt(before);
      this.#onPage?.();
    }
  }

  async #readPending(): Promise<void> {
    let full = true;
    while (full && this.#source) {
      const pending = this.#position?.pending ?? [];
      if (pending.length === 0) return;
      const page = await this.#source.actions.within(pending, PAGE);
      if (!this.#source) return;
      this.#accept(page);
      full = page.length === PAGE;
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
    if (!isSuspicious) return false;
    // The log knows the newest rows better than the witnesses do.
    const known = new Map([...this.#witnesses.rows, ...this.#log.marksNear(highestId)].sort(([a], [b]) => a - b));
    const present = await source.actions.marks([...known.keys()]);
    if (this.#source !== source || !this.#position) return false;
    this.#file = file;
    const fork = findFork(known, present, highestId);
    if (fork === null || fork.id >= this.#position.max) return false;
    // What came through after the fork belongs to a table that is no more.
    this.#position = upTo(this.#position, fork.id, fork.mark);
    this.#witnesses.forget(fork.id);
    this.#doubts = [];
    this.#log.rewind(fork);
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
    this.#doubts.push({ ranges: skipped, writers: await this.#source.writers.now() });
    this.#proofWait = FIRST_PROOF_MS;
    this.#scheduleProof();
    this.#limitGaps();
  }

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
    const now = await source.writers.now();
    if (this.#position.pending.length > 0 && this.#doubts.length === 0) {
      // Pending since before this connection: begin a proof for all of them.
      this.#doubts.push({ ranges: this.#position.pending, writers: now });
    }
    const settled = this.#doubts.filter(({ writers }) => writers.allEndedBy(now));
    await this.wake();
    if (this.#source !== source || !this.#position) return;
    for (const { ranges } of settled) this.#position = without(this.#position, ranges);
    this.#doubts = this.#doubts
      .filter((doubt) => !settled.includes(doubt))
      // A standby does not know its primary's writers. Once it is promoted, the proof can begin.
      .map((doubt) => (doubt.writers.known || !now.known ? doubt : { ranges: doubt.ranges, writers: now }));
    if (this.#position.pending.length > 0) this.#scheduleProof();
    else this.#doubts = [];
  }
}

/**
 * The newest row; ids below it count as pending where transactions that may fill them are running. The order matters:
 * whoever draws an id below `max` holds its lock by the time that `max` is visible, so the writers are looked at after.
 */
async function startPosition({ actions, writers }: TailSource): Promise<{ position: Position; file: number | null }> {
  const { highestId: max, file } = await actions.look();
  const running = await writers.now();
  if (max === 0) return { position: NOTHING, file };
  const mark = (await actions.marks([max])).get(max) ?? '';
  const pending = running.none ? [] : await actions.holes(Math.max(0, max - LOOK_BACK_IDS), max);
  return { position: { max, pending: pending.slice(-MOST_GAPS), mark }, file };
}
