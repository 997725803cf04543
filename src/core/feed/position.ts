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
}

export type IdRange = readonly [first: number, last: number];

/** Nothing has come through. */
export const NOTHING: Position = { max: 0, pending: [] };

/** True when a row of this id is part of what has come through. */
export function includes(position: Position, id: number): boolean {
  return id <= position.max && !position.pending.some(([first, last]) => first <= id && id <= last);
}

/** The position after a row came through. Ids that were skipped become pending. */
export function advance(position: Position, id: number): Position {
  if (id <= position.max) return without(position, [[id, id]]);
  const skipped: IdRange[] = id > position.max + 1 ? [[position.max + 1, id - 1]] : [];
  return { max: id, pending: skipped.length > 0 ? [...position.pending, ...skipped] : position.pending };
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
  return pending === position.pending ? position : { max: position.max, pending };
}
