import type { ActionQueries } from '#core/database/actions.ts';
import type { BulkAnswer } from '#core/database/run-bulk.ts';
import type { RunPages } from '#core/database/run-pages.ts';
import { nextStretch, type RunStretch } from '#core/database/run-rows.ts';
import type { FeedLog } from '#core/feed/log.ts';
import { advance, advanceAll, NOTHING, type Position } from '#core/feed/position.ts';
import { type Rewind, rewound } from '#core/feed/witnesses.ts';
import type { Action } from '#shared/domain/action.ts';
import { type RunColumns, toColumns } from '#shared/run/columns.ts';
import { BEFORE_ALL, type CatchUpCursor, encodeCursor, liveCursor, type RunCursor } from './cursor.ts';
import { ReadAhead } from './read-ahead.ts';
import { actionsOf, behind, byId, isOnTheWay, lowest, walked } from './walk.ts';

/** What a reader needs to know of the present. */
export interface RunSource {
  readonly log: FeedLog;
  /** null before the first connect. */
  position(): Position | null;
  /** null while no database is connected. */
  actions(): ActionQueries | null;
  /** null while no database is connected. */
  pages(): RunPages | null;
}

/** Some actions, with the cursor behind them. */
export interface RunPage {
  /** How many. */
  readonly length: number;
  columns(): RunColumns;
  readonly cursor: RunCursor;
  readonly caughtUp: boolean;
  /** True: what was read before this page belongs to a table that is no more, and this page begins anew. */
  readonly reset: boolean;
}

/** The same for readers that hand actions on one by one. */
export interface ActionsPage extends RunPage {
  readonly actions: readonly Action[];
  /** Each action with the cursor behind it. */
  each(): Iterable<readonly [Action, RunCursor]>;
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
  readonly #ahead = new ReadAhead<RunPage>();

  constructor(source: RunSource) {
    this.#source = source;
  }

  /** The cursor of a reader that wants nothing but what comes from now on. */
  now(): RunCursor {
    const position = this.#source.position();
    if (!position) throw new NotConnectedError();
    return liveCursor(position, this.#place());
  }

  /**
   * The cursor of a reader that has nothing.
   * @param isFirst false for one that may have had something, and cannot say what
   */
  beginning(isFirst = true): RunCursor {
    return { ...this.#wayTo(NOTHING), isFirst };
  }

  /**
   * What there is after a cursor. Waits when there is nothing.
   * @param experimentId null reads all experiments, in order of ids
   */
  read(experimentId: number | null, after: RunCursor, options: ReadOptions): Promise<ActionsPage> {
    return this.#read(experimentId, after, options, (cursor) => this.#walk(experimentId, cursor, options.limit));
  }

  /**
   * The same for one run, without what was seen for as long as it is read from its beginning for the first time: in
   * large pages, straight into columns.
   */
  readColumns(experimentId: number, after: RunCursor, options: ReadOptions): Promise<RunPage> {
    const { limit } = options;
    const question = (cursor: RunCursor) => `${experimentId} ${limit} ${encodeCursor(cursor)}`;
    return this.#read<RunPage>(experimentId, after, options, async (cursor) => {
      if (!cursor.isFirst) return await this.#walk(experimentId, cursor, limit);
      const page = await this.#ahead.answer(question(cursor), () => this.#walkColumns(experimentId, cursor, limit));
      const { cursor: next } = page;
      if (next.kind === 'catch-up') {
        this.#ahead.begin(question(next), () => this.#walkColumns(experimentId, next, limit));
      }
      return page;
    });
  }

  /** @param walk reads a page of the way from one position to another */
  async #read<Page extends RunPage>(
    experimentId: number | null,
    after: RunCursor,
    { limit, waitMs, signal, afterReset = 'restart' }: ReadOptions,
    walk: (cursor: CatchUpCursor) => Promise<Page>,
  ): Promise<Page | ActionsPage> {
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
      const page: Page = await walk(cursor);
      // A reader that has to forget is told so at once, even where there is nothing yet.
      if (page.length > 0 || reset) return { ...page, reset };
      cursor = page.cursor;
    }
  }

  /** A page of the way from one position to another. */
  async #walk(experimentId: number | null, cursor: CatchUpCursor, limit: number): Promise<ActionsPage> {
    const queries = this.#source.actions();
    if (!queries) throw new NotConnectedError();
    const { from, to, at } = cursor;
    // From nothing, the run's index gives the order that it is drawn in. From somewhere, ids are the shorter way:
    // first those that were pending then, after them those that came since.
    const { result, next } =
      experimentId !== null && from.max === 0
        ? await nextStretch(experimentId, at, (stretch) => actionsOf(queries, stretch, to.max, limit))
        : await byId(queries, experimentId, Math.max(at.id, lowest(from) - 1), to.max, limit);
    const actions = result.actions.filter(({ id }) => isOnTheWay(cursor, id));
    return {
      ...whole(actions),
      cursor: behind(cursor, next),
      each: () => actions.map((action) => [action, { ...cursor, at: result.placeOf(action) }] as const),
      caughtUp: false,
      reset: false,
    };
  }

  /** The same from nothing, without what was seen. */
  async #walkColumns(experimentId: number, cursor: CatchUpCursor, limit: number): Promise<RunPage> {
    const [queries, pages] = [this.#source.actions(), this.#source.pages()];
    if (!queries || !pages) throw new NotConnectedError();
    const upTo = cursor.to.max;
    const isWanted = (id: number) => isOnTheWay(cursor, id);
    const read = async (stretch: RunStretch): Promise<BulkAnswer<RunColumns>> => {
      const page = await pages.read(stretch, limit, upTo, isWanted);
      if (page) return page;
      const { actions, last, more } = await actionsOf(queries, stretch, upTo, limit);
      return { result: toColumns(actions.filter(({ id }) => isWanted(id))), last, more };
    };
    const { result: page, next } = await nextStretch(experimentId, cursor.at, read);
    const columns = page.result;
    return {
      length: columns.id.length,
      columns: () => columns,
      cursor: behind(cursor, next),
      caughtUp: false,
      reset: false,
    };
  }

  #listen(experimentId: number | null, has: Position, next: number, limit: number): ActionsPage {
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
    const reached = atEnd ? position : advanceAll(has, log.from(next, null, end - next).actions);
    return {
      ...whole(actions),
      cursor: liveCursor(reached, { epoch: log.epoch, next: end }),
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
      isFirst: false,
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

/** What a page says of the actions that are in it. */
function whole(actions: readonly Action[]): Pick<ActionsPage, 'length' | 'actions' | 'columns'> {
  return { length: actions.length, actions, columns: () => toColumns(actions) };
}
