import { setTimeout as delay } from 'node:timers/promises';
import type { DatabaseRows } from '#core/database/rows.ts';
import { NotConnectedError } from '#core/runs/reader.ts';
import type { DatabaseSource } from '#core/sources/database-source.ts';
import { isPassing, orStopped } from './recorder-faults.ts';

/** After a loss the database is asked again so soon, and then less and less often. */
const RETRY_MS = 250;
const MOST_RETRY_MS = 4_000;

/** The whole rows of a source, asked for by somebody who waits for as long as the database is away. */
export class PatientRows {
  readonly #source: DatabaseSource;
  readonly #signal: AbortSignal;

  /** @param signal gives up */
  constructor(source: DatabaseSource, signal: AbortSignal) {
    this.#source = source;
    this.#signal = signal;
  }

  /**
   * Asks, again and again where it fails with what goes by.
   * @returns null where it was given up
   */
  async ask<T>(question: (rows: DatabaseRows) => Promise<T>): Promise<T | null> {
    const signal = this.#signal;
    for (let wait = RETRY_MS; !signal.aborted; wait = Math.min(MOST_RETRY_MS, wait * 2)) {
      try {
        return await orStopped(async () => question(await this.#source.rows()), signal);
      } catch (error) {
        if (signal.aborted) return null;
        // An error of a database that is there, and would say the same again.
        if (!(error instanceof NotConnectedError) && this.#source.queries !== null && !isPassing(error)) throw error;
        await delay(wait, undefined, { signal }).catch(() => {});
      }
    }
    return null;
  }
}
