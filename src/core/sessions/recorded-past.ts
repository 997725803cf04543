import type { DatabaseRows } from '#core/database/rows.ts';
import type { RecordingChoice } from '#shared/domain/session.ts';
import type { RecordedExperiments } from './recorded-experiments.ts';
import type { Row } from './rows.ts';

/** Asks a question until it is answered; null where it was given up. */
type Ask = <T>(question: (rows: DatabaseRows) => Promise<T>) => Promise<T | null>;

interface PastOptions {
  readonly experiments: RecordedExperiments;
  readonly choice: RecordingChoice;
  /** Writes actions into the file. */
  put(actions: readonly Row[]): void;
  /** So many of those that were written are read once more. */
  again(count: number): void;
}

/**
 * The actions that were there before a recording began: those of the experiments that are going on. Not all of them are
 * known at its beginning: one whose first actions had just come is in no list yet, and one that had rested for long goes
 * on later.
 */
export class RecordedPast {
  readonly #options: PastOptions;
  readonly #done = new Set<number>();
  readonly #waiting = new Set<number>();
  #upTo = 0;
  #isBegun = false;
  #wake = Promise.withResolvers<void>();

  constructor(options: PastOptions) {
    this.#options = options;
  }

  /** The share that has been read; null while there is none to be read. */
  get share(): number | null {
    if (!this.#isBegun) return 0;
    return this.#waiting.size === 0 ? null : this.#done.size / (this.#done.size + this.#waiting.size);
  }

  /** These are going on: what they did before is part of the recording too, where that is wanted. */
  goingOn(experimentIds: Iterable<number>): void {
    const { past, experiments } = this.#options.choice;
    if (past && experiments === null) this.#add(experimentIds);
  }

  /** Each is read once. */
  #add(experimentIds: Iterable<number>): void {
    for (const id of experimentIds) if (!this.#done.has(id)) this.#waiting.add(id);
    this.#wake.resolve();
  }

  /**
   * Reads what is wanted, and what will be, until the signal.
   * @param first whose past is wanted at the beginning
   * @param upTo the highest id that was there then: what is above comes by the feed
   */
  async follow(first: Iterable<number>, upTo: number, ask: Ask, signal: AbortSignal): Promise<void> {
    this.#upTo = upTo;
    this.#add(first);
    this.#isBegun = true;
    signal.addEventListener('abort', () => this.#wake.resolve(), { once: true });
    while (!signal.aborted) {
      this.#wake = Promise.withResolvers();
      await this.readWaiting(ask, () => signal.aborted);
      if (this.#waiting.size === 0 && !signal.aborted) await this.#wake.promise;
    }
  }

  /** Reads what is wanted by now. @param isOver true once nobody waits for it any more */
  async readWaiting(ask: Ask, isOver: () => boolean): Promise<void> {
    for (const id of this.#waiting) {
      if (!(await this.#read(id, ask, isOver))) return;
      this.#waiting.delete(id);
      this.#done.add(id);
    }
  }

  /** @returns whether all of it was read */
  async #read(id: number, ask: Ask, isOver: () => boolean): Promise<boolean> {
    const { experiments, choice, put, again } = this.#options;
    const selection = { experiments: null, from: null, to: null, texts: choice.texts };
    let counted = 0;
    const startAgain = () => {
      again(counted);
      counted = 0;
    };
    const isWhole = await ask(async (rows) => {
      await experiments.meet(rows, new Set([id]));
      if (!experiments.has(id)) return true;
      // After a loss it is read from its beginning.
      startAgain();
      for await (const page of rows.actions(id, selection, this.#upTo)) {
        if (isOver()) return false;
        put(page);
        counted += page.length;
      }
      return true;
    });
    if (isWhole !== true) startAgain();
    return isWhole === true;
  }
}
