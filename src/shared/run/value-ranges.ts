import { grown } from './offset-column.ts';

/** Actions per stretch. */
const STRETCH = 256;

/** The least and the greatest of some values. */
export interface ValueRange {
  readonly low: number;
  readonly high: number;
}

/**
 * The least and the greatest value in any part of a long series: those of whole stretches are kept, so that a chart of
 * 1,000,000 values looks at a few thousand of them. NaN stands for no value.
 */
export class ValueRanges {
  readonly #valueAt: (index: number) => number;
  #lows = new Float64Array(0);
  #highs = new Float64Array(0);
  #stretches = 0;

  /** @param valueAt the value at an index, which never changes until {@link clear} */
  constructor(valueAt: (index: number) => number) {
    this.#valueAt = valueAt;
  }

  /** The values may be others now. */
  clear(): void {
    this.#stretches = 0;
  }

  /**
   * Looks at the values of further whole stretches.
   * @param length how many values there are
   * @returns true when all whole stretches are known
   */
  advance(length: number, mostStretches: number): boolean {
    const whole = Math.floor(length / STRETCH);
    const end = Math.min(whole, this.#stretches + mostStretches);
    if (this.#lows.length < end) {
      this.#lows = grown(this.#lows, new Float64Array(Math.ceil(end * 1.5)));
      this.#highs = grown(this.#highs, new Float64Array(this.#lows.length));
    }
    for (let stretch = this.#stretches; stretch < end; stretch++) {
      const range = this.#look(stretch * STRETCH, (stretch + 1) * STRETCH);
      this.#lows[stretch] = range?.low ?? Number.NaN;
      this.#highs[stretch] = range?.high ?? Number.NaN;
    }
    this.#stretches = Math.max(this.#stretches, end);
    return this.#stretches >= whole;
  }

  /** The range of the values from one index to another, end exclusive; null where there is no value. */
  of(from: number, to: number): ValueRange | null {
    const first = Math.ceil(from / STRETCH);
    const last = Math.min(Math.floor(to / STRETCH), this.#stretches);
    if (last <= first) return this.#look(from, to);
    let range = join(this.#look(from, first * STRETCH), this.#look(last * STRETCH, to));
    for (let stretch = first; stretch < last; stretch++) {
      const low = this.#lows[stretch] ?? Number.NaN;
      const high = this.#highs[stretch] ?? Number.NaN;
      if (!Number.isNaN(low)) range = join(range, { low, high });
    }
    return range;
  }

  #look(from: number, to: number): ValueRange | null {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let index = from; index < to; index++) {
      const value = this.#valueAt(index);
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return low <= high ? { low, high } : null;
  }
}

function join(a: ValueRange | null, b: ValueRange | null): ValueRange | null {
  if (!a || !b) return a ?? b;
  return { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}
