import { startTransition, useEffect, useMemo, useState } from 'react';
import type { ActionKind } from '#shared/run/action-kind.ts';
import { inPieces } from '../inspector/in-pieces.ts';
import type { RunSession } from '../run/run-session.ts';
import { useRunView } from '../run/use-run-view.ts';
import { FilteredRows } from './filtered-rows.ts';

const ACTIONS_A_PIECE = 4_096;

/** Which actions the log lists, and where. */
export interface LogRows {
  readonly count: number;
  /** False while actions are still being looked at. */
  readonly isComplete: boolean;
  /** Index in the run of a row. */
  indexAt(row: number): number;
  /** The last row at or before an index of the run; −1 where there is none. */
  rowOf(index: number): number;
}

/** The rows of the log: all actions, or those of some kinds. */
export function useLogRows(session: RunSession, kinds: readonly ActionKind[]): LogRows {
  const view = useRunView(session);
  const { run } = session;
  const key = kinds.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the kinds.
  const filtered = useMemo(() => (kinds.length === 0 ? null : new FilteredRows(run, kinds)), [run, key]);
  const [found, setFound] = useState({ of: filtered, length: 0, isComplete: false });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another view says that the run may have changed.
  useEffect(() => {
    if (!filtered) return;
    return inPieces(
      () => filtered.advance(ACTIONS_A_PIECE),
      () => startTransition(() => setFound({ of: filtered, length: filtered.length, isComplete: true })),
      'soon',
    );
  }, [filtered, view]);
  if (!filtered) {
    return { count: view.length, isComplete: true, indexAt: (row) => row, rowOf: (index) => index };
  }
  const isKnown = found.of === filtered;
  return {
    count: isKnown ? Math.min(found.length, filtered.length) : 0,
    isComplete: isKnown && found.isComplete,
    indexAt: (row) => filtered.indexAt(row),
    rowOf: (index) => filtered.rowOf(index),
  };
}
