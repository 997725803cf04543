/** The four moves. Rows grow downwards, so north is y − 1. */
export const MOVES = {
  move_north: { dx: 0, dy: -1 },
  move_east: { dx: 1, dy: 0 },
  move_south: { dx: 0, dy: 1 },
  move_west: { dx: -1, dy: 0 },
} as const;

export type MoveType = keyof typeof MOVES;

/** True when the action type is one of the four moves; other types are known to come and are drawn in place. */
export function isMove(actionType: string): actionType is MoveType {
  return Object.hasOwn(MOVES, actionType);
}

/**
 * One row of `agent_actions`, as far as a run is drawn from it. The long texts (reasoning, the model's answer) are
 * not here: they are asked for by step ({@link ActionDetails}).
 */
export interface Action {
  readonly id: number;
  readonly experimentId: number;
  readonly step: number;
  readonly type: string;
  readonly fromX: number | null;
  readonly fromY: number | null;
  readonly toX: number | null;
  readonly toY: number | null;
  /** False: a wall or the border was hit. */
  readonly success: boolean;
  /** Milliseconds since 1970, from the server's clock; null when the column is null. */
  readonly at: number | null;
  readonly turn: number | null;
  /** Cells the agent saw after the action, flat: x0, y0, x1, y1 …. */
  readonly seen: Int16Array;
  /** What the row's own clock showed, seconds, in no time zone: a part of what tells the row from another of its id. */
  readonly clock: number | null;
}

/** One cell that the agent saw, with the tile it saw there. */
export interface SeenCell {
  readonly x: number;
  readonly y: number;
  readonly tile: number;
}

/** Everything about one action, for the details panel. A field the database has no column for is null. */
export interface ActionDetails {
  readonly id: number;
  readonly experimentId: number;
  readonly step: number;
  readonly type: string;
  readonly fromX: number | null;
  readonly fromY: number | null;
  readonly toX: number | null;
  readonly toY: number | null;
  readonly success: boolean;
  readonly at: number | null;
  readonly turn: number | null;
  readonly reasoning: string | null;
  readonly assistantMessage: string | null;
  readonly seen: readonly SeenCell[];
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly costUsd: number | null;
  readonly inferenceMs: number | null;
  readonly promptEvalMs: number | null;
  readonly evalMs: number | null;
  readonly tokensPerSecond: number | null;
  readonly doneReason: string | null;
  /** Differs after every UPDATE of the row. */
  readonly version: string;
}

/**
 * Coordinates on the wire and in a run are 16-bit: no drawable maze is wider than 4096. A null is {@link NOWHERE},
 * and what lies beyond the range is clamped, which is off any grid just the same.
 */
export const NOWHERE = -32768;

/** A coordinate as it is kept in a run's columns. */
export function packCoordinate(value: number | null): number {
  if (value === null || !Number.isFinite(value)) return NOWHERE;
  return Math.max(-32767, Math.min(32767, Math.trunc(value)));
}

/** Cells of one `tiles_seen` beyond this many are ignored: a whole 256 × 256 view is still complete. */
const MAX_SEEN_CELLS = 65_536;

/** Codes of the letters that a coordinate is made of. */
const [QUOTE, COMMA, COLON, MINUS, ZERO, NINE] = [34, 44, 58, 45, 48, 57];
const MAX_DIGITS = 6;
/** What is being read; grows to the longest, and is used again for the next. */
let scratch = new Int16Array(1_024);

/**
 * Reads `tiles_seen` (`{"25,10": 0, "25,11": 1}`) from its JSON text, without building an object per row and letter by
 * letter: this is what dominates where a long run is opened or much was missed, and a regular expression takes five times
 * as long. Anything that is not `"x,y":` with integers of at most six digits is passed over.
 */
export function readSeenCells(text: string | null): Int16Array {
  if (text === null || text.length < 5) return EMPTY;
  let count = 0;
  let at = text.indexOf('"');
  while (at >= 0 && count < MAX_SEEN_CELLS * 2) {
    const x = readWhole(text, at + 1);
    const isFirst = wholeEnd > 0 && text.charCodeAt(wholeEnd) === COMMA;
    // What is no coordinate may end with the quote that a coordinate begins with.
    at = isFirst ? wholeEnd : at + 1;
    if (isFirst) {
      const y = readWhole(text, wholeEnd + 1);
      if (wholeEnd > 0 && text.charCodeAt(wholeEnd) === QUOTE) {
        at = wholeEnd;
        let colon = wholeEnd + 1;
        while (text.charCodeAt(colon) === 32) colon++;
        if (text.charCodeAt(colon) === COLON) {
          if (count + 2 > scratch.length) scratch = doubled(scratch);
          scratch[count++] = packCoordinate(x);
          scratch[count++] = packCoordinate(y);
          at = colon;
        }
      }
    }
    at = text.indexOf('"', at);
  }
  return scratch.slice(0, count);
}

/** `tiles_seen` with the tiles, for one action; empty for what is no such object. */
export function readSeenTiles(text: string | null): SeenCell[] {
  let tiles: unknown = null;
  try {
    tiles = JSON.parse(text ?? 'null');
  } catch {
    // A file can hold anything.
  }
  if (typeof tiles !== 'object' || tiles === null) return [];
  return Object.entries(tiles).flatMap(([key, tile]) => {
    const [x, y] = key.split(',').map(Number);
    return Number.isInteger(x) && Number.isInteger(y) && typeof tile === 'number'
      ? [{ x: x ?? 0, y: y ?? 0, tile }]
      : [];
  });
}

/** Where the number ended that {@link readWhole} read last; −1 when there was none. Not returned: it is the inner loop. */
let wholeEnd = -1;

function readWhole(text: string, from: number): number {
  let at = from;
  const isNegative = text.charCodeAt(at) === MINUS;
  if (isNegative) at++;
  const first = at;
  let value = 0;
  for (let code = text.charCodeAt(at); code >= ZERO && code <= NINE && at - first < MAX_DIGITS; ) {
    value = value * 10 + code - ZERO;
    code = text.charCodeAt(++at);
  }
  wholeEnd = at > first ? at : -1;
  return isNegative ? -value : value;
}

function doubled(from: Int16Array<ArrayBuffer>): Int16Array<ArrayBuffer> {
  const into = new Int16Array(from.length * 2);
  into.set(from);
  return into;
}

const EMPTY = new Int16Array(0);
