/**
 * What was first seen in a stretch of a run, asked for after its actions: what the agent saw is nine tenths of a row, and
 * any step can be shown without it. Cell (`x[i]`, `y[i]`) was seen by the action `by[i]` of `step` and `id`; each cell
 * comes once, at its first action in the stretch.
 */
export interface Sights {
  /** The actions that saw a cell first, in order of (step number, id). */
  readonly step: Int32Array;
  readonly id: Float64Array;
  /** Index into `step` and `id`, ascending. */
  readonly by: Int32Array;
  readonly x: Int16Array;
  readonly y: Int16Array;
}

/** A place in a run's order. */
export interface RunKey {
  readonly step: number;
  readonly id: number;
}
