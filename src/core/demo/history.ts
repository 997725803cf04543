import { setImmediate as breathe } from 'node:timers/promises';
import type { Client } from 'pg';
import { endingColumns, experimentColumns, insertExperiment } from './columns.ts';
import type { DemoMaze } from './mazes/catalogue.ts';
import type { StrategyName } from './strategies/catalogue.ts';
import { MODELS } from './walk/models.ts';
import { FAILURES, type Fate, type RunPlan } from './walk/plan.ts';
import { type Ending, type WalkAction, type WalkTurn, walk } from './walk/walk.ts';

const HOUR = 3600;
/** Seconds between two actions of a finished run, and of the model's thinking before a turn. */
const ACTION_S = 0.9;
const THINKING_S = 1.6;

interface PastRun {
  readonly model: string;
  readonly strategy: StrategyName;
  readonly maze: string;
  readonly hoursAgo: number;
  readonly maxMoves: number;
  readonly comment: string | null;
  readonly fate?: Fate;
}

const AB = 'A/B: 14b vs 7b, temp 0';
const SWEEP = 'nightly sweep, prompt v14';
const failedAt = (atStep: number, index: number): Fate => ({ kind: 'failed', atStep, reason: FAILURES[index] ?? '' });

/** What the laboratory did in the days before: successes, runs without a goal, failures, one that died, one very long. */
const PAST: readonly PastRun[] = [
  {
    model: 'llama3.1:8b',
    strategy: 'random-walk',
    maze: '09_great_maze',
    hoursAgo: 124,
    maxMoves: 6000,
    comment: 'long run, 6,000 moves',
  },
  { model: 'qwen2.5:14b', strategy: 'greedy', maze: '03_braided_maze', hoursAgo: 99, maxMoves: 800, comment: AB },
  { model: 'qwen2.5:7b', strategy: 'wall-follower', maze: '03_braided_maze', hoursAgo: 98, maxMoves: 800, comment: AB },
  { model: 'qwen2.5:14b', strategy: 'depth-first', maze: '07_glass_maze', hoursAgo: 75, maxMoves: 800, comment: AB },
  { model: 'qwen2.5:7b', strategy: 'looper', maze: '07_glass_maze', hoursAgo: 74, maxMoves: 500, comment: AB },
  {
    model: 'claude-3.5-haiku',
    strategy: 'greedy',
    maze: '01_sparse_maze',
    hoursAgo: 52,
    maxMoves: 600,
    comment: SWEEP,
  },
  { model: 'claude-3.5-haiku', strategy: 'greedy', maze: '08_spiral', hoursAgo: 51, maxMoves: 1600, comment: SWEEP },
  { model: 'gpt-4o-mini', strategy: 'greedy', maze: '05_open_field', hoursAgo: 50, maxMoves: 600, comment: SWEEP },
  {
    model: 'gpt-4o-mini',
    strategy: 'depth-first',
    maze: '02_perfect_maze',
    hoursAgo: 30,
    maxMoves: 400,
    comment: SWEEP,
    fate: failedAt(137, 0),
  },
  {
    model: 'mistral-nemo:12b',
    strategy: 'depth-first',
    maze: '04_rooms',
    hoursAgo: 27,
    maxMoves: 400,
    comment: 'recall every 25 moves',
    fate: failedAt(88, 3),
  },
  {
    model: 'gemma2:9b',
    strategy: 'random-walk',
    maze: '06_dense_scatter',
    hoursAgo: 26,
    maxMoves: 500,
    comment: 'baseline without memory',
  },
  {
    model: 'mistral-nemo:12b',
    strategy: 'wall-follower',
    maze: '05_open_field',
    hoursAgo: 9,
    maxMoves: 500,
    comment: null,
  },
  {
    model: 'llama3.1:8b',
    strategy: 'random-walk',
    maze: '04_rooms',
    hoursAgo: 6,
    maxMoves: 400,
    comment: null,
    fate: { kind: 'stalled', atStep: 164 },
  },
];

/** A past run, walked to its end and ready to be inserted. */
export interface PastExperiment {
  readonly plan: RunPlan;
  readonly ending: Ending;
  readonly startedSecondsAgo: number;
  readonly lastsSeconds: number;
  readonly goalFound: boolean;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  /** The actions' rows as one JSON list. */
  readonly actions: string;
}

/** Walks all past runs. It needs no database, so it is done while initdb works; it lets others run in between. */
export async function walkHistory(
  seed: number,
  mazes: readonly DemoMaze[],
  signal: AbortSignal,
): Promise<PastExperiment[]> {
  const experiments: PastExperiment[] = [];
  for (const [i, past] of PAST.entries()) {
    await breathe();
    signal.throwIfAborted();
    const model = MODELS.find(({ name }) => name === past.model);
    const maze = mazes.find(({ name }) => name === past.maze);
    if (!model || !maze)
      throw new Error(`The demo's history names an unknown model or maze: ${past.model}, ${past.maze}.`);
    const { strategy, maxMoves, comment, fate = { kind: 'complete' } } = past;
    const plan: RunPlan = { ordinal: i + 1, model, maze, strategy, maxMoves, comment, fate, radius: 7 };
    experiments.push(walkPast(seed, plan, past.hoursAgo * HOUR));
  }
  return experiments;
}

function walkPast(seed: number, plan: RunPlan, startedSecondsAgo: number): PastExperiment {
  const rows: object[] = [];
  const total = { inputTokens: 0, outputTokens: 0, costUsd: 0 };
  let at = 2;
  let ending: Ending = 'max-moves';
  let goalFound = false;
  for (const turn of walk(seed, plan)) {
    at += THINKING_S;
    for (const action of turn.actions) {
      rows.push(pastRow(action, turn, at, action === turn.actions[0]));
      goalFound ||= action.findsGoal;
      at += ACTION_S * action.pause;
    }
    total.inputTokens += turn.usage.inputTokens;
    total.outputTokens += turn.usage.outputTokens;
    total.costUsd += turn.usage.costUsd;
    ending = turn.ending ?? ending;
  }
  const actions = JSON.stringify(rows);
  return { plan, ending, startedSecondsAgo, lastsSeconds: at, goalFound, ...total, actions };
}

function pastRow(action: WalkAction, { number, usage }: WalkTurn, at: number, first: boolean) {
  return {
    step: action.step,
    type: action.type,
    fx: action.from.x,
    fy: action.from.y,
    tx: action.to?.x,
    ty: action.to?.y,
    ok: action.success,
    at: Math.round(at * 1000) / 1000,
    why: action.reasoning,
    said: action.answer,
    // Text, which the server casts: it would otherwise be parsed here only to be written again.
    seen: action.seen,
    turn: number,
    tin: first ? usage.inputTokens : null,
    tout: first ? usage.outputTokens : null,
    usd: first ? usage.costUsd : null,
    ms: usage.inferenceMs,
    pms: usage.promptEvalMs,
    ems: usage.evalMs,
    tps: usage.tokensPerSecond,
    done: usage.doneReason,
  };
}

/** Inserts the past runs, the actions of each with one statement. The caller holds the transaction. */
export async function insertHistory(
  client: Client,
  experiments: readonly PastExperiment[],
  mazeIds: ReadonlyMap<string, number>,
): Promise<void> {
  for (const { plan, ending, goalFound, startedSecondsAgo, lastsSeconds, ...experiment } of experiments) {
    const completed = ending !== 'stalled';
    const id = await insertExperiment(
      client,
      {
        ...experimentColumns(plan, mazeIds.get(plan.maze.name) ?? 0),
        ...(completed ? endingColumns(plan, ending) : {}),
        goal_found: goalFound,
        total_input_tokens: completed ? experiment.inputTokens : null,
        total_output_tokens: completed ? experiment.outputTokens : null,
        total_cost_usd: completed ? experiment.costUsd : null,
      },
      { secondsAgo: startedSecondsAgo, seconds: completed ? lastsSeconds : null },
    );
    await client.query(INSERT_ACTIONS, [id, experiment.actions]);
  }
}

const INSERT_ACTIONS = `
  INSERT INTO agent_actions (experiment_id, step_number, action_type, from_x, from_y, to_x, to_y, success, "timestamp",
    reasoning, assistant_message, tiles_seen, turn_number, input_tokens, output_tokens, cost_usd, inference_duration_ms,
    prompt_eval_duration_ms, eval_duration_ms, tokens_per_second, done_reason)
  SELECT e.id, a.step, a.type, a.fx, a.fy, a.tx, a.ty, a.ok, e.started_at + make_interval(secs => a.at),
    a.why, a.said, a.seen::jsonb, a.turn, a.tin, a.tout, a.usd, a.ms, a.pms, a.ems, a.tps, a.done
  FROM experiments AS e, json_to_recordset($2::json) AS a (step int, type text, fx int, fy int, tx int, ty int, ok boolean,
    at double precision, why text, said text, seen text, turn int, tin int, tout int, usd numeric, ms int, pms int, ems int,
    tps double precision, done text)
  WHERE e.id = $1
  ORDER BY a.step`;
