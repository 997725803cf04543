import { create } from 'zustand';
import type { ExperimentsReading } from '#shared/contract.ts';
import type { ExperimentSummary } from '#shared/domain/experiment.ts';
import { host } from '../link/host.ts';
import { pull, WAIT_MS } from '../link/pull.ts';

/** While something runs, the list changes all the time; it is read, not watched. */
const PAUSE_MS = 500;

interface ExperimentsStore {
  readonly byId: ReadonlyMap<number, ExperimentSummary>;
  /** Newest first. */
  readonly newestFirst: readonly ExperimentSummary[];
  /** False until the first answer. */
  readonly known: boolean;
  readonly loading: ExperimentsReading['loading'];
}

/** The experiments of the connected database. */
export const useExperiments = create<ExperimentsStore>(() => ({
  byId: new Map(),
  newestFirst: [],
  known: false,
  loading: null,
}));

type CompletionListener = (experiment: ExperimentSummary) => void;
const completionListeners = new Set<CompletionListener>();

/** Calls back when an experiment that this page knew as open is completed. */
export function onCompletion(listener: CompletionListener): () => void {
  completionListeners.add(listener);
  return () => completionListeners.delete(listener);
}

/** Keeps {@link useExperiments} up to date for as long as the page lives. */
export function followExperiments(): void {
  let revision: string | null = null;
  pull(
    (signal) => host.experiments.list({ after: revision, waitMs: WAIT_MS }, { signal }),
    (reading) => {
      revision = reading.revision;
      apply(reading);
    },
    // Pages of a long list come one after the other.
    ({ more }) => (more ? 0 : PAUSE_MS),
  );
}

function apply(reading: ExperimentsReading): void {
  const before = useExperiments.getState();
  const byId = reading.reset ? new Map<number, ExperimentSummary>() : new Map(before.byId);
  const completed: ExperimentSummary[] = [];
  for (const experiment of reading.changed) {
    const known = byId.get(experiment.id);
    if (known && known.completedAt === null && experiment.completedAt !== null) completed.push(experiment);
    byId.set(experiment.id, experiment);
  }
  for (const id of reading.removed) byId.delete(id);
  const newestFirst = [...byId.values()].sort((a, b) => b.id - a.id);
  useExperiments.setState({ byId, newestFirst, known: true, loading: reading.loading });
  for (const experiment of completed) for (const listener of completionListeners) listener(experiment);
}
