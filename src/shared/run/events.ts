import type { Position, Run } from './run.ts';

/** What a run's timeline marks and *next event* goes to. */
export const RUN_EVENT_KINDS = ['wall-hit', 'recall', 'turn', 'goal', 'gap', 'bookmark'] as const;

/** The same for all experiments on one clock: where one starts, how it ended (`reached`: the goal was seen), feed gaps. */
export const MOMENT_EVENT_KINDS = ['start', 'reached', 'failed', 'done', 'gap'] as const;
export type MomentEventKind = (typeof MOMENT_EVENT_KINDS)[number];

/** All that timelines mark. */
export const EVENT_KINDS = [...RUN_EVENT_KINDS, 'start', 'reached', 'failed', 'done'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** Those of them that an action itself tells; the others are known for few places of a run. */
const OWN_KINDS = ['wall-hit', 'recall', 'turn'] as const;

/** Events that an action does not tell by itself, as ascending indexes. */
export interface PlacedEvents {
  readonly goal: readonly number[];
  readonly gap: readonly number[];
  readonly bookmark: readonly number[];
}

export const NO_PLACED_EVENTS: PlacedEvents = { goal: [], gap: [], bookmark: [] };

/**
 * The indexes of the actions that are events, by kind. Looked for once an action, as the run grows: a timeline of a million
 * actions is then drawn from those that it marks, and the next event is found without looking at what lies between.
 */
export class EventLists {
  readonly #run: Run;
  readonly #lists = new Map<EventKind, number[]>(OWN_KINDS.map((kind) => [kind, []]));
  #known = 0;
  #rearranged = 0;

  constructor(run: Run) {
    this.#run = run;
  }

  /** Ascending indexes. */
  of(kind: EventKind, placed: PlacedEvents): readonly number[] {
    if (kind === 'goal' || kind === 'gap' || kind === 'bookmark') return placed[kind];
    this.#follow();
    return this.#lists.get(kind) ?? [];
  }

  #follow(): void {
    const run = this.#run;
    if (run.rearranged !== this.#rearranged) {
      this.#rearranged = run.rearranged;
      this.#known = 0;
      for (const list of this.#lists.values()) list.length = 0;
    }
    const [hits, recalls, turns] = OWN_KINDS.map((kind) => this.#lists.get(kind) ?? []);
    for (; this.#known < run.length; this.#known++) {
      const index = this.#known;
      const kind = run.kindAt(index);
      if (kind === 'hit') hits?.push(index);
      else if (kind === 'recall') recalls?.push(index);
      const turn = run.turnAt(index);
      if (turn !== null && (index === 0 || run.turnAt(index - 1) !== turn)) turns?.push(index);
    }
  }
}

/** Index of the nearest event of these kinds after (1) or before (−1) an index; null when there is none. */
export function findEvent(
  lists: EventLists,
  from: number,
  direction: 1 | -1,
  kinds: ReadonlySet<EventKind>,
  placed: PlacedEvents,
): number | null {
  let nearest: number | null = null;
  for (const kind of kinds) {
    const list = lists.of(kind, placed);
    const found = direction > 0 ? list[placeOf(list, from + 1)] : list[placeOf(list, from) - 1];
    if (found !== undefined && (nearest === null || (found - nearest) * direction < 0)) nearest = found;
  }
  return nearest;
}

/** How many of these ascending numbers are below a value. */
function placeOf(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
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
 * @param list ascending indexes of the events
 * @param positionOf position of an action on that line, ascending with its index
 * @param first index of the first action in the range
 * @param end index behind the last
 */
export function densityOf(
  list: readonly number[],
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
  for (let place = placeOf(list, range.first); place < list.length; place++) {
    const index = list[place] ?? 0;
    if (index >= range.end) break;
    const at = length > 0 ? Math.floor(((range.positionOf(index) - range.from) / length) * pieces) : 0;
    const piece = Math.max(0, Math.min(pieces - 1, at));
    counts[piece] = (counts[piece] ?? 0) + 1;
  }
  return counts;
}
