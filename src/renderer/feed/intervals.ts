/** The poll intervals that are offered, milliseconds. */
export const POLL_INTERVALS_MS: readonly number[] = [500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000];

/** `500 ms`, `2 s`. */
export function nameInterval(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`;
}
