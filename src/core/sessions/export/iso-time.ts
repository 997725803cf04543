let second = Number.NaN;
let words = '';

/**
 * Microseconds since 1970 as ISO 8601, in UTC, with all six digits: most rows share their second with the one before.
 * A time that no calendar of JavaScript has is written as its number.
 */
export function isoTime(microseconds: number): string {
  const whole = Math.floor(microseconds / 1e6);
  if (whole !== second) {
    const date = new Date(whole * 1_000);
    if (Number.isNaN(date.getTime())) return String(microseconds);
    second = whole;
    words = date.toISOString().slice(0, -4);
  }
  return `${words}${String(Math.floor(microseconds - whole * 1e6)).padStart(6, '0')}Z`;
}
