import type { Run } from './run.ts';

/** What the playhead moves along. */
export const AXIS_KINDS = ['step', 'time', 'share'] as const;
export type AxisKind = (typeof AXIS_KINDS)[number];

/** Along what the playhead moves. */
export interface AxisChoice {
  readonly kind: AxisKind;
  /** On the time axis: longer pauses between actions are shortened to this; null keeps them as they were. */
  readonly longestPauseMs: number | null;
}

/**
 * A line from 0 to `end` that the playhead moves along: steps, milliseconds, or a share of the run. Playback, timeline,
 * charts and comparisons only know positions on it.
 */
export interface Axis {
  readonly kind: AxisKind;
  /** The last position; 0 for an empty run. */
  readonly end: number;
  /** How far the playhead moves in a second at a speed of 1. */
  readonly perSecond: number;
  /** The shortest part of it that is worth a look, in positions. */
  readonly leastWindow: number;
  /** Index of the action that is shown at a position; −1 for an empty run. */
  indexAt(position: number): number;
  positionOf(index: number): number;
}

/**
 * Between actions that happened together, milliseconds: so little that a million of them are a millisecond, so that each
 * has a position of its own and can be shown.
 */
const TOGETHER = 2 ** -20;

/** Every action is as long as any other, and lasts a second at a speed of 1. */
export class StepAxis implements Axis {
  readonly kind = 'step';
  readonly perSecond = 1;
  readonly leastWindow = 10;
  readonly #run: Run;

  constructor(run: Run) {
    this.#run = run;
  }

  get end(): number {
    return Math.max(0, this.#run.length - 1);
  }

  indexAt(position: number): number {
    return Math.max(Math.min(0, this.#run.length - 1), Math.min(Math.floor(position), this.#run.length - 1));
  }

  positionOf(index: number): number {
    return Math.max(0, Math.min(index, this.end));
  }
}

/**
 * As it happened: milliseconds since the first action, by the server's clock. An action whose time is missing or before
 * its predecessor's happens together with its predecessor.
 */
export class TimeAxis implements Axis {
  readonly kind = 'time';
  readonly perSecond = 1_000;
  readonly leastWindow = 1_000;
  readonly #run: Run;
  readonly #longestPauseMs: number;
  #positions = new Float64Array(0);
  #known = 0;
  #latest = Number.NaN;
  #rearranged = -1;

  /** @param longestPauseMs pauses between actions that are longer are shortened to this; null keeps all as they were */
  constructor(run: Run, longestPauseMs: number | null) {
    this.#run = run;
    this.#longestPauseMs = longestPauseMs ?? Number.POSITIVE_INFINITY;
  }

  get end(): number {
    this.#follow();
    return this.#positions[this.#known - 1] ?? 0;
  }

  indexAt(position: number): number {
    this.#follow();
    let low = 0;
    let high = this.#known;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#positions[middle] ?? 0) <= position) low = middle + 1;
      else high = middle;
    }
    return Math.max(Math.min(0, this.#known - 1), low - 1);
  }

  positionOf(index: number): number {
    this.#follow();
    return this.#positions[Math.max(0, Math.min(index, this.#known - 1))] ?? 0;
  }

  /** Takes over the actions that came since. */
  #follow(): void {
    const run = this.#run;
    if (run.rearranged !== this.#rearranged) {
      this.#rearranged = run.rearranged;
      this.#known = 0;
      this.#latest = Number.NaN;
    }
    if (this.#known >= run.length) return;
    if (this.#positions.length < run.length) {
      const longer = new Float64Array(Math.ceil(run.length * 1.125));
      longer.set(this.#positions.subarray(0, this.#known));
      this.#positions = longer;
    }
    for (let index = this.#known; index < run.length; index++) {
      const at = run.timeAt(index) ?? this.#latest;
      const pause = Number.isNaN(this.#latest) || !(at > this.#latest) ? 0 : at - this.#latest;
      const before = index === 0 ? -TOGETHER : (this.#positions[index - 1] ?? 0);
      this.#positions[index] = before + Math.max(TOGETHER, Math.min(pause, this.#longestPauseMs));
      if (Number.isNaN(this.#latest) || at > this.#latest) this.#latest = at;
    }
    this.#known = run.length;
  }
}
