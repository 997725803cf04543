import { useEffect, useState } from 'react';
import { create } from 'zustand';
import type { ExperimentSummary } from '#shared/domain/experiment.ts';
import { here } from '../link/host.ts';

/** Wall hits of experiments that are or were in view, with the step number they were counted at. */
const useTallies = create<{ readonly hits: ReadonlyMap<number, { hits: number; steps: number | null }> }>(() => ({
  hits: new Map(),
}));

/** Rows scroll by faster than it is worth asking. */
const SETTLE_MS = 150;
/** A running experiment's count is refreshed at most this often. */
const REFRESH_MS = 2_000;

/** Forgets the counts of a source that is shown no more. */
export function forgetTallies(): void {
  useTallies.setState({ hits: new Map() });
}

/** Counted wall hits of an experiment, null until they were asked for. */
export function useWallHits(id: number): number | null {
  return useTallies(({ hits }) => hits.get(id)?.hits ?? null);
}

/** Asks for the wall hits of the experiments in view, as far as they are not known or have moved on. */
export function useTallyOf(inView: readonly ExperimentSummary[]): void {
  const wanted = inView.filter(({ id, steps }) => useTallies.getState().hits.get(id)?.steps !== steps);
  const key = wanted.map(({ id }) => id).join();
  // The same ones may have moved on again by the time that they are told.
  const [turn, setTurn] = useState(0);
  const isFirst = wanted.some(({ id }) => !useTallies.getState().hits.has(id));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the wanted experiments.
  useEffect(() => {
    if (wanted.length === 0) return;
    const timer = window.setTimeout(
      async () => {
        const steps = new Map(wanted.map((experiment) => [experiment.id, experiment.steps]));
        const source = here();
        const tallies = await source.experiments.tally({ ids: [...steps.keys()].slice(0, 200) }).catch(() => []);
        // Another database is shown by now, whose experiments have the same numbers.
        if (source !== here()) return;
        const hits = new Map(useTallies.getState().hits);
        for (const { id, wallHits } of tallies) hits.set(id, { hits: wallHits, steps: steps.get(id) ?? null });
        useTallies.setState({ hits });
        setTurn((told) => told + 1);
      },
      isFirst ? SETTLE_MS : REFRESH_MS,
    );
    return () => window.clearTimeout(timer);
  }, [key, isFirst, turn]);
}
