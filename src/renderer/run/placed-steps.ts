import type { PlacedEvents } from '#shared/run/events.ts';
import type { Run } from '#shared/run/run.ts';

/** Events that are known from elsewhere than from the run's actions. */
export interface MarkedSteps {
  /** Step numbers, ascending. */
  bookmarks(): readonly number[];
  /** When the feed was interrupted, milliseconds since 1970 by the server's clock, ascending. */
  gaps(): readonly number[];
}

/** Finds the actions at which events lie that are known from elsewhere. */
export class PlacedSteps {
  readonly #run: Run;
  readonly #marked: MarkedSteps;
  readonly #goalSeen: () => number | null;

  /** @param goalSeen index of the action that saw a goal first */
  constructor(run: Run, marked: MarkedSteps, goalSeen: () => number | null) {
    this.#run = run;
    this.#marked = marked;
    this.#goalSeen = goalSeen;
  }

  now(): PlacedEvents {
    const run = this.#run;
    const goal = this.#goalSeen();
    const bookmark = this.#marked
      .bookmarks()
      .map((step) => run.indexOfStep(step))
      .filter((index) => index >= 0);
    const gap = this.#marked.gaps().flatMap((at) => {
      const index = firstSince(run, at);
      return index === null ? [] : [index];
    });
    return { goal: goal === null ? [] : [goal], bookmark, gap: [...new Set(gap)] };
  }
}

/** The first action at or after a moment, where the run was going on before it; null otherwise. */
function firstSince(run: Run, at: number): number | null {
  let low = 0;
  let high = run.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((run.timeAt(middle) ?? Number.NEGATIVE_INFINITY) < at) low = middle + 1;
    else high = middle;
  }
  return low > 0 && low < run.length ? low : null;
}
