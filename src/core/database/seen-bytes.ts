import { packCoordinate } from '#shared/domain/action.ts';

/** As in `readSeenCells`. */
const MOST_VALUES = 2 * 65_536;
const MOST_DIGITS = 6;
const [QUOTE, COMMA, COLON, MINUS, ZERO, NINE, SPACE] = [34, 44, 58, 45, 48, 57, 32];

/** What is being read; grows to the longest, and is used again for the next. */
let scratch = new Int16Array(1_024);

/**
 * Reads the cells of a `tiles_seen` from the bytes of its JSON text: what `readSeenCells` reads of the text, without
 * making a text of it first, which would take as long again.
 * @param start where the text begins in `bytes`, `end` where it ends, exclusive
 * @returns the cells, flat: x0, y0, x1, y1 …. Good until the next call
 */
export function readSeenBytes(bytes: Uint8Array, start: number, end: number): Int16Array {
  let count = 0;
  let at = quoteFrom(bytes, start, end);
  while (at < end && count < MOST_VALUES) {
    const x = readWhole(bytes, at + 1, end);
    const isFirst = wholeEnd > 0 && wholeEnd < end && bytes[wholeEnd] === COMMA;
    // What is no coordinate may end with the quote that a coordinate begins with.
    at = isFirst ? wholeEnd : at + 1;
    if (isFirst) {
      const y = readWhole(bytes, wholeEnd + 1, end);
      if (wholeEnd > 0 && wholeEnd < end && bytes[wholeEnd] === QUOTE) {
        at = wholeEnd;
        let colon = wholeEnd + 1;
        while (colon < end && bytes[colon] === SPACE) colon++;
        if (colon < end && bytes[colon] === COLON) {
          if (count + 2 > scratch.length) scratch = doubled(scratch);
          scratch[count++] = packCoordinate(x);
          scratch[count++] = packCoordinate(y);
          at = colon;
        }
      }
    }
    at = quoteFrom(bytes, at, end);
  }
  return scratch.subarray(0, count);
}

/** Where the next quote is, `end` where there is none. Not `indexOf`: the next one is a few letters away. */
function quoteFrom(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at] !== QUOTE) at++;
  return at;
}

/** Where the number ended that {@link readWhole} read last; −1 when there was none. Not returned: it is the inner loop. */
let wholeEnd = -1;

function readWhole(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  const isNegative = at < end && bytes[at] === MINUS;
  if (isNegative) at++;
  const first = at;
  let value = 0;
  while (at < end && at - first < MOST_DIGITS) {
    const code = bytes[at] ?? 0;
    if (code < ZERO || code > NINE) break;
    value = value * 10 + code - ZERO;
    at++;
  }
  wholeEnd = at > first ? at : -1;
  return isNegative ? -value : value;
}

function doubled(from: Int16Array<ArrayBuffer>): Int16Array<ArrayBuffer> {
  const into = new Int16Array(from.length * 2);
  into.set(from);
  return into;
}
