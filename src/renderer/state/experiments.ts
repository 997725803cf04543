import { create } from 'zustand';
import type { ExperimentsReading } from '#shared/contract.ts';
import type { ExperimentSummary } from '#shared/domain/experiment.ts';
import { here } from '../link/host.ts';
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

const NOTHING: ExperimentsStore = { byId: new Map(), newestFirst: [], known: false, loading: null };

/** The experiments of the connected database. */
export const useExperiments = create<ExperimentsStore>(() => NOTHING);

type CompletionListener = (experiment: ExperimentSummary) => void;
const completionListeners = new Set<CompletionListener>();

/** Calls back when an experiment that this page knew as open is completed. */
export function onCompletion(listener: CompletionListener): () => void {
  completionListeners.add(listener);
  return () => completionListeners.delete(listener);
}

/**
 * Keeps {@link useExperiments} up to date with the source that is shown, beginning with nothing.
 * @returns how to stop
 */
export function followExperiments(): () => void {
  useExperiments.setState(NOTHING, true);
  const source = here();
  let revision: string | null = null;
  return pull(
    (signal) => source.experiments.list({ after: revision, waitMs: WAIT_MS }, { signal }),
    (reading) => {
      revision = reading.revision;
      apply(reading);
    },
    // Pages of a long list come one after the other, and the first ones are waited for.
    ({ more, loading }) => (more || loading ? 0 : PAUSE_MS),
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
  // A list that comes in pages is not known before the last of them.
  const loading = reading.loading ?? (reading.more ? { read: byId.size, total: byId.size } : null);
  useExperiments.setState({ byId, newestFirst, known: true, loading });
  for (const experiment of completed) for (const listener of completionListeners) listener(experiment);
}
