import type { Action } from '#shared/domain/action.ts';

/**
 * Which rows of `agent_actions` have come through. Serial ids are given at INSERT but become visible at COMMIT, so "all
 * ids up to here" is never quite true: ids missing below the highest one stay *pending* until they appear or until it
 * is proven that no transaction can fill them any more.
 */
export interface Position {
  /** The highest id that came through; 0 before the first. */
  readonly max: number;
  /** Ranges of ids at most `max` that have not come through and still may: ascending, ends inclusive. */
  readonly pending: readonly IdRange[];
  /** The mark of the row at `max`, which tells it from another row that got its id later; empty when not known. */
  readonly mark: string;
}

export type IdRange = readonly [first: number, last: number];

/** Nothing has come through. */
export const NOTHING: Position = { max: 0, pending: [], mark: '' };

/** What tells a row from another one that got the same id after the table was emptied or the server replaced. */
export function markOf(row: Pick<Action, 'experimentId' | 'step' | 'at'>): string {
  return `${row.experimentId} ${row.step} ${row.at}`;
}

/** True when a row of this id is part of what has come through. */
export function includes(position: Position, id: number): boolean {
  return id <= position.max && !position.pending.some(([first, last]) => first <= id && id <= last);
}

/** The position after a row came through. Ids that were skipped become pending. */
export function advance(position: Position, action: Pick<Action, 'id' | 'experimentId' | 'step' | 'at'>): Position {
  const { id } = action;
  if (id <= position.max) return without(position, [[id, id]]);
  const pending: readonly IdRange[] =
    id > position.max + 1 ? [...position.pending, [position.max + 1, id - 1]] : position.pending;
  return { max: id, pending, mark: markOf(action) };
}

/** The position after many rows came through, ascending by id: as many {@link advance}, without their copies. */
export function advanceAll(position: Position, rows: readonly Action[]): Position {
  const known = rows.findIndex(({ id }) => id > position.max);
  const late = known === -1 ? rows : rows.slice(0, known);
  let reached = position;
  if (late.length > 0 && position.pending.length > 0) {
    reached = without(
      position,
      late.map(({ id }) => [id, id]),
    );
  }
  const last = known === -1 ? undefined : rows.at(-1);
  if (!last) return reached;
  const pending = [...reached.pending];
  let { max } = reached;
  for (const { id } of rows.slice(known)) {
    if (id > max + 1) pending.push([max + 1, id - 1]);
    max = id;
  }
  return { max, pending, mark: markOf(last) };
}

/** The part of a position that lies at or below an id, whose row bears this mark. */
export function upTo(position: Position, id: number, mark: string): Position {
  if (position.max <= id) return position;
  const pending = position.pending.flatMap(([first, last]): IdRange[] =>
    first > id ? [] : [[first, Math.min(last, id)]],
  );
  return { max: id, pending, mark };
}

/** The position after these ids came through, or were proven never to come. */
export function without(position: Position, ranges: readonly IdRange[]): Position {
  let pending = position.pending;
  for (const [first, last] of ranges) {
    if (!pending.some((range) => range[0] <= last && first <= range[1])) continue;
    pending = pending.flatMap((range): IdRange[] => {
      if (range[1] < first || range[0] > last) return [range];
      const rest: IdRange[] = [];
      if (range[0] < first) rest.push([range[0], first - 1]);
      if (range[1] > last) rest.push([last + 1, range[1]]);
      return rest;
    });
  }
  return pending === position.pending ? position : { ...position, pending };
}
