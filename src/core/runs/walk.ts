import type { ActionPage, ActionQueries } from '#core/database/actions.ts';
import type { RunStretch } from '#core/database/run-rows.ts';
import { includes, intersect, type Position } from '#core/feed/position.ts';
import type { Action } from '#shared/domain/action.ts';
import { type CatchUpCursor, liveCursor, NO_STEP, type RunCursor } from './cursor.ts';

/** A row's place on the way from one position to another. */
type Place = CatchUpCursor['at'];

/** Some rows of the way, in order. */
interface Walked {
  readonly actions: readonly Action[];
  readonly last: Place | null;
  readonly more: boolean;
  placeOf(action: Action): Place;
}

/** A page of a stretch of a run. */
export async function actionsOf(
  queries: ActionQueries,
  { experimentId, after, isNumbered }: RunStretch,
  upTo: number,
  limit: number,
): Promise<Walked> {
  const page = isNumbered
    ? await queries.run(experimentId, after, upTo, limit)
    : await queries.withoutStep(experimentId, after.id, upTo, limit);
  return walkedBy(page, ({ step, id }) => ({ step: isNumbered ? step : NO_STEP, id }));
}

/** A page of one run, or of all, by id. */
export async function byId(
  queries: ActionQueries,
  experimentId: number | null,
  after: number,
  upTo: number,
  limit: number,
): Promise<{ result: Walked; next: Place | null }> {
  const page = await queries.between(experimentId, after, upTo, limit);
  const result = walkedBy(page, ({ step, id }) => ({ step, id }));
  return { result, next: result.more ? result.last : null };
}

function walkedBy({ actions, more }: ActionPage, placeOf: (action: Action) => Place): Walked {
  const last = actions.at(-1);
  return { actions, more, last: last ? placeOf(last) : null, placeOf };
}

/** True for what is to be read between the ends of a way. */
export function isOnTheWay({ from, to }: CatchUpCursor, id: number): boolean {
  return includes(to, id) && !includes(from, id);
}

/** The cursor behind a page: on the way still, or with all of it. */
export function behind(cursor: CatchUpCursor, next: Place | null): RunCursor {
  return next === null ? liveCursor(cursor.to, cursor.log) : { ...cursor, at: next };
}

/** What a reader has that is on its way: by ids, the way so far; by steps, nothing but what it came from. */
export function walked({ from, to, at }: CatchUpCursor): Position {
  if (at.id < lowest(from)) return from;
  if (from.max === 0 && at.step > NO_STEP) return from;
  const done = intersect(to.pending, [[0, at.id]]);
  const left = intersect(from.pending, [[at.id + 1, from.max]]);
  return { max: Math.max(at.id, from.max), pending: [...done, ...left], mark: at.id > from.max ? '' : from.mark };
}

/** The lowest id that is not part of a position. */
export function lowest(position: Position): number {
  return position.pending[0]?.[0] ?? position.max + 1;
}
