import type { Writers } from '#core/database/writers.ts';
import { type IdRange, intersect, subtract } from './position.ts';

/** Ids that were missing when the table's writers were seen to be these. */
export interface Doubt {
  readonly ranges: readonly IdRange[];
  readonly writers: Writers;
}

/** Which pending ids wait for which writers. Bounded by what is pending: a doubt without pending ids is forgotten. */
export class Doubts {
  #all: readonly Doubt[] = [];

  /** These ids, ascending, were found missing. Where nobody knows the writers, the ids wait for {@link begin}. */
  add(ranges: readonly IdRange[], writers: Writers): void {
    if (ranges.length > 0 && writers.known) this.#all = [...this.#all, { ranges, writers }];
  }

  /** Begins the proof for pending ids that have none yet: from before this connection, or from before a promotion. */
  begin(pending: readonly IdRange[], now: Writers): void {
    this.#all = this.#all.flatMap((doubt) => {
      const ranges = intersect(doubt.ranges, pending);
      return ranges.length > 0 ? [{ ranges, writers: doubt.writers }] : [];
    });
    const rest = this.#all.reduce((left, { ranges }) => subtract(left, ranges), pending);
    this.add(rest, now);
  }

  /** The doubts whose every possible writer had certainly ended by now. */
  settledBy(now: Writers): readonly Doubt[] {
    return this.#all.filter(({ writers }) => writers.allEndedBy(now));
  }

  /**
   * The ids that may be given up, after a read that began after the proof did not bring them. A doubt that was forgotten
   * meanwhile, because the table was replaced, proves nothing any more.
   */
  close(settled: readonly Doubt[]): IdRange[] {
    const closed = settled.filter((doubt) => this.#all.includes(doubt));
    this.#all = this.#all.filter((doubt) => !closed.includes(doubt));
    return closed.flatMap(({ ranges }) => [...ranges]).sort(([a], [b]) => a - b);
  }

  /** Forgets everything: another connection, another table. */
  clear(): void {
    this.#all = [];
  }
}
