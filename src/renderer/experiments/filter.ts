import { deriveState, type ExperimentState, type ExperimentSummary } from '#shared/domain/experiment.ts';

/** What the list is narrowed to. */
export interface Filter {
  readonly text: string;
  /** Empty: all. */
  readonly states: readonly ExperimentState[];
  /** null: all. */
  readonly model: string | null;
}

export const NO_FILTER: Filter = { text: '', states: [], model: null };

/**
 * The experiments that match all of a filter, in their order. Every word of the text must occur in the model, the
 * maze, the batch comment or the number (`#12`).
 * @param now the server's clock, which decides who is running and who is stale
 */
export function applyFilter(
  experiments: readonly ExperimentSummary[],
  { text, states, model }: Filter,
  now: number,
): readonly ExperimentSummary[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0 && states.length === 0 && model === null) return experiments;
  return experiments.filter((experiment) => {
    if (model !== null && experiment.model !== model) return false;
    if (states.length > 0 && !states.includes(deriveState(experiment, now))) return false;
    if (words.length === 0) return true;
    const hay = `${experiment.model} ${experiment.mazeName ?? ''} ${experiment.comment ?? ''} #${experiment.id}`;
    const lower = hay.toLowerCase();
    return words.every((word) => lower.includes(word));
  });
}

/** How many experiments are in each state. */
export function countStates(
  experiments: readonly ExperimentSummary[],
  now: number,
): Readonly<Partial<Record<ExperimentState, number>>> {
  const counts: Partial<Record<ExperimentState, number>> = {};
  for (const experiment of experiments) {
    const state = deriveState(experiment, now);
    counts[state] = (counts[state] ?? 0) + 1;
  }
  return counts;
}
