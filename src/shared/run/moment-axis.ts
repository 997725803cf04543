import type { Axis } from './axis.ts';
import type { AxisRange } from './playback.ts';

/** A time in which something went on, both ends included: whole milliseconds since 1970 by the server's clock. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * The one clock of many experiments: milliseconds since the first of them began. What it shows at a position is no
 * action but a moment, which stands for the index of {@link Axis}. Between stretches nothing went on; these pauses are as
 * long as they were, or shortened, and then the clock runs through them as much faster.
 */
export class MomentAxis implements Axis {
  readonly kind = 'time';
  readonly perSecond = 1_000;
  readonly leastWindow = 1_000;
  /** The ends of all stretches, and where they lie on the axis. */
  readonly #moments: Float64Array;
  readonly #positions: Float64Array;

  /**
   * @param stretches ascending, none touching another
   * @param longestPauseMs pauses between them that are longer are shortened to this; null keeps all as they were
   */
  constructor(stretches: readonly Stretch[], longestPauseMs: number | null) {
    this.#moments = new Float64Array(stretches.length * 2);
    this.#positions = new Float64Array(stretches.length * 2);
    let position = 0;
    let before = stretches[0]?.from ?? 0;
    stretches.forEach(({ from, to }, n) => {
      position += Math.min(from - before, longestPauseMs ?? Number.POSITIVE_INFINITY);
      this.#moments[2 * n] = from;
      this.#positions[2 * n] = position;
      position += to - from;
      this.#moments[2 * n + 1] = to;
      this.#positions[2 * n + 1] = position;
      before = to;
    });
  }

  get end(): number {
    return this.#positions.at(-1) ?? 0;
  }

  /** When the first experiment began; 0 where there is none. */
  get firstMoment(): number {
    return this.#moments[0] ?? 0;
  }

  get lastMoment(): number {
    return this.#moments.at(-1) ?? 0;
  }

  /** Where on the axis nothing went on, ascending. */
  get pauses(): readonly AxisRange[] {
    const pauses: AxisRange[] = [];
    for (let n = 1; n + 1 < this.#positions.length; n += 2) {
      pauses.push({ from: this.#positions[n] ?? 0, to: this.#positions[n + 1] ?? 0 });
    }
    return pauses;
  }

  /** The moment at a position. */
  momentAt(position: number): number {
    return between(this.#positions, this.#moments, position);
  }

  /** Where a moment lies; one before the first or after the last lies at an end. */
  positionAt(moment: number): number {
    return between(this.#moments, this.#positions, moment);
  }

  indexAt(position: number): number {
    return this.momentAt(position);
  }

  positionOf(moment: number): number {
    return this.positionAt(moment);
  }

  /** The end of the shortened pause that a moment lies in; null where there is none. */
  endOfShortened(moment: number): number | null {
    const n = placeOf(this.#moments, moment);
    const [from, to] = [this.#moments[n] ?? 0, this.#moments[n + 1] ?? 0];
    const isShortened = n >= 0 && to - from > (this.#positions[n + 1] ?? 0) - (this.#positions[n] ?? 0);
    return isShortened && moment > from && moment < to ? to : null;
  }
}

/** The value that belongs to a key, on straight lines between knots; outside of them that of the nearest. */
function between(keys: Float64Array, values: Float64Array, key: number): number {
  const n = placeOf(keys, key);
  if (n < 0) return values[0] ?? 0;
  const value = values[n] ?? 0;
  if (n === keys.length - 1) return value;
  const [way, length] = [(values[n + 1] ?? 0) - value, (keys[n + 1] ?? 0) - (keys[n] ?? 0)];
  const gone = key - (keys[n] ?? 0);
  // Whole milliseconds stay whole where nothing is shortened: an action is found again by where it lies.
  return value + (way === length ? gone : (gone / length) * way);
}

/** Place of the last of these ascending keys that is at most `key`; −1 for none. */
function placeOf(keys: Float64Array, key: number): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? 0) <= key) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
