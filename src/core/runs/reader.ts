import type { ActionPage, ActionQueries } from '#core/database/actions.ts';
import type { FeedLog } from '#core/feed/log.ts';
import { advance, advanceAll, includes, intersect, NOTHING, type Position } from '#core/feed/position.ts';
import { type Rewind, rewound } from '#core/feed/witnesses.ts';
import type { Action } from '#shared/domain/action.ts';
import { BEFORE_ALL, type CatchUpCursor, liveCursor, NO_STEP, type RunCursor } from './cursor.ts';

/** A row's place on the way from one position to another. */
type Place = CatchUpCursor['at'];

/** What a reader needs to know of the present. */
export interface RunSource {
  readonly log: FeedLog;
  /** null before the first connect. */
  position(): Position | null;
  /** null while no database is connected. */
  actions(): ActionQueries | null;
}

/** Some actions, with the cursor behind each of them. */
export interface RunPage {
  readonly actions: readonly Action[];
  readonly cursor: RunCursor;
  /** Each action with the cursor behind it, for readers that hand actions on one by one. */
  each(): Iterable<readonly [Action, RunCursor]>;
  readonly caughtUp: boolean;
  /** True: what was read before this page belongs to a table that is no more, and this page begins anew. */
  readonly reset: boolean;
}

/** How a page is read. */
export interface ReadOptions {
  readonly limit: number;
  /** How long to wait when there is nothing. */
  readonly waitMs: number;
  readonly signal?: AbortSignal;
  /** Where the table was replaced: from the first action again (as usual), or only what is new in it. */
  readonly afterReset?: 'restart' | 'continue';
}

/** The database cannot be asked right now, and what is wanted is not in the host's memory. */
export class NotConnectedError extends Error {
  constructor() {
    super('The database cannot be asked right now.');
  }
}

/**
 * Reads one run (or all of them) after a cursor: from the table as long as the cursor is behind, then from the log.
 * Each action is handed out exactly once, in whatever order it committed.
 */
export class RunReader {
  readonly #source: RunSource;

  constructor(source: RunSource) {
    this.#source = source;
  }

  /** The cursor of a reader that wants nothing but what comes from now on. */
  now(): RunCursor {
    const position = this.#source.position();
    if (!position) throw new NotConnectedError();
    return liveCursor(position, this.#place());
  }

  /** The cursor of a reader that has nothing. */
  beginning(): RunCursor {
    return this.#wayTo(NOTHING);
  }

  /**
   * What there is after a cursor. Waits when there is nothing.
   * @param experimentId null reads all experiments, in order of ids
   */
  async read(
    experimentId: number | null,
    after: RunCursor,
    { limit, waitMs, signal, afterReset = 'restart' }: ReadOptions,
  ): Promise<RunPage> {
    let cursor = after;
    let reset = false;
    for (;;) {
      const sound = await this.#reconcile(cursor);
      if (sound !== cursor) {
        reset = true;
        cursor = afterReset === 'restart' ? this.beginning() : sound;
      }
      if (cursor.kind === 'live') {
        if (cursor.log && this.#reaches(cursor)) {
          const { log } = this.#source;
          if (log.from(cursor.log.next, experimentId, 1).actions.length === 0)
            await log.wait(experimentId, waitMs, signal);
          // Others may have filled the log meanwhile.
          if (this.#reaches(cursor))
            return { ...this.#listen(experimentId, cursor.has, cursor.log.next, limit), reset };
          if (cursor.log.epoch !== this.#source.log.epoch) continue;
        }
        cursor = this.#wayTo(cursor.has);
      }
      const page: RunPage = await this.#walk(experimentId, cursor, limit);
      // A reader that has to forget is told so at once, even where there is nothing yet.
      if (page.actions.length > 0 || reset) return { ...page, reset };
      cursor = page.cursor;
    }
  }

  /** A page of the way from one position to another. */
  async #walk(experimentId: number | null, cursor: CatchUpCursor, limit: number): Promise<RunPage> {
    const queries = this.#source.actions();
    if (!queries) throw new NotConnectedError();
    const { from, to, at } = cursor;
    // From nothing, the run's index gives the order that it is drawn in. From somewhere, ids are the shorter way:
    // first those that were pending then, after them those that came since.
    const byStep = experimentId !== null && from.max === 0;
    let page: ActionPage = { actions: [], more: false };
    let places: (action: Action) => Place = ({ step, id }) => ({ step, id });
    if (byStep && at.step === NO_STEP) {
      page = await queries.withoutStep(experimentId, at.id, to.max, limit);
      if (page.actions.length > 0) places = ({ id }) => ({ step: NO_STEP, id });
    }
    // Those without a step are a page of their own.
    const isOnlyPage = page.actions.length === 0;
    if (isOnlyPage) {
      page = byStep
        ? await queries.run(experimentId, at, to.max, limit)
        : await queries.between(experimentId, Math.max(at.id, lowest(from) - 1), to.max, limit);
    }
    const last = page.actions.at(-1);
    const done = isOnlyPage && !page.more;
    const actions = page.actions.filter(({ id }) => includes(to, id) && !includes(from, id));
    const behind = (action: Action): RunCursor => ({ ...cursor, at: places(action) });
    return {
      actions,
      cursor: done || !last ? liveCursor(to, cursor.log) : behind(last),
      each: () => actions.map((action) => [action, behind(action)] as const),
      caughtUp: false,
      reset: false,
    };
  }

  #listen(experimentId: number | null, has: Position, next: number, limit: number): RunPage {
    const { log } = this.#source;
    const position = this.#source.position() ?? has;
    const { actions, next: end } = log.from(next, experimentId, limit);
    const atEnd = end === log.end;
    // At the end of the log the tail's own position says it all; before it, it is what the log's actions add up to.
    function* fold(): Generator<readonly [Action, RunCursor]> {
      let reached = has;
      let sequence = next;
      for (const action of log.from(next, null, end - next).actions) {
        reached = advance(reached, action);
        sequence++;
        if (experimentId === null || action.experimentId === experimentId) {
          yield [action, liveCursor(reached, { epoch: log.epoch, next: sequence })];
        }
      }
    }
    const whole = atEnd ? position : advanceAll(has, log.from(next, null, end - next).actions);
    return {
      actions,
      cursor: liveCursor(whole, { epoch: log.epoch, next: end }),
      each: fold,
      caughtUp: atEnd,
      reset: false,
    };
  }

  #wayTo(from: Position): CatchUpCursor {
    const to = this.#source.position();
    if (!to) throw new NotConnectedError();
    const place = this.#place();
    return {
      kind: 'catch-up',
      from,
      to,
      log: place,
      at: from.max === 0 ? BEFORE_ALL : { step: BEFORE_ALL.step, id: lowest(from) - 1 },
    };
  }

  /**
   * The part of a cursor that holds in the table that is there now: the cursor itself, unless rows that it counts as
   * read were replaced since, while this host watched or while there was none.
   */
  async #reconcile(cursor: RunCursor): Promise<RunCursor> {
    const { log } = this.#source;
    if (cursor.log?.epoch === log.epoch) return cursor;
    const reached = cursor.kind === 'live' ? cursor.has : cursor.to;
    const rewind = (cursor.log && log.rewindOf(cursor.log.epoch)) ?? (await this.#rewindInTable(reached));
    if (rewind === null || rewind.fork.id >= reached.max) return cursor;
    return liveCursor(rewound(cursor.kind === 'live' ? cursor.has : walked(cursor), rewind), null);
  }

  /** For a cursor from another life of the host: is the row that it had last still the same? */
  async #rewindInTable({ max, mark }: Position): Promise<Rewind | null> {
    if (max === 0 || mark === '') return null;
    const queries = this.#source.actions();
    if (!queries) throw new NotConnectedError();
    const present = (await queries.marks([max])).get(max);
    if (present === mark) return null;
    // Gone without another in its place: deleted, unless the ids begin anew.
    if (present === undefined && (await queries.look()).highestId >= max) return null;
    return { fork: { id: 0, mark: '' }, kept: [] };
  }

  #reaches(cursor: RunCursor): boolean {
    return cursor.log?.epoch === this.#source.log.epoch && this.#source.log.reaches(cursor.log.next);
  }

  #place(): { epoch: string; next: number } {
    return { epoch: this.#source.log.epoch, next: this.#source.log.end };
  }
}

/** What a reader has that is on its way: by ids, the way so far; by steps, nothing but what it came from. */
function walked({ from, to, at }: CatchUpCursor): Position {
  if (at.id < lowest(from)) return from;
  if (from.max === 0 && at.step > NO_STEP) return from;
  const done = intersect(to.pending, [[0, at.id]]);
  const left = intersect(from.pending, [[at.id + 1, from.max]]);
  return { max: Math.max(at.id, from.max), pending: [...done, ...left], mark: at.id > from.max ? '' : from.mark };
}

/** The lowest id that is not part of a position. */
function lowest(position: Position): number {
  return position.pending[0]?.[0] ?? position.max + 1;
}
