import type { Position, Run } from './run.ts';

/** What the timeline marks and *next event* goes to. */
export const EVENT_KINDS = ['wall-hit', 'recall', 'turn', 'goal', 'gap', 'bookmark'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** Those of them that an action itself tells; the others are known for few places of a run. */
const OWN_KINDS = ['wall-hit', 'recall', 'turn'] as const;
type OwnKind = (typeof OWN_KINDS)[number];

/** Events that an action does not tell by itself, as ascending indexes. */
export interface PlacedEvents {
  readonly goal: readonly number[];
  readonly gap: readonly number[];
  readonly bookmark: readonly number[];
}

export const NO_PLACED_EVENTS: PlacedEvents = { goal: [], gap: [], bookmark: [] };

/** True when an action is an event of a kind that actions tell themselves. */
function isEvent(run: Run, index: number, kind: OwnKind): boolean {
  switch (kind) {
    case 'wall-hit':
      return run.isWallHit(index);
    case 'recall':
      return run.kindAt(index) === 'recall';
    case 'turn': {
      const turn = run.turnAt(index);
      return turn !== null && (index === 0 || run.turnAt(index - 1) !== turn);
    }
  }
}

/**
 * Index of the nearest event of these kinds after (1) or before (−1) an index; null when there is none.
 */
export function findEvent(
  run: Run,
  from: number,
  direction: 1 | -1,
  kinds: ReadonlySet<EventKind>,
  placed: PlacedEvents,
): number | null {
  const own = OWN_KINDS.filter((kind) => kinds.has(kind));
  let nearest: number | null = null;
  for (const kind of ['goal', 'gap', 'bookmark'] as const) {
    if (!kinds.has(kind)) continue;
    const found = direction > 0 ? placed[kind].find((at) => at > from) : placed[kind].findLast((at) => at < from);
    if (found !== undefined && (nearest === null || (found - nearest) * direction < 0)) nearest = found;
  }
  const end = nearest ?? (direction > 0 ? run.length : -1);
  if (own.length > 0) {
    for (let index = from + direction; index !== end && index >= 0 && index < run.length; index += direction) {
      if (own.some((kind) => isEvent(run, index, kind))) return index;
    }
  }
  return nearest;
}

/** The first action after which one of these cells was seen; null when none was. */
export function firstSightOf(run: Run, cells: readonly Position[]): number | null {
  let first: number | null = null;
  for (const { x, y } of cells) {
    const seen = run.layers.firstSight(x, y);
    if (seen !== null && (first === null || seen < first)) first = seen;
  }
  return first;
}

/** How many events of a kind lie in each of equally long pieces of a line. */
export type Density = Uint32Array;

/**
 * Where events lie, as counts per piece of the line from `from` to `to`: a million of them are as many numbers as the
 * timeline has pixels.
 * @param positionOf position of an action on that line, ascending with its index
 * @param first index of the first action in the range
 * @param end index behind the last
 */
export function densityOf(
  run: Run,
  kind: EventKind,
  placed: PlacedEvents,
  range: {
    readonly from: number;
    readonly to: number;
    readonly first: number;
    readonly end: number;
    positionOf(index: number): number;
  },
  pieces: number,
): Density {
  const counts: Density = new Uint32Array(pieces);
  const length = range.to - range.from;
  const add = (index: number) => {
    const at = length > 0 ? Math.floor(((range.positionOf(index) - range.from) / length) * pieces) : 0;
    const piece = Math.max(0, Math.min(pieces - 1, at));
    counts[piece] = (counts[piece] ?? 0) + 1;
  };
  if (kind === 'goal' || kind === 'gap' || kind === 'bookmark') {
    for (const index of placed[kind]) if (index >= range.first && index < range.end) add(index);
  } else {
    for (let index = range.first; index < range.end; index++) if (isEvent(run, index, kind)) add(index);
  }
  return counts;
}
