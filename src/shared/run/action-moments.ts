import type { Run } from './run.ts';

/**
 * When the actions of a run happened, in its order: milliseconds since 1970 by the server's clock, never descending. An
 * action whose time is missing or before its predecessor's happened together with its predecessor; those before the first
 * known time have always been there (−∞).
 */
export class ActionMoments {
  readonly #run: Run;
  #moments = new Float64Array(0);
  #known = 0;
  #rearranged = -1;

  constructor(run: Run) {
    this.#run = run;
  }

  /** Index of the last action that had happened at a moment; −1 before the first. */
  indexAt(moment: number): number {
    this.#follow();
    return this.#countUpTo((at) => at <= moment) - 1;
  }

  /** Index of the last action that had happened before a moment; −1 where there is none. */
  indexBefore(moment: number): number {
    this.#follow();
    return this.#countUpTo((at) => at < moment) - 1;
  }

  /** −∞ for an action that has no time, ∞ for one that there is not. */
  momentOf(index: number): number {
    this.#follow();
    return index < this.#known ? (this.#moments[index] ?? Number.NEGATIVE_INFINITY) : Number.POSITIVE_INFINITY;
  }

  /** How many actions, from the first one on, meet a condition that no later one meets once one does not. */
  #countUpTo(meets: (at: number) => boolean): number {
    let low = 0;
    let high = this.#known;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (meets(this.#moments[middle] ?? 0)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Takes over the actions that came since. */
  #follow(): void {
    const run = this.#run;
    if (run.rearranged !== this.#rearranged) {
      this.#rearranged = run.rearranged;
      this.#known = 0;
    }
    if (this.#known >= run.length) return;
    if (this.#moments.length < run.length) {
      const longer = new Float64Array(Math.ceil(run.length * 1.125));
      longer.set(this.#moments.subarray(0, this.#known));
      this.#moments = longer;
    }
    let latest = this.#moments[this.#known - 1] ?? Number.NEGATIVE_INFINITY;
    for (; this.#known < run.length; this.#known++) {
      latest = Math.max(latest, run.timeAt(this.#known) ?? latest);
      this.#moments[this.#known] = latest;
    }
  }
}
