import type { ExperimentSummary } from '#shared/domain/experiment.ts';

/** An experiment as the list shows it; what is not said is unknown or did not happen. */
export function summary(part: Partial<ExperimentSummary> & { readonly id: number }): ExperimentSummary {
  return {
    model: 'test-model',
    mazeId: 1,
    mazeName: 'test maze',
    comment: null,
    startX: 1,
    startY: 1,
    startedAt: null,
    completedAt: null,
    goalFound: false,
    failure: null,
    executionStatus: null,
    maxMoves: null,
    steps: null,
    lastActionAt: null,
    ...part,
  };
}
