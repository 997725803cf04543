import { ChangeLog } from './change-log.ts';
import { type EnteredCells, enteredCells } from './entered-cells.ts';
import { grown } from './offset-column.ts';
import type { Position, Run } from './run.ts';

/** Counting a step up or down costs about as much as clearing this many cells. */
const CELLS_PER_STEP = 16;
/** How many visits {@link visitsOf} lists unless asked for more. */
const LISTED = 100;

/**
 * How often each cell of a run's grid was entered up to an index: what the heat map is made of. Moves to another index
 * by adding or taking away the steps between, or from scratch where that is less: a million steps take 5 ms.
 */
export class VisitCounts {
  readonly width: number;
  readonly height: number;
  /** `counts[y * width + x]`. */
  readonly counts: Uint32Array;
  /** Which counts changed, for partial uploads. */
  readonly changes: ChangeLog;
  readonly #run: Run;
  // atLeast[n]: how many cells were entered n times or more. One number to change per step, and the most visits of any
  // cell is known at every index, going back as well.
  #atLeast = new Uint32Array(64);
  #most = 0;
  #index = -1;
  #rearranged = 0;

  /** Counts nothing until {@link moveTo}. */
  constructor(run: Run) {
    this.#run = run;
    this.width = run.layers.width;
    this.height = run.layers.height;
    this.counts = new Uint32Array(this.width * this.height);
    this.changes = new ChangeLog(this.counts.length);
  }

  /** The index counted to; −1 before the first action. */
  get index(): number {
    return this.#index;
  }

  /** The visits of the cell that has most of them; 0 when nothing was visited. */
  get most(): number {
    return this.#most;
  }

  /** Visits of a cell; 0 outside the grid. */
  at({ x, y }: Position): number {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return 0;
    return this.counts[y * this.width + x] ?? 0;
  }

  /** Counts to another index, clamped to the run; −1 counts nothing. */
  moveTo(index: number): void {
    const entered = enteredCells(this.#run);
    const to = Math.max(-1, Math.min(index, this.#run.length - 1));
    const isStale = this.#rearranged !== this.#run.rearranged;
    if (to === this.#index && !isStale) return;
    this.#rearranged = this.#run.rearranged;
    const apart = Math.abs(to - this.#index);
    if (isStale || apart > to + 1 + this.counts.length / CELLS_PER_STEP) this.#recount(entered, to);
    else if (to > this.#index) this.#change(entered, this.#index + 1, to + 1, true);
    else this.#change(entered, to + 1, this.#index + 1, false);
    this.#index = to;
  }

  #recount(entered: EnteredCells, to: number): void {
    this.counts.fill(0);
    this.#atLeast.fill(0);
    this.#most = 0;
    this.#change(entered, 0, to + 1, true);
    this.changes.note({ start: 0, end: this.counts.length });
  }

  #change({ cells, start, startIndex }: EnteredCells, first: number, end: number, isForward: boolean): void {
    const apply = (list: Int32Array, from: number, to: number) =>
      isForward ? this.#add(list, from, to) : this.#takeAway(list, from, to);
    if (start >= 0 && startIndex >= first && startIndex < end) apply(Int32Array.of(start), 0, 1);
    apply(cells, first, end);
  }

  // Plain loops over local numbers: a closure per step takes half as long again.
  #add(cells: Int32Array, first: number, end: number): void {
    const { counts } = this;
    let most = this.#most;
    let atLeast = this.#atLeast;
    let low = counts.length;
    let high = -1;
    for (let index = first; index < end; index++) {
      const cell = cells[index] ?? -1;
      if (cell < 0) continue;
      const count = (counts[cell] ?? 0) + 1;
      counts[cell] = count;
      if (count > most) {
        most = count;
        if (most === atLeast.length) atLeast = grown(atLeast, new Uint32Array(most * 2));
      }
      atLeast[count] = (atLeast[count] ?? 0) + 1;
      if (cell < low) low = cell;
      if (cell > high) high = cell;
    }
    this.#most = most;
    this.#atLeast = atLeast;
    if (high >= 0) this.changes.note({ start: low, end: high + 1 });
  }

  #takeAway(cells: Int32Array, first: number, end: number): void {
    const { counts } = this;
    const atLeast = this.#atLeast;
    let most = this.#most;
    let low = counts.length;
    let high = -1;
    for (let index = first; index < end; index++) {
      const cell = cells[index] ?? -1;
      if (cell < 0) continue;
      const count = counts[cell] ?? 0;
      counts[cell] = count - 1;
      const left = (atLeast[count] ?? 0) - 1;
      atLeast[count] = left;
      // A cell that had most visits has one less now, so the level below is never empty.
      if (left === 0 && count === most) most--;
      if (cell < low) low = cell;
      if (cell > high) high = cell;
    }
    this.#most = most;
    if (high >= 0) this.changes.note({ start: low, end: high + 1 });
  }
}

/** When a cell was entered. */
export interface Visits {
  /** How often, all told. */
  readonly total: number;
  /** Indexes of the latest of these actions, ascending. */
  readonly indexes: readonly number[];
}

/**
 * When a cell was entered, for what is said about it under the pointer. Reads the run backwards: 1 ms for a million
 * actions.
 * @param upTo the last index that counts
 * @param most how many indexes are listed
 */
export function visitsOf(run: Run, cell: Position, upTo: number, most: number = LISTED): Visits {
  const entered = enteredCells(run);
  const { cells, start, startIndex } = entered;
  const wanted = entered.cellOf(cell);
  const indexes: number[] = [];
  let total = 0;
  if (wanted < 0) return { total, indexes };
  const note = (index: number) => {
    if (total++ < most) indexes.push(index);
  };
  const last = Math.min(upTo, run.length - 1);
  for (
    let at = last < 0 ? -1 : cells.lastIndexOf(wanted, last);
    at >= 0;
    at = at === 0 ? -1 : cells.lastIndexOf(wanted, at - 1)
  ) {
    note(at);
  }
  if (wanted === start && startIndex <= last) note(startIndex);
  return { total, indexes: indexes.reverse() };
}
