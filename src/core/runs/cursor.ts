import { z } from 'zod';
import type { Position } from '#core/feed/position.ts';

const whole = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

const position = z.object({
  max: whole,
  pending: z.array(z.tuple([whole, whole])).max(200_000),
  mark: z.string().max(200),
});

/**
 * Which actions of a run a reader has. It says so in terms of the table, not of this host's memory, so it is good
 * across restarts of the host; `log` only tells where the same point is in the host's log, when it is still the same.
 */
const live = z.object({
  kind: z.literal('live'),
  has: position,
  log: z.object({ epoch: z.string().max(64), next: whole }).nullable(),
});

/** On the way from one position to another: everything in `to` and not in `from`, page by page. */
const catchUp = z.object({
  kind: z.literal('catch-up'),
  from: position,
  to: position,
  log: z.object({ epoch: z.string().max(64), next: whole }),
  /** The last row of the way so far. */
  at: z.object({ step: z.number().int(), id: z.number().int() }),
});

const cursor = z.discriminatedUnion('kind', [live, catchUp]);

export type RunCursor = z.infer<typeof cursor>;
export type CatchUpCursor = z.infer<typeof catchUp>;

/** Rows without a step number come before those that have one; this stands for their step. */
export const NO_STEP = -2_147_483_649;

/** Before the first row of a way. */
export const BEFORE_ALL = { step: NO_STEP, id: -1 };

/** A reader that has everything of a position. */
export function liveCursor(has: Position, log: { epoch: string; next: number } | null): RunCursor {
  return {
    kind: 'live',
    has: copyPosition(has),
    log,
  };
}

/** A position as a cursor holds it. */
export function copyPosition({ max, pending, mark }: Position): z.infer<typeof position> {
  return { max, pending: pending.map(([first, last]) => [first, last]), mark };
}

/** Opaque to whoever holds it. */
export function encodeCursor(value: RunCursor): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** The cursor, or null when the text is not one of ours. */
export function decodeCursor(text: string): RunCursor | null {
  try {
    return cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch {
    return null;
  }
}
