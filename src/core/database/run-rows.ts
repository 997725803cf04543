import { NO_STEP } from '#core/runs/cursor.ts';
import type { RunKey } from '#shared/run/sights.ts';

/** Which rows of a run are read, in its order: those without a step number, by id, or those that have one. */
export interface RunStretch {
  readonly experimentId: number;
  /** The last row that was read before. */
  readonly after: RunKey;
  readonly isNumbered: boolean;
}

/** What a read of a stretch brought, as far as it tells where to read on. */
interface Read {
  /** The last row that the table had there; null where there was none. */
  readonly last: RunKey | null;
  /** False at the end of the stretch. */
  readonly more: boolean;
}

/**
 * Reads what comes next of a run: the rows without a step number come first, on their own.
 * @returns what was read, and where to read on; null at the end of the run
 */
export async function nextStretch<Result extends Read>(
  experimentId: number,
  after: RunKey,
  read: (stretch: RunStretch) => Promise<Result>,
): Promise<{ readonly result: Result; readonly next: RunKey | null }> {
  if (after.step === NO_STEP) {
    const result = await read({ experimentId, after, isNumbered: false });
    if (result.last) return { result, next: { step: NO_STEP, id: result.last.id } };
  }
  const result = await read({ experimentId, after, isNumbered: true });
  return { result, next: result.more ? result.last : null };
}

/** Which rows of a stretch, and how. */
interface Choice {
  /** The last step; left out: to the end. */
  readonly end?: number;
  /** The highest id; left out or null: all. */
  readonly upTo?: number | null;
  /** What they are sorted by; null: nothing. */
  readonly order: string | null;
  readonly limit: number;
  /** Rows of them that are passed over. */
  readonly offset?: number;
}

/** The rows of a stretch as what follows FROM, with `a` for the table, in SQL without parameters. */
export function stretchSql(
  table: string,
  { experimentId, after, isNumbered }: RunStretch,
  { end, upTo = null, order, limit, offset = 0 }: Choice,
): string {
  return [
    `${table} a WHERE a.experiment_id = ${bigint(experimentId)}`,
    isNumbered
      ? `AND (a.step_number, a.id) > (${bigint(after.step)}, ${bigint(after.id)})`
      : `AND a.step_number IS NULL AND a.id > ${bigint(after.id)}`,
    end === undefined ? '' : `AND a.step_number <= ${bigint(end)}`,
    upTo === null ? '' : `AND a.id <= ${bigint(upTo)}`,
    order === null ? '' : `ORDER BY ${order}`,
    `LIMIT ${bigint(limit)} OFFSET ${bigint(offset)}`,
  ].join(' ');
}

/** The order of a run, as far as a stretch has it. */
export function orderOf({ isNumbered }: RunStretch): string {
  return isNumbered ? 'a.step_number, a.id' : 'a.id';
}

/** The key of the last row of a stretch. A step that no number holds exactly is the nearest that one does. */
export function lastKey(count: number, step: number, id: number): RunKey | null {
  if (count === 0) return null;
  return { step: Math.max(NO_STEP, Math.min(Number.MAX_SAFE_INTEGER, step)), id };
}

/** A whole number as it is written in SQL: nothing else ever is. */
function bigint(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError('Only whole numbers are written into SQL.');
  return `${value}::bigint`;
}
