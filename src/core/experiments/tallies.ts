import type { ActionQueries } from '#core/database/actions.ts';
import type { Position } from '#core/feed/position.ts';
import type { Tally } from '#shared/contract.ts';
import { type Action, isMove } from '#shared/domain/action.ts';

/** Counts kept; the oldest are forgotten and counted again when asked for. */
const MOST_COUNTS = 20_000;

/**
 * Wall hits per experiment. Counting one reads its whole run, so it is done once, for experiments that somebody looks
 * at, up to where the feed was when the host connected; what came after is counted as it comes through.
 */
export class Tallies {
  readonly #before = new Map<number, number>();
  readonly #since = new Map<number, number>();
  readonly #start: () => Position | null;

  /** @param start where the feed began; null before the first connect */
  constructor(start: () => Position | null) {
    this.#start = start;
  }

  /** Actions came through the feed. */
  note(actions: readonly Action[]): void {
    for (const { success, type, experimentId } of actions) {
      if (!success && isMove(type)) this.#since.set(experimentId, (this.#since.get(experimentId) ?? 0) + 1);
    }
  }

  /** The table turned out to be another one: everything is counted anew. */
  forget(): void {
    this.#before.clear();
    this.#since.clear();
  }

  async read(ids: readonly number[], queries: ActionQueries): Promise<Tally[]> {
    const start = this.#start();
    const unknown = ids.filter((id) => !this.#before.has(id));
    if (start && unknown.length > 0) {
      for (const [id, hits] of await queries.wallHits(unknown, start)) this.#before.set(id, hits);
      for (const id of this.#before.keys()) {
        if (this.#before.size <= MOST_COUNTS) break;
        this.#before.delete(id);
      }
    }
    return ids.map((id) => ({ id, wallHits: (this.#before.get(id) ?? 0) + (this.#since.get(id) ?? 0) }));
  }
}
