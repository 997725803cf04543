import { startTransition, useEffect, useState } from 'react';
import type { GoalDistances } from '#shared/run/statistics.ts';
import type { RunSession } from '../run/run-session.ts';
import { useRunView } from '../run/use-run-view.ts';
import { measuresOf, type RunMeasures } from './run-measures.ts';
import type { UsageState } from './usage-reader.ts';

/** The measures of a run, kept up to date with it; the component is rendered again when there is more to show. */
export function useMeasures(experimentId: number, session: RunSession): RunMeasures {
  const view = useRunView(session);
  const measures = measuresOf(experimentId, session);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another view says that the run may have changed.
  useEffect(() => measures.update(), [measures, view]);
  useFollowed(measures.revision);
  return measures;
}

/** The same with everything that statistics and charts look at, for as long as they are shown. */
export function useAllMeasures(
  experimentId: number,
  session: RunSession,
  distances: GoalDistances,
): { readonly measures: RunMeasures; readonly usage: UsageState; readonly revision: string } {
  const measures = useMeasures(experimentId, session);
  useEffect(() => measures.hold(), [measures]);
  useEffect(() => measures.setDistances(distances), [measures, distances]);
  const usage = useFollowed(measures.usage.state);
  const { revision } = measures.revision.getState();
  return { measures, usage, revision: `${revision} ${usage.revision}` };
}

interface Followed<T> {
  getState(): T;
  subscribe(listener: (state: T) => void): () => void;
}

/** A store's state, followed as a transition: rendering it gives way to the maze. */
export function useFollowed<T>(store: Followed<T>): T {
  const [state, setState] = useState(() => store.getState());
  useEffect(() => {
    setState(store.getState());
    return store.subscribe((next) => startTransition(() => setState(next)));
  }, [store]);
  return state;
}
