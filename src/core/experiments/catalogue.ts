import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ExperimentQueries } from '#core/database/experiments.ts';
import { Waiters } from '#core/waiters.ts';
import type { ExperimentsReading } from '#shared/contract.ts';
import type { Action } from '#shared/domain/action.ts';
import { type ExperimentSummary, isActive } from '#shared/domain/experiment.ts';

/** Experiments a read while the list is loaded, and most in one answer to a viewer. */
const PAGE = 1_000;
/** The newest this many are listed; a summary is some 500 bytes. */
const MOST_EXPERIMENTS = 50_000;
/** How often those that may still change are read again. INSERT and goal_found have no notice of their own. */
const REFRESH_MS = 2_000;
/** Unfinished but silent ones change rarely: they are read every so many refreshes. */
const SILENT_EVERY = 30;
/** And so often, this many of the list are looked for: deleted ones have to go. An index-only scan. */
const SWEEP_EVERY = 4;
const SWEEP = 5_000;
/** Experiments that are asked for by name at a time. */
const MOST_WANTED = 5_000;
/** What notices hint at is looked at this often and this much at a time: any role may send them. */
const HINTS_MS = 250;
const MOST_HINTS = 500;
/** How far behind the newest a new experiment is looked for every time: ids do not become visible in their order. */
const LOOK_BACK_IDS = 1_000;
/** After a change, more is waited for this long, so that a burst is one answer and not thousands. */
const COALESCE_MS = 50;

/** An experiment got its `completed_at`. */
export interface Completion {
  readonly experimentId: number;
  readonly model: string;
  readonly goalFound: boolean;
}

interface Entry {
  summary: ExperimentSummary;
  revision: number;
}

/**
 * The experiments of the connected database, newest first, kept up to date by asking again for what may change and by
 * the actions that come through. Viewers read what changed since a revision.
 */
export class Catalogue {
  readonly #onCompletion: (completion: Completion) => void;
  readonly #epoch = randomUUID().slice(0, 8);
  readonly #entries = new Map<number, Entry>();
  readonly #removed: { id: number; revision: number }[] = [];
  readonly #waiting = new Waiters();
  #queries: ExperimentQueries | null = null;
  #revision = 0;
  #told = 0;
  #newest = 0;
  #loading: { read: number; total: number } | null = { read: 0, total: 0 };
  #clockOffsetMs = 0;
  #timer: NodeJS.Timeout | null = null;
  #refreshes = 0;
  /** Reads that are under way, one after the other: an older answer must not come after a newer one. */
  #last: Promise<void> = Promise.resolve();
  #wanted = new Set<number>();
  readonly #hints = new Set<number>();
  #hintTimer: NodeJS.Timeout | null = null;
  #hintedAt = Number.NEGATIVE_INFINITY;
  #wantedSoon: Promise<void> | null = null;
  #onError: (error: unknown) => void = () => {};
  /** Where the search for deleted experiments goes on, downwards. */
  #sweptTo = Number.MAX_SAFE_INTEGER;

  constructor(onCompletion: (completion: Completion) => void) {
    this.#onCompletion = onCompletion;
  }

  /** Server's clock minus host's clock, milliseconds. */
  get clockOffsetMs(): number {
    return this.#clockOffsetMs;
  }

  get(id: number): ExperimentSummary | undefined {
    return this.#entries.get(id)?.summary;
  }

  /** The experiments that are going on. @param now milliseconds since 1970 by the server's clock */
  activeAt(now: number): number[] {
    return [...this.#entries.values()].filter(({ summary }) => isActive(summary, now)).map(({ summary }) => summary.id);
  }

  /** Reads all of the list that is shown. At a reconnect everything is read again: completion is state, not an event. */
  load(queries: ExperimentQueries, onError: (error: unknown) => void): Promise<void> {
    this.pause();
    this.#queries = queries;
    this.#onError = onError;
    return this.#inTurn(() => this.#load(queries));
  }

  /** Reads everything again: the table of actions turned out to be another one. */
  reload(): void {
    const queries = this.#queries;
    if (!queries) return;
    for (const [id, { summary }] of this.#entries) {
      // What the tail knew of them may be gone.
      this.#entries.set(id, { summary: { ...summary, steps: null, lastActionAt: null }, revision: ++this.#revision });
    }
    this.load(queries, this.#onError).catch(this.#onError);
  }

  async #load(queries: ExperimentQueries): Promise<void> {
    if (this.#queries !== queries) return;
    const asked = Date.now();
    this.#clockOffsetMs = (await queries.serverTime()) - (asked + Date.now()) / 2;
    const first = this.#entries.size === 0;
    const seen = new Set<number>();
    // Those that begin while the pages are read are not in them.
    const newest = this.#newest;
    if (first) this.#loading = { read: 0, total: await queries.estimate() };
    let before = Number.MAX_SAFE_INTEGER;
    while (seen.size < MOST_EXPERIMENTS && this.#queries === queries) {
      const page = await queries.before(before, PAGE);
      for (const summary of page) {
        this.#put(summary);
        seen.add(summary.id);
      }
      before = page.length < PAGE ? 0 : (page.at(-1)?.id ?? 0);
      if (first) this.#loading = { read: seen.size, total: Math.max(seen.size, this.#loading?.total ?? 0) };
      if (page.length < PAGE) break;
    }
    if (this.#queries !== queries) return;
    for (const id of this.#entries.keys()) if (!seen.has(id) && id <= newest && id >= before) this.#remove(id);
    this.#newest = [...this.#entries.keys()].reduce((most, id) => Math.max(most, id), 0);
    this.#loading = null;
    // The end of loading is news even where the list is empty.
    this.#revision++;
    this.#tell();
    this.#schedule();
  }

  /** Stops asking until the next {@link load}; what is known stays. */
  pause(): void {
    this.#queries = null;
    for (const timer of [this.#timer, this.#hintTimer]) if (timer) clearTimeout(timer);
    this.#timer = null;
    this.#hintTimer = null;
  }

  /** Actions came through: their experiments' steps and times are newer than what was read. */
  note(actions: readonly Action[]): void {
    const latest = new Map<number, { step: number; at: number | null }>();
    for (const { experimentId, step, at } of actions) {
      const known = latest.get(experimentId);
      latest.set(experimentId, {
        step: Math.max(known?.step ?? 0, step),
        at: at === null ? (known?.at ?? null) : Math.max(known?.at ?? 0, at),
      });
    }
    const strangers: number[] = [];
    for (const [id, { step, at }] of latest) {
      const entry = this.#entries.get(id);
      if (!entry) {
        strangers.push(id);
        continue;
      }
      const { steps, lastActionAt } = entry.summary;
      this.#put({
        ...entry.summary,
        steps: Math.max(steps ?? 0, step),
        lastActionAt: at === null ? lastActionAt : Math.max(lastActionAt ?? 0, at),
      });
    }
    // A failure ends the connection, and the next one reads the whole list again.
    this.refresh(strangers).catch(() => {});
    this.#tell();
  }

  /** A notice says that an experiment was completed. Only what can be true is looked at, soon. */
  hint(id: number): void {
    const known = this.#entries.get(id);
    const isPossible = known ? known.summary.completedAt === null : id > this.#newest;
    if (!isPossible || this.#hints.size >= MOST_HINTS) return;
    this.#hints.add(id);
    this.#hintTimer ??= setTimeout(
      () => {
        this.#hintTimer = null;
        this.#hintedAt = performance.now();
        const hints = [...this.#hints];
        this.#hints.clear();
        this.refresh(hints).catch(() => {});
      },
      Math.max(0, this.#hintedAt + HINTS_MS - performance.now()),
    );
  }

  /** Reads these experiments again now, together with whatever others are asked for meanwhile. */
  async refresh(ids: readonly number[]): Promise<void> {
    if (!this.#queries || ids.length === 0) return;
    for (const id of ids) if (this.#wanted.size < MOST_WANTED) this.#wanted.add(id);
    this.#wantedSoon ??= this.#inTurn(async () => {
      this.#wantedSoon = null;
      const wanted = [...this.#wanted];
      this.#wanted.clear();
      await this.#reread(wanted);
    });
    await this.#wantedSoon;
  }

  /** What changed since a revision; waits for a change up to `waitMs`. */
  async read(after: string | null, waitMs: number, signal: AbortSignal | undefined): Promise<ExperimentsReading> {
    const since = this.#parse(after);
    if (since !== null && since === this.#revision && waitMs > 0) {
      // The first of it is waited for by somebody who sees an empty window.
      const isFirst = this.#loading !== null;
      await this.#waiting.wait(undefined, waitMs, signal);
      if (since !== this.#revision && !isFirst) await delay(COALESCE_MS);
    }
    const from = since ?? 0;
    const newer = [...this.#entries.values()]
      .filter((entry) => entry.revision > from)
      .sort((a, b) => a.revision - b.revision);
    const changed = newer.slice(0, PAGE);
    const more = newer.length > PAGE;
    const upTo = more ? (changed.at(-1)?.revision ?? from) : this.#revision;
    return {
      revision: `${this.#epoch}:${upTo}`,
      reset: since === null,
      changed: changed.map(({ summary }) => summary),
      removed: this.#removed
        .filter(({ id, revision }) => revision > from && revision <= upTo && !this.#entries.has(id))
        .map(({ id }) => id),
      more,
      loading: this.#loading,
    };
  }

  /** Lets every waiting viewer go on, at the end. */
  close(): void {
    this.pause();
    this.#waiting.wake();
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #rereadAll(ids: readonly number[]): Promise<void> {
    for (let first = 0; first < ids.length; first += PAGE) await this.#reread(ids.slice(first, first + PAGE));
  }

  async #reread(ids: readonly number[]): Promise<void> {
    const queries = this.#queries;
    if (!queries || ids.length === 0) return;
    const found = await queries.these(ids);
    if (this.#queries !== queries) return;
    for (const summary of found) this.#put(summary);
    const present = new Set(found.map(({ id }) => id));
    for (const id of ids) if (!present.has(id) && this.#entries.has(id)) this.#remove(id);
    this.#tell();
  }

  #schedule(): void {
    const queries = this.#queries;
    if (!queries) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#inTurn(() => this.#refreshOpen(queries))
        .then(() => {
          if (this.#queries === queries) this.#schedule();
        })
        .catch((error) => {
          if (this.#queries === queries) this.#onError(error);
        });
    }, REFRESH_MS);
  }

  async #refreshOpen(queries: ExperimentQueries): Promise<void> {
    if (this.#queries !== queries) return;
    this.#refreshes++;
    const now = Date.now() + this.#clockOffsetMs;
    const silentToo = this.#refreshes % SILENT_EVERY === 0;
    const open = [...this.#entries.values()]
      .filter(({ summary }) => summary.completedAt === null && (silentToo || isActive(summary, now)))
      .map(({ summary }) => summary.id);
    await this.#rereadAll(open);
    if (this.#refreshes % SWEEP_EVERY === 0) await this.#sweep(queries);
    await this.#readAdded(queries);
  }

  /** Reads those that began. Ids become visible out of order, so it looks back a little; the sweep looks back far. */
  async #readAdded(queries: ExperimentQueries): Promise<void> {
    const there = await queries.present(this.#newest - LOOK_BACK_IDS, Number.MAX_SAFE_INTEGER);
    if (this.#queries !== queries) return;
    await this.#rereadAll([...there].filter((id) => !this.#entries.has(id)));
    for (const id of there) this.#newest = Math.max(this.#newest, id);
  }

  /** Looks for experiments that were deleted, a part of the list at a time: completed ones are not read again. */
  async #sweep(queries: ExperimentQueries): Promise<void> {
    const ids = [...this.#entries.keys()].filter((id) => id < this.#sweptTo).sort((a, b) => b - a);
    const page = ids.slice(0, SWEEP);
    const [last, first] = [page[0], page.at(-1)];
    // At the end it begins again at the newest.
    this.#sweptTo = first !== undefined && ids.length > SWEEP ? first : Number.MAX_SAFE_INTEGER;
    if (first === undefined || last === undefined) return;
    const present = await queries.present(first, last);
    if (this.#queries !== queries) return;
    for (const id of page) if (!present.has(id)) this.#remove(id);
    await this.#rereadAll([...present].filter((id) => !this.#entries.has(id)));
    this.#tell();
  }

  /** Lets waiting viewers go on, if there is anything new for them. */
  #tell(): void {
    if (this.#told === this.#revision) return;
    this.#told = this.#revision;
    this.#waiting.wake();
  }

  #put(summary: ExperimentSummary): void {
    const entry = this.#entries.get(summary.id);
    // The tail may be ahead of a query that was asked earlier.
    const merged =
      entry && summary.steps !== null && (entry.summary.steps ?? 0) > summary.steps
        ? { ...summary, steps: entry.summary.steps, lastActionAt: entry.summary.lastActionAt }
        : summary;
    if (entry && same(entry.summary, merged)) return;
    this.#entries.set(summary.id, { summary: merged, revision: ++this.#revision });
    if (entry && entry.summary.completedAt === null && merged.completedAt !== null) {
      this.#onCompletion({ experimentId: merged.id, model: merged.model, goalFound: merged.goalFound });
    }
  }

  #remove(id: number): void {
    this.#entries.delete(id);
    this.#removed.push({ id, revision: ++this.#revision });
  }

  #parse(revision: string | null): number | null {
    const [epoch, number] = (revision ?? '').split(':');
    const value = Number(number);
    return epoch === this.#epoch && Number.isInteger(value) && value <= this.#revision ? value : null;
  }
}

function same(a: ExperimentSummary, b: ExperimentSummary): boolean {
  return (Object.keys(b) as (keyof ExperimentSummary)[]).every((key) => a[key] === b[key]);
}
