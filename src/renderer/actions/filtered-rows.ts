import type { ActionKind } from '#shared/run/action-kind.ts';
import type { Run } from '#shared/run/run.ts';

/** The actions of a run that are of some kinds, found in pieces of any size and as the run goes on. */
export class FilteredRows {
  readonly #run: Run;
  readonly #kinds: ReadonlySet<ActionKind>;
  #indexes = new Int32Array(1_024);
  #length = 0;
  #looked = 0;
  #rearranged = -1;

  constructor(run: Run, kinds: Iterable<ActionKind>) {
    this.#run = run;
    this.#kinds = new Set(kinds);
  }

  /** Actions found so far. */
  get length(): number {
    return this.#length;
  }

  /**
   * Looks at further actions; at all of them again when the run was rearranged.
   * @returns true when all were looked at
   */
  advance(most: number): boolean {
    const run = this.#run;
    if (this.#rearranged !== run.rearranged) {
      this.#rearranged = run.rearranged;
      this.#looked = 0;
      this.#length = 0;
    }
    const end = Math.min(run.length, this.#looked + most);
    for (let index = this.#looked; index < end; index++) {
      if (this.#kinds.has(run.kindAt(index))) this.#add(index);
    }
    this.#looked = end;
    return end === run.length;
  }

  /** Index in the run of a row; −1 where there is none. */
  indexAt(row: number): number {
    return row >= 0 && row < this.#length ? (this.#indexes[row] ?? -1) : -1;
  }

  /** The last row at or before an index of the run; −1 where there is none. */
  rowOf(index: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#indexes[middle] ?? 0) <= index) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #add(index: number): void {
    if (this.#length === this.#indexes.length) {
      const longer = new Int32Array(this.#length * 2);
      longer.set(this.#indexes);
      this.#indexes = longer;
    }
    this.#indexes[this.#length++] = index;
  }
}
