const FIRST_MS = 250;
/** However long an outage lasts, the next attempt is never further away than this. */
const LONGEST_MS = 30_000;

/**
 * The wait before an attempt: exponential, capped, with full jitter, so that many monitors do not return to a server
 * in step (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 * @param attempt 1 for the first attempt after a loss
 * @param random a number from 0 to 1
 * @returns milliseconds
 */
export function backoffMs(attempt: number, random: number): number {
  return Math.round(Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 20)) * random);
}
