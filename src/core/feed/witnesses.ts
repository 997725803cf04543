import type { Action } from '#shared/domain/action.ts';
import { advanceAll, includes, type Position, upTo } from './position.ts';

/** Rows that are remembered, all over the ids. */
const MOST = 64;

type Witness = readonly [id: number, mark: string];

/** Where a table that was read and the table that is there now part: everything up to this row is the same. */
export interface Fork {
  readonly id: number;
  readonly mark: string;
}

/** A position goes back to where the tables part; rows of the new one that had come through already stay part of it. */
export interface Rewind {
  readonly fork: Fork;
  readonly kept: readonly Action[];
}

/** What of a position holds in the table that is there now. */
export function rewound(position: Position, { fork, kept }: Rewind): Position {
  // Their ids were free in the old table, so whoever has them has the new rows.
  const had = kept.filter(({ id }) => includes(position, id));
  return advanceAll(upTo(position, fork.id, fork.mark), had);
}

/**
 * A few rows that came through, to tell later whether the table is still the same: ids alone do not say, because a
 * sequence can begin again. Close together near the newest row, further apart behind it.
 */
export class Witnesses {
  #atStart: Witness[] = [];
  #rows: Witness[] = [];

  /** Ids with their marks. */
  get rows(): readonly Witness[] {
    return [...this.#atStart, ...this.#rows];
  }

  /** What was there at the start. */
  begin(rows: ReadonlyMap<number, string>): void {
    this.#atStart = [...rows].sort(([a], [b]) => a - b);
  }

  /** A row came through. */
  add(id: number, mark: string): void {
    const newest = this.#rows.at(-1);
    if (newest && id <= newest[0]) return;
    this.#rows.push([id, mark]);
    if (this.#rows.length <= MOST) return;
    // Every other one of the older half goes.
    const half = MOST / 2;
    this.#rows = [...this.#rows.slice(0, half).filter((_, index) => index % 2 === 0), ...this.#rows.slice(half)];
  }

  /** Forgets the rows above an id. */
  forget(above: number): void {
    this.#rows = this.#rows.filter(([id]) => id <= above);
    this.#atStart = this.#atStart.filter(([id]) => id <= above);
  }
}

/**
 * Compares rows that came through with what is in the table now.
 * @param known ids with their marks, ascending
 * @param present the marks of those that are there
 * @param highestId the highest id that is there
 * @returns null when it is the same table. A row that is gone proves nothing, since experiments are deleted; only when
 *   none is left and the ids begin anew it is another table
 */
export function findFork(
  known: ReadonlyMap<number, string>,
  present: ReadonlyMap<number, string>,
  highestId: number,
): Fork | null {
  let same: Fork = { id: 0, mark: '' };
  let newest = 0;
  for (const [id, mark] of known) {
    newest = id;
    const now = present.get(id);
    if (now === undefined) continue;
    if (now !== mark) return same;
    same = { id, mark };
  }
  return same.id > 0 || newest === 0 || highestId >= newest ? null : same;
}
