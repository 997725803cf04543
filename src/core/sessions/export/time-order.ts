import type { Row } from '#core/sessions/rows.ts';

/** A run, and what is needed to read its actions in the order of time. */
export interface TimedRun<Key> {
  readonly key: Key;
  /** Before this nothing of it is expected, microseconds; −Infinity where that is not known. */
  readonly start: number;
  pages(): AsyncIterable<readonly Row[]>;
}

/** An action of a run at a moment, microseconds: its own, or that of the action before where it has none. */
export interface TimedAction<Key> {
  readonly key: Key;
  readonly at: number;
  readonly action: Row;
}

/** As many runs are read side by side; where more go on at the same time, the order is only roughly that of time. */
const MOST_OPEN = 64;

/**
 * The actions of several runs, by time: a file that is played goes through them all at once. Within a run they stay in
 * the run's order.
 * @param place where the time stands in an action's row
 */
export async function* inTimeOrder<Key>(
  runs: readonly TimedRun<Key>[],
  place: number,
): AsyncGenerator<TimedAction<Key>> {
  const waiting = runs.toSorted((a, b) => a.start - b.start || 0).reverse();
  const open = new Set<RunReader<Key>>();
  try {
    for (;;) {
      let first = earliest(open);
      for (let next = waiting.at(-1); next && open.size < MOST_OPEN; next = waiting.at(-1)) {
        if (first && next.start > first.at) break;
        waiting.pop();
        const reader = new RunReader(next, place);
        open.add(reader);
        if (!(await reader.next())) open.delete(reader);
        first = earliest(open);
      }
      if (!first) return;
      const until = Math.min(
        waiting.at(-1)?.start ?? Number.POSITIVE_INFINITY,
        earliest(open, first)?.at ?? Number.POSITIVE_INFINITY,
      );
      do yield first.taken();
      while ((await first.next()) ? first.at <= until : !open.delete(first));
    }
  } finally {
    for (const reader of open) await reader.end();
  }
}

function earliest<Key>(open: Iterable<RunReader<Key>>, except?: RunReader<Key>): RunReader<Key> | null {
  let first: RunReader<Key> | null = null;
  for (const reader of open) if (reader !== except && (!first || reader.at < first.at)) first = reader;
  return first;
}

class RunReader<Key> {
  /** The time of the action that comes next. */
  at: number;
  readonly #key: Key;
  readonly #place: number;
  readonly #pages: AsyncIterator<readonly Row[]>;
  #page: readonly Row[] = [];
  #index = -1;

  constructor(run: TimedRun<Key>, place: number) {
    this.#key = run.key;
    this.#place = place;
    this.at = run.start;
    this.#pages = run.pages()[Symbol.asyncIterator]();
  }

  /** Goes on to the next action; false at the end of the run. */
  async next(): Promise<boolean> {
    this.#index++;
    while (this.#index >= this.#page.length) {
      const { done, value } = await this.#pages.next();
      if (done) return false;
      this.#page = value;
      this.#index = 0;
    }
    const at = this.#page[this.#index]?.[this.#place];
    if (typeof at === 'number') this.at = at;
    return true;
  }

  /** The action that came next. */
  taken(): TimedAction<Key> {
    return { key: this.#key, at: this.at, action: this.#page[this.#index] ?? [] };
  }

  async end(): Promise<void> {
    await this.#pages.return?.();
  }
}
