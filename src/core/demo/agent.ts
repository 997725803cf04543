import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { endingColumns, experimentColumns, insertExperiment } from './columns.ts';
import { type Outage, persist } from './problems.ts';
import type { RunPlan } from './walk/plan.ts';
import { type Ending, type WalkAction, type WalkTurn, walk } from './walk/walk.ts';

/** What every agent of the laboratory shares. */
export interface Surroundings {
  readonly pool: Pool;
  readonly seed: number;
  /** Milliseconds between two actions, on average. */
  readonly pace: number;
  readonly mazeIds: ReadonlyMap<string, number>;
  /** Experiments that are walked right now; a stalled one is not among them. */
  readonly open: Set<number>;
  readonly outage: Outage;
  readonly signal: AbortSignal;
}

/** How long a model thinks before a turn, and how long a run lingers before it is completed, in paces. */
const THINKING = 1.2;
const LINGERING = 2;

/**
 * Runs one experiment to its end, written as Oriole writes it: each action in its own transaction, the turn's tokens
 * and timings by an UPDATE afterwards, goal_found as soon as a goal is seen, completed_at some time later.
 * @throws only the signal's reason
 */
export async function runExperiment(plan: RunPlan, surroundings: Surroundings): Promise<void> {
  const { pool, seed, pace, mazeIds, signal } = surroundings;
  const write = <T>(work: () => Promise<T>) => persist(work, surroundings.outage, signal);
  const columns = experimentColumns(plan, mazeIds.get(plan.maze.name) ?? 0);
  const experiment = await write(() => insertExperiment(pool, columns));
  surroundings.open.add(experiment);
  const total = { inputTokens: 0, outputTokens: 0, costUsd: 0 };
  let ending: Ending = 'stalled';
  for (const turn of walk(seed, plan)) {
    const ids: number[] = [];
    for (const action of turn.actions) {
      // A pause after the last action would only delay the turn's tokens.
      if (ids.length > 0) await sleep(pace * action.pause, undefined, { signal });
      ids.push(await write(() => insertAction(pool, experiment, turn.number, action)));
      if (action.findsGoal) await write(() => setGoalFound(pool, experiment));
    }
    await write(() => writeUsage(pool, ids, turn));
    total.inputTokens += turn.usage.inputTokens;
    total.outputTokens += turn.usage.outputTokens;
    total.costUsd += turn.usage.costUsd;
    if (turn.ending) ending = turn.ending;
    else await sleep(pace * THINKING, undefined, { signal });
  }
  // Its process died: nobody is left to complete it.
  if (ending === 'stalled') return void surroundings.open.delete(experiment);
  await sleep(pace * LINGERING, undefined, { signal });
  await write(() => complete(pool, experiment, plan, ending, total));
  surroundings.open.delete(experiment);
}

/** Completes experiments that are broken off because the laboratory closes. */
export async function breakOff(pool: Pool, experiments: Iterable<number>): Promise<void> {
  await pool.query(
    `UPDATE experiments SET completed_at = LOCALTIMESTAMP, execution_status = 'ABORTED',
       failure_reason = 'The laboratory was closed.' WHERE id = ANY($1) AND completed_at IS NULL`,
    [[...experiments]],
  );
}

async function insertAction(pool: Pool, experiment: number, turn: number, action: WalkAction): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    `INSERT INTO agent_actions (experiment_id, step_number, action_type, from_x, from_y, to_x, to_y, success,
       reasoning, assistant_message, tiles_seen, turn_number)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id`,
    [
      experiment,
      action.step,
      action.type,
      action.from.x,
      action.from.y,
      action.to?.x ?? null,
      action.to?.y ?? null,
      action.success,
      action.reasoning,
      action.answer,
      action.seen,
      turn,
    ],
  );
  return rows[0]?.id ?? 0;
}

async function setGoalFound(pool: Pool, experiment: number): Promise<void> {
  await pool.query('UPDATE experiments SET goal_found = true WHERE id = $1', [experiment]);
}

/** Tokens and cost belong to the turn's first action, timings to all of them. */
async function writeUsage(pool: Pool, ids: readonly number[], { usage }: WalkTurn): Promise<void> {
  await pool.query(
    `UPDATE agent_actions SET
       input_tokens = CASE WHEN id = $2 THEN $3::int END,
       output_tokens = CASE WHEN id = $2 THEN $4::int END,
       cost_usd = CASE WHEN id = $2 THEN $5::numeric END,
       inference_duration_ms = $6, prompt_eval_duration_ms = $7, eval_duration_ms = $8,
       tokens_per_second = $9, done_reason = $10
     WHERE id = ANY($1)`,
    [
      ids,
      ids[0],
      usage.inputTokens,
      usage.outputTokens,
      usage.costUsd,
      usage.inferenceMs,
      usage.promptEvalMs,
      usage.evalMs,
      usage.tokensPerSecond,
      usage.doneReason,
    ],
  );
}

async function complete(
  pool: Pool,
  experiment: number,
  plan: RunPlan,
  ending: Ending,
  total: { readonly inputTokens: number; readonly outputTokens: number; readonly costUsd: number },
): Promise<void> {
  const columns = endingColumns(plan, ending);
  await pool.query(
    `UPDATE experiments SET completed_at = LOCALTIMESTAMP, execution_status = $2, failure_reason = $3, last_error = $4,
       total_input_tokens = $5, total_output_tokens = $6, total_cost_usd = $7 WHERE id = $1`,
    [
      experiment,
      columns.execution_status,
      columns.failure_reason,
      columns.last_error,
      total.inputTokens,
      total.outputTokens,
      total.costUsd,
    ],
  );
}
