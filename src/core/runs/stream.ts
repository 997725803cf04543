import { setTimeout as delay } from 'node:timers/promises';
import { explain } from '#core/database/problem.ts';
import type { Completion } from '#core/experiments/catalogue.ts';
import type { Action } from '#shared/domain/action.ts';
import { encodeCursor, type RunCursor } from './cursor.ts';
import { type ActionsPage, NotConnectedError, type RunReader } from './reader.ts';

const PAGE = 1_000;
const WAIT_MS = 15_000;
/** While the database is away there is nothing to wait on but its return. */
const RETRY_MS = 250;

/** One thing that a stream hands on. */
export type StreamItem =
  | { readonly kind: 'action'; readonly action: Action; readonly cursor: string }
  | { readonly kind: 'completion'; readonly completion: Completion; readonly cursor: string }
  | { readonly kind: 'idle' };

/** What a stream follows. */
export interface StreamSource {
  readonly reader: RunReader;
  completionOf(experimentId: number): Completion | null;
  onExperimentComplete(listener: (completion: Completion) => void): () => void;
}

/**
 * Every action after a cursor and every completion, one by one, until aborted. Pulled: nothing is read ahead of a
 * consumer that does not ask. Survives the database's absence.
 * @param experimentId null follows all experiments
 */
export async function* follow(
  source: StreamSource,
  experimentId: number | null,
  from: RunCursor,
  resumed: boolean,
  signal: AbortSignal,
): AsyncGenerator<StreamItem> {
  const completions: Completion[] = [];
  let nudge = new AbortController();
  const unsubscribe = source.onExperimentComplete((completion) => {
    if (experimentId !== null && completion.experimentId !== experimentId) return;
    completions.push(completion);
    nudge.abort();
  });
  let cursor = from;
  // Whoever comes back may have missed the completion itself; whoever comes now asked for what comes.
  let owed = resumed && experimentId !== null ? source.completionOf(experimentId) : null;
  try {
    while (!signal.aborted) {
      let page: ActionsPage;
      // Completions that come during this round may come before actions that only the next one reads.
      let due = 0;
      try {
        due = completions.length;
        const waitMs = completions.length > 0 || owed ? 0 : WAIT_MS;
        const either = AbortSignal.any([signal, nudge.signal]);
        page = await source.reader.read(experimentId, cursor, {
          limit: PAGE,
          waitMs,
          signal: either,
          afterReset: 'continue',
        });
      } catch (error) {
        // A connection that breaks under a read is noticed here before the feed says so.
        if (!(error instanceof NotConnectedError) && explain(error).lasting) throw error;
        await delay(RETRY_MS, undefined, { signal }).catch(() => {});
        continue;
      }
      nudge = new AbortController();
      for (const [action, behind] of page.each()) yield { kind: 'action', action, cursor: encodeCursor(behind) };
      cursor = page.cursor;
      if (page.caughtUp) {
        const told = [...(owed ? [owed] : []), ...completions.splice(0, due)];
        owed = null;
        for (const completion of told) {
          yield { kind: 'completion', completion, cursor: encodeCursor(cursor) };
        }
      }
      if (page.actions.length === 0) yield { kind: 'idle' };
    }
  } finally {
    unsubscribe();
  }
}
