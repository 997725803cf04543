import type { Run } from './run.ts';

/** Cells are sorted by stretches of this many actions; within one they are counted. */
const STRETCH = 256;

const NEVER = Number.POSITIVE_INFINITY;

/**
 * How many cells the agent saw or stood on up to any action. What was seen is only kept per cell, as the first action that saw it, and
 * may come long after the action itself: so all cells are looked at again, in pieces of any size, whenever somebody
 * wants to know it anew. Until a look is complete the former one answers.
 */
export class SightCounts {
  readonly #run: Run;
  /** Index of the first sight of each cell found so far; the look under way. */
  #times: Int32Array;
  #looked = 0;
  #found = 0;
  /** The last complete look: first sights, grouped by stretch. */
  #sorted = new Int32Array(0);
  #starts = new Int32Array(1);
  #isKnown = false;

  constructor(run: Run) {
    this.#run = run;
    this.#times = new Int32Array(0);
  }

  /**
   * Looks at further cells; begins anew after a complete look.
   * @returns true when this completed a look
   */
  advance(most: number): boolean {
    const { layers } = this.#run;
    const cells = layers.width * layers.height;
    if (this.#looked === 0) {
      this.#found = 0;
      if (this.#times.length < cells) this.#times = new Int32Array(cells);
    }
    const end = Math.min(cells, this.#looked + most);
    for (let cell = this.#looked; cell < end; cell++) {
      const x = cell % layers.width;
      const y = Math.floor(cell / layers.width);
      // Where the agent comes from it has been, whether or not a row says that it was seen.
      const at = Math.min(layers.firstSight(x, y) ?? NEVER, layers.firstVisit(x, y) ?? NEVER);
      if (at !== NEVER) this.#times[this.#found++] = at;
    }
    this.#looked = end;
    if (end < cells) return false;
    this.#looked = 0;
    this.#sort();
    return true;
  }

  /** Cells that had been seen after the action at an index; null as long as no look is complete. */
  upTo(index: number): number | null {
    if (!this.#isKnown) return null;
    if (index < 0) return 0;
    const last = this.#starts.length - 1;
    const stretch = Math.min(Math.floor(index / STRETCH), last);
    const end = this.#starts[stretch + 1] ?? this.#sorted.length;
    let count = this.#starts[stretch] ?? 0;
    for (let i = count; i < end; i++) if ((this.#sorted[i] ?? 0) <= index) count++;
    return count;
  }

  #sort(): void {
    const times = this.#times.subarray(0, this.#found);
    let latest = 0;
    for (const at of times) if (at > latest) latest = at;
    const starts = new Int32Array(Math.floor(latest / STRETCH) + 2);
    for (const at of times) {
      const next = Math.floor(at / STRETCH) + 1;
      starts[next] = (starts[next] ?? 0) + 1;
    }
    for (let i = 1; i < starts.length; i++) starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0);
    const ends = starts.slice();
    const sorted = new Int32Array(times.length);
    for (const at of times) {
      const stretch = Math.floor(at / STRETCH);
      const place = ends[stretch] ?? 0;
      sorted[place] = at;
      ends[stretch] = place + 1;
    }
    this.#sorted = sorted;
    this.#starts = starts;
    this.#isKnown = true;
  }
}
