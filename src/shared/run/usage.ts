/**
 * What model calls used, one array per field, for the actions of a run that say so: a turn's first action has the
 * tokens and the cost, every action of it the duration. They are written after the turn, so they are read apart from the
 * run, where somebody looks at them.
 */
export interface UsageColumns {
  /** In order of (step number, id). */
  readonly step: Int32Array;
  readonly id: Float64Array;
  /** −1 for null. */
  readonly inputTokens: Int32Array;
  readonly outputTokens: Int32Array;
  /** US dollars; NaN for null. */
  readonly costUsd: Float64Array;
  /** Milliseconds; NaN for null. */
  readonly inferenceMs: Float64Array;
}
