import type { ActionQueries } from '#core/database/actions.ts';
import type { FeedLog } from '#core/feed/log.ts';
import { advance, includes, NOTHING, type Position } from '#core/feed/position.ts';
import type { Action } from '#shared/domain/action.ts';
import { BEFORE_ALL, type CatchUpCursor, liveCursor, type RunCursor } from './cursor.ts';

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
    { limit, waitMs, signal }: { limit: number; waitMs: number; signal?: AbortSignal },
  ): Promise<RunPage> {
    let cursor = after;
    for (;;) {
      if (cursor.kind === 'live') {
        if (cursor.log && this.#reaches(cursor)) {
          const { log } = this.#source;
          if (log.from(cursor.log.next, experimentId, 1).actions.length === 0)
            await log.wait(experimentId, waitMs, signal);
          // Others may have filled the log meanwhile.
          if (this.#reaches(cursor)) return this.#listen(experimentId, cursor.has, cursor.log.next, limit);
        }
        cursor = this.#wayTo(cursor.has);
      }
      const page: RunPage = await this.#walk(experimentId, cursor, limit);
      if (page.actions.length > 0) return page;
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
    const rows = byStep
      ? await queries.run(experimentId, at, to.max, limit)
      : await queries.between(experimentId, Math.max(at.id, lowest(from) - 1), to.max, limit);
    const last = rows.at(-1);
    const done = rows.length < limit;
    const actions = rows.filter(({ id }) => includes(to, id) && !includes(from, id));
    const behind = (action: Action): RunCursor => ({ ...cursor, at: { step: action.step, id: action.id } });
    return {
      actions,
      cursor: done || !last ? liveCursor(to, cursor.log) : behind(last),
      each: () => actions.map((action) => [action, behind(action)] as const),
      caughtUp: false,
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
        reached = advance(reached, action.id);
        sequence++;
        if (experimentId === null || action.experimentId === experimentId) {
          yield [action, liveCursor(reached, { epoch: log.epoch, next: sequence })];
        }
      }
    }
    const whole = atEnd
      ? position
      : log.from(next, null, end - next).actions.reduce((p, { id }) => advance(p, id), has);
    return { actions, cursor: liveCursor(whole, { epoch: log.epoch, next: end }), each: fold, caughtUp: atEnd };
  }

  #wayTo(from: Position): CatchUpCursor {
    const to = this.#source.position();
    if (!to) throw new NotConnectedError();
    const place = this.#place();
    return {
      kind: 'catch-up',
      from: copy(from),
      to: copy(to),
      log: place,
      at: from.max === 0 ? BEFORE_ALL : { step: BEFORE_ALL.step, id: lowest(from) - 1 },
    };
  }

  #reaches(cursor: RunCursor): boolean {
    return cursor.log?.epoch === this.#source.log.epoch && this.#source.log.reaches(cursor.log.next);
  }

  #place(): { epoch: string; next: number } {
    return { epoch: this.#source.log.epoch, next: this.#source.log.end };
  }
}

/** The lowest id that is not part of a position. */
function lowest(position: Position): number {
  return position.pending[0]?.[0] ?? position.max + 1;
}

function copy(position: Position): { max: number; pending: [number, number][] } {
  return { max: position.max, pending: position.pending.map(([first, last]) => [first, last]) };
}
