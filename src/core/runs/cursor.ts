import { z } from 'zod';
import type { IdRange, Position } from '#core/feed/position.ts';

/**
 * Which actions of a run a reader has. It says so in terms of the table, not of this host's memory, so it is good
 * across restarts of the host; `log` only tells where the same point is in the host's log, when it is still the same.
 */
interface LiveCursor {
  readonly kind: 'live';
  readonly has: Position;
  readonly log: LogPlace | null;
}

/** On the way from one position to another: everything in `to` and not in `from`, page by page. */
export interface CatchUpCursor {
  readonly kind: 'catch-up';
  readonly from: Position;
  readonly to: Position;
  readonly log: LogPlace;
  /** True for a reader that had nothing before: only then may what was seen be left for later. */
  readonly isFirst: boolean;
  /** The last row of the way so far. */
  readonly at: { readonly step: number; readonly id: number };
}

interface LogPlace {
  readonly epoch: string;
  readonly next: number;
}

export type RunCursor = LiveCursor | CatchUpCursor;

/** Rows without a step number come before those that have one; this stands for their step. */
export const NO_STEP = -2_147_483_649;

/** Before the first row of a way. */
export const BEFORE_ALL = { step: NO_STEP, id: -1 };

/** More gaps than this are in no position that this program made (see the tail's limit). */
const MOST_RANGES = 200_000;

/** A reader that has everything of a position. */
export function liveCursor(has: Position, log: LogPlace | null): RunCursor {
  return { kind: 'live', has, log };
}

/** Opaque to whoever holds it. */
export function encodeCursor(cursor: RunCursor): string {
  const { log } = cursor;
  const wire =
    cursor.kind === 'live'
      ? { kind: cursor.kind, has: packPosition(cursor.has), log }
      : { ...cursor, from: packPosition(cursor.from), to: packPosition(cursor.to), at: cursor.at };
  return Buffer.from(JSON.stringify(wire)).toString('base64url');
}

/** The cursor, or null when the text is not one of ours. */
export function decodeCursor(text: string): RunCursor | null {
  try {
    return wireCursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch {
    return null;
  }
}

// A stream writes a cursor with each action, and from one to the next the gaps are mostly the same list.
const packed = new WeakMap<readonly IdRange[], string>();

function packPosition({ max, pending, mark }: Position): { max: number; gaps: string; mark: string } {
  let gaps = packed.get(pending);
  if (gaps === undefined) {
    gaps = packGaps(pending);
    packed.set(pending, gaps);
  }
  return { max, gaps, mark };
}

/** Each range by its distance from the one before it and its length less one, in base 36: a few letters instead of 20. */
function packGaps(pending: readonly IdRange[]): string {
  let end = 0;
  const parts = pending.map(([first, last]) => {
    const part = `${(first - end).toString(36)}:${(last - first).toString(36)}`;
    end = last;
    return part;
  });
  return parts.join(',');
}

/** The other way round; what comes out ascends, whatever came in. Throws on what is no list of gaps. */
function unpackGaps(text: string, max: number): IdRange[] {
  if (text === '') return [];
  let end = 0;
  const parts = text.split(',', MOST_RANGES + 1);
  if (parts.length > MOST_RANGES) throw new Error('too many gaps');
  return parts.map((part) => {
    const [, distance, length] = /^([0-9a-z]{1,11}):([0-9a-z]{1,11})$/.exec(part) ?? [];
    const first = end + Number.parseInt(distance ?? '', 36);
    const last = first + Number.parseInt(length ?? '', 36);
    if (!(first > end && last >= first && last <= max)) throw new Error('no gap');
    end = last;
    return [first, last];
  });
}

const whole = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const position = z
  .object({ max: whole, gaps: z.string(), mark: z.string().max(200) })
  .transform(({ max, gaps, mark }): Position => ({ max, pending: unpackGaps(gaps, max), mark }));
const place = z.object({ epoch: z.string().max(64), next: whole });
const wireCursor = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('live'), has: position, log: place.nullable() }),
  z.object({
    kind: z.literal('catch-up'),
    from: position,
    to: position,
    log: place,
    isFirst: z.boolean().default(false),
    at: z.object({ step: z.number().int(), id: z.number().int() }),
  }),
]);
