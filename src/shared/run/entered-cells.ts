import { grown } from './offset-column.ts';
import type { Position, Run } from './run.ts';

/** Room for this many actions to begin with; an eighth more whenever it is used up, as a run itself grows. */
const FIRST_CAPACITY = 1_024;
const GROWTH = 1.125;

/**
 * Which cell each action of a run entered: the agent stands there after it and did not before. Made once for a run and
 * carried on as it grows, 4 bytes an action, because it makes counting visits to any step a loop over numbers.
 */
export class EnteredCells {
  readonly #run: Run;
  readonly #width: number;
  readonly #height: number;
  /** `cells[index]`: y × width + x of the cell that the action entered, −1 for none or one outside the grid. */
  cells = new Int32Array(FIRST_CAPACITY);
  /** Where the agent stood before it was known to go anywhere, as a cell number, and the action that says so; −1. */
  start = -1;
  startIndex = -1;
  #length = 0;
  #rearranged = 0;
  #last: Position | null = null;

  constructor(run: Run) {
    this.#run = run;
    this.#width = run.layers.width;
    this.#height = run.layers.height;
  }

  /** Takes in what the run has got since the last call. */
  refresh(): this {
    const run = this.#run;
    if (run.rearranged !== this.#rearranged) this.#forget(run.rearranged);
    if (run.length === this.#length) return this;
    if (run.length > this.cells.length) {
      this.cells = grown(this.cells, new Int32Array(Math.max(run.length, Math.ceil(this.cells.length * GROWTH))));
    }
    for (let index = this.#length; index < run.length; index++) this.cells[index] = this.#enter(index);
    this.#length = run.length;
    return this;
  }

  /** y × width + x, or −1 outside the grid. */
  cellOf({ x, y }: Position): number {
    return x >= 0 && y >= 0 && x < this.#width && y < this.#height ? y * this.#width + x : -1;
  }

  #enter(index: number): number {
    if (this.#last === null) {
      this.#last = this.#run.fromAt(index);
      if (this.#last) {
        this.start = this.cellOf(this.#last);
        this.startIndex = index;
      }
    }
    const at = this.#run.positionAt(index);
    if (at === null || (at.x === this.#last?.x && at.y === this.#last.y)) return -1;
    this.#last = at;
    return this.cellOf(at);
  }

  #forget(rearranged: number): void {
    this.#rearranged = rearranged;
    this.#length = 0;
    this.#last = null;
    this.start = -1;
    this.startIndex = -1;
  }
}

const known = new WeakMap<Run, EnteredCells>();

/** The cells that a run's actions entered, up to its newest one. */
export function enteredCells(run: Run): EnteredCells {
  const entered = known.get(run) ?? new EnteredCells(run);
  known.set(run, entered);
  return entered.refresh();
}
