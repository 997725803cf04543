import { z } from 'zod';

/** The states of `product.md`, derived in this order (see {@link deriveState}). */
export const EXPERIMENT_STATES = ['goal', 'failed', 'done', 'starting', 'running', 'stale'] as const;
export type ExperimentState = (typeof EXPERIMENT_STATES)[number];

/** Without an action for this long, an experiment that was not completed is stale: its process died. */
export const STALE_AFTER_MS = 5 * 60_000;

/** What the list shows of an experiment. Times are milliseconds since 1970 by the server's clock. */
export interface ExperimentSummary {
  readonly id: number;
  readonly model: string;
  readonly mazeId: number | null;
  readonly mazeName: string | null;
  readonly comment: string | null;
  readonly startX: number | null;
  readonly startY: number | null;
  readonly startedAt: number | null;
  readonly completedAt: number | null;
  readonly goalFound: boolean;
  readonly failure: string | null;
  readonly executionStatus: string | null;
  /** `model_config.max_moves`, where it is a positive number. */
  readonly maxMoves: number | null;
  /** The highest step number, null while unknown (no index to ask cheaply). */
  readonly steps: number | null;
  readonly lastActionAt: number | null;
}

/** The facts that decide an experiment's state. */
export type StateFacts = Pick<
  ExperimentSummary,
  'goalFound' | 'completedAt' | 'failure' | 'executionStatus' | 'startedAt' | 'lastActionAt'
>;

const FAILED_STATUSES = new Set(['FAILED', 'TIMED_OUT', 'ABORTED']);

/**
 * The state of an experiment at a moment of the *server's* clock.
 * @param now milliseconds since 1970 by the server's clock
 */
export function deriveState(facts: StateFacts, now: number): ExperimentState {
  if (facts.goalFound) return 'goal';
  if (facts.completedAt !== null) {
    const failed = Boolean(facts.failure) || FAILED_STATUSES.has(facts.executionStatus ?? '');
    return failed ? 'failed' : 'done';
  }
  if (facts.lastActionAt === null) {
    return facts.startedAt !== null && now - facts.startedAt < STALE_AFTER_MS ? 'starting' : 'stale';
  }
  return now - facts.lastActionAt < STALE_AFTER_MS ? 'running' : 'stale';
}

/**
 * True while actions may still come: the experiment was neither completed nor abandoned. A run whose goal was seen
 * stays active until its `completed_at` is set, or until it has been silent for five minutes.
 */
export function isActive(facts: StateFacts, now: number): boolean {
  if (facts.completedAt !== null) return false;
  const sign = facts.lastActionAt ?? facts.startedAt;
  return sign !== null && now - sign < STALE_AFTER_MS;
}

const failureJson = z.object({ errorType: z.string(), message: z.string().optional() });

/** `failure_reason` in words: plain text as it is, JSON by its `errorType`. */
export function describeFailure(reason: string | null): string | null {
  if (reason === null || reason.trim() === '') return null;
  if (!reason.trimStart().startsWith('{')) return reason;
  try {
    const failure = failureJson.parse(JSON.parse(reason));
    return failure.message ? `${failure.errorType}: ${failure.message}` : failure.errorType;
  } catch {
    return reason;
  }
}
