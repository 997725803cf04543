import type { Action } from '#shared/domain/action.ts';

/**
 * Which rows of `agent_actions` have come through. Serial ids are given at INSERT but become visible at COMMIT, so "all
 * ids up to here" is never quite true: ids missing below the highest one stay *pending* until they appear or until it
 * is proven that no transaction can fill them any more.
 */
export interface Position {
  /** The highest id that came through; 0 before the first. */
  readonly max: number;
  /** Ranges of ids at most `max` that have not come through and still may: ascending, apart, ends inclusive. */
  readonly pending: readonly IdRange[];
  /** The mark of the row at `max`, which tells it from another row that got its id later; empty when not known. */
  readonly mark: string;
}

export type IdRange = readonly [first: number, last: number];

type Row = Pick<Action, 'id' | 'experimentId' | 'step' | 'clock'>;

/** Nothing has come through. */
export const NOTHING: Position = { max: 0, pending: [], mark: '' };

/**
 * What tells a row from another one that got the same id, after the table was emptied or the server was replaced. No
 * setting of the session may change it: after a failover to a server in another time zone it must be the same.
 */
export function markOf({ experimentId, step, clock }: Omit<Row, 'id'>): string {
  return `${experimentId} ${step} ${clock}`;
}

/** True when a row of this id is part of what has come through. */
export function includes({ max, pending }: Position, id: number): boolean {
  if (id > max) return false;
  let low = 0;
  let high = pending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((pending[middle]?.[1] ?? 0) < id) low = middle + 1;
    else high = middle;
  }
  const range = pending[low];
  return range === undefined || id < range[0];
}

/** The position after a row came through. Ids that were skipped become pending. */
export function advance(position: Position, row: Row): Position {
  const { id } = row;
  if (id <= position.max) return without(position, [[id, id]]);
  const { pending, max } = position;
  return { max: id, pending: id > max + 1 ? [...pending, [max + 1, id - 1]] : pending, mark: markOf(row) };
}

/** The position after many rows came through, in whatever order: as many {@link advance}, without their copies. */
export function advanceAll(position: Position, rows: readonly Row[]): Position {
  const sorted = rows.every(({ id }, index) => index === 0 || (rows[index - 1]?.id ?? 0) < id)
    ? rows
    : [...rows].sort((a, b) => a.id - b.id);
  const firstNew = sorted.findIndex(({ id }) => id > position.max);
  const late = (firstNew === -1 ? sorted : sorted.slice(0, firstNew)).map(({ id }): IdRange => [id, id]);
  const reached = without(position, late);
  const last = firstNew === -1 ? undefined : sorted.at(-1);
  if (!last) return reached;
  const skipped: IdRange[] = [];
  let { max } = reached;
  for (const { id } of sorted.slice(firstNew)) {
    if (id > max + 1) skipped.push([max + 1, id - 1]);
    max = id;
  }
  return { max, pending: skipped.length > 0 ? [...reached.pending, ...skipped] : reached.pending, mark: markOf(last) };
}

/** The part of a position that lies at or below an id, whose row bears this mark. */
export function upTo(position: Position, id: number, mark: string): Position {
  if (position.max <= id) return position;
  return { max: id, pending: intersect(position.pending, [[0, id]]), mark };
}

/** The position after these ids came through, or were proven never to come. The ranges ascend. */
export function without(position: Position, ranges: readonly IdRange[]): Position {
  if (ranges.length === 0 || position.pending.length === 0) return position;
  const pending = subtract(position.pending, ranges);
  return pending === position.pending ? position : { ...position, pending };
}

/** What of `from` is not in `taken`, both ascending; `from` itself when that is all of it. */
export function subtract(from: readonly IdRange[], taken: readonly IdRange[]): readonly IdRange[] {
  const rest: IdRange[] = [];
  let changed = false;
  let next = 0;
  for (const range of from) {
    while ((taken[next]?.[1] ?? Number.POSITIVE_INFINITY) < range[0]) next++;
    let [first] = range;
    const [, last] = range;
    for (let at = next; first <= last; at++) {
      const hole = taken[at];
      if (!hole || hole[0] > last) break;
      changed = true;
      if (hole[0] > first) rest.push([first, hole[0] - 1]);
      first = Math.max(first, hole[1] + 1);
    }
    if (first === range[0]) rest.push(range);
    else if (first <= last) rest.push([first, last]);
  }
  return changed ? rest : from;
}

/** What is in both, both ascending. */
export function intersect(a: readonly IdRange[], b: readonly IdRange[]): IdRange[] {
  const both: IdRange[] = [];
  for (let i = 0, k = 0; i < a.length && k < b.length; ) {
    const [one, other] = [a[i], b[k]];
    if (!one || !other) break;
    const first = Math.max(one[0], other[0]);
    const last = Math.min(one[1], other[1]);
    if (first <= last) both.push([first, last]);
    if (one[1] < other[1]) i++;
    else k++;
  }
  return both;
}
