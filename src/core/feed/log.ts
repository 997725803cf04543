import { randomUUID } from 'node:crypto';
import { Waiters } from '#core/waiters.ts';
import type { Action } from '#shared/domain/action.ts';
import type { Rewind } from './witnesses.ts';

/** How many of the newest actions the host keeps; a viewer that is further behind reads from the table. */
const MOST_ACTIONS = 100_000;
/** And how many of their seen cells: at two bytes a coordinate this is 32 MB. */
const MOST_SEEN_VALUES = 16_000_000;
const MOST_NEWEST = 5_000;
const MOST_EPOCHS = 100;

/**
 * The newest actions in the order in which they came through, for all viewers together: what the host remembers is
 * bounded whatever a viewer does. Places in it are sequence numbers, which are only good within one {@link epoch}.
 */
export class FeedLog {
  #epoch: string = randomUUID();
  /** Earlier epochs of this log, with the row up to which their positions still hold. */
  readonly #rewound = new Map<string, Rewind>();
  #entries: Action[] = [];
  #first = 0;
  #seenValues = 0;
  readonly #waiting = new Waiters<number | null>();

  /** Differs for every log, so that a cursor from another life of the host is recognised. */
  get epoch(): string {
    return this.#epoch;
  }

  /** Sequence number that the next action will get. */
  get end(): number {
    return this.#first + this.#entries.length;
  }

  /** True when everything from this sequence number on is still here. */
  reaches(sequence: number): boolean {
    return sequence >= this.#first && sequence <= this.end;
  }

  append(actions: readonly Action[]): void {
    if (actions.length === 0) return;
    for (const action of actions) {
      this.#entries.push(action);
      this.#seenValues += action.seen.length;
    }
    this.#trim();
    const experiments = new Set(actions.map((action) => action.experimentId));
    this.#waiting.wake((experimentId) => experimentId === null || experiments.has(experimentId));
  }

  /** The actions from a sequence number on, of one experiment or of all. */
  from(sequence: number, experimentId: number | null, limit: number): { actions: Action[]; next: number } {
    const actions: Action[] = [];
    let next = sequence;
    while (next < this.end && actions.length < limit) {
      const action = this.#entries[next - this.#first];
      next++;
      if (action && (experimentId === null || action.experimentId === experimentId)) actions.push(action);
    }
    return { actions, next };
  }

  /** Resolves when an action of the experiment (null: of any) arrives, when the time is up, or when aborted. */
  wait(experimentId: number | null, ms: number, signal: AbortSignal | undefined): Promise<void> {
    return this.#waiting.wait(experimentId, ms, signal);
  }

  /** Lets every waiting reader go on, at the end. */
  close(): void {
    this.#waiting.wake();
  }

  /** The newest rows at or below an id, a page of them. */
  newest(id: number): Action[] {
    const rows: Action[] = [];
    for (let i = this.#entries.length - 1; i >= 0 && rows.length < MOST_NEWEST; i--) {
      const action = this.#entries[i];
      if (action && action.id <= id) rows.push(action);
    }
    return rows;
  }

  /** The table turned out to be another one behind a row: what is here is forgotten, and positions end there. */
  rewind(rewind: Rewind): void {
    for (const [epoch, { fork }] of this.#rewound) if (rewind.fork.id < fork.id) this.#rewound.set(epoch, rewind);
    this.#rewound.set(this.#epoch, rewind);
    const [oldest] = this.#rewound.keys();
    if (this.#rewound.size > MOST_EPOCHS && oldest !== undefined) this.#rewound.delete(oldest);
    this.#epoch = randomUUID();
    this.#first = this.end;
    this.#entries = [];
    this.#seenValues = 0;
    this.#waiting.wake();
  }

  /** What became of positions of an earlier epoch of this log; undefined when there is no such epoch. */
  rewindOf(epoch: string): Rewind | undefined {
    return this.#rewound.get(epoch);
  }

  #trim(): void {
    if (this.#entries.length <= MOST_ACTIONS && this.#seenValues <= MOST_SEEN_VALUES) return;
    // A quarter at a time: removing from the front moves the rest.
    const keep = Math.floor(Math.min(this.#entries.length, MOST_ACTIONS) * 0.75);
    const removed = this.#entries.splice(0, this.#entries.length - keep);
    this.#first += removed.length;
    for (const action of removed) this.#seenValues -= action.seen.length;
  }
}
