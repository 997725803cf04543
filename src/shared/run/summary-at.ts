import type { ExperimentSummary } from '../domain/experiment.ts';
import type { ActionMoments } from './action-moments.ts';
import { firstSightOf } from './events.ts';
import type { Position, Run } from './run.ts';

/** What is known of a run, to say how it stood at a moment. */
export interface Walked {
  readonly run: Run;
  readonly moments: ActionMoments;
  readonly goals: readonly Position[];
  /** False while older actions are still being read. */
  readonly caughtUp: boolean;
}

/**
 * How an experiment stood at a moment of the server's clock: what the list would have shown of it then.
 * @param walked its run; null while it is not read, and then its steps are not known before its last one was made
 */
export function summaryAt(summary: ExperimentSummary, walked: Walked | null, moment: number): ExperimentSummary {
  const { completedAt, lastActionAt } = summary;
  const isCompleted = completedAt !== null && completedAt <= moment;
  const isWalked = lastActionAt !== null && lastActionAt <= moment;
  if (isCompleted && isWalked) return summary;
  const progress = isWalked ? summary : progressAt(summary, walked, moment);
  return {
    ...summary,
    completedAt: isCompleted ? completedAt : null,
    failure: isCompleted ? summary.failure : null,
    executionStatus: isCompleted ? summary.executionStatus : null,
    goalFound: summary.goalFound && (isCompleted || isWalked || hasSeenGoal(walked, moment)),
    steps: progress.steps,
    lastActionAt: progress.lastActionAt,
  };
}

function progressAt(
  { lastActionAt, startedAt }: ExperimentSummary,
  walked: Walked | null,
  moment: number,
): Pick<ExperimentSummary, 'steps' | 'lastActionAt'> {
  if (walked) {
    const { run, moments, caughtUp } = walked;
    const index = moments.indexAt(moment);
    const isRead = caughtUp || index < run.length - 1;
    if (isRead && index < 0) return { steps: 0, lastActionAt: null };
    if (isRead) return { steps: run.stepAt(index), lastActionAt: run.timeAt(index) ?? startedAt };
  }
  // It has not been read how far it was; it acted later, so until that is known it counts as walking.
  return { steps: null, lastActionAt: lastActionAt === null ? null : moment };
}

function hasSeenGoal(walked: Walked | null, moment: number): boolean {
  if (!walked) return false;
  const sight = firstSightOf(walked.run, walked.goals);
  return sight !== null && sight <= walked.moments.indexAt(moment);
}
