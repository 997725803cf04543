import type { ClientBase, Pool } from 'pg';
import type { RunPlan } from './walk/plan.ts';
import type { Ending } from './walk/walk.ts';

/** What is known of an experiment when its row is inserted; every key is a column. */
export function experimentColumns(plan: RunPlan, mazeId: number) {
  const { model, maze } = plan;
  const cloud = model.agentId !== 'OLLAMA';
  const name = `oriole-demo-${String(plan.ordinal).padStart(5, '0')}`;
  return {
    model_name: model.name,
    maze_id: mazeId,
    start_x: maze.start.x,
    start_y: maze.start.y,
    agent_id: model.agentId,
    prompt_version: 'v14',
    prompt_text: PROMPT,
    goal_description: 'Find the goal tile.',
    comment: plan.comment,
    model_config: JSON.stringify({
      temperature: model.temperature,
      num_ctx: model.contextTokens,
      num_predict: 1024,
      repeat_penalty: 1.1,
      recall_interval: 25,
      max_recall_actions: 50,
      max_moves: plan.maxMoves,
      max_duration_minutes: 120,
      vision_radius: plan.radius,
    }),
    execution_status: 'RUNNING',
    execution_arn: cloud ? `arn:aws:states:eu-central-1:000000000000:execution:oriole-demo:${name}` : null,
    execution_name: name,
  };
}

/** How a completed run's row says what became of it. */
export function endingColumns(plan: RunPlan, ending: Ending) {
  const failure = ending === 'failed' && plan.fate.kind === 'failed' ? plan.fate.reason : null;
  const json = failure?.startsWith('{') ? failure : null;
  return {
    execution_status: failure === null ? 'SUCCEEDED' : 'FAILED',
    failure_reason: failure,
    last_error: json,
  };
}

/**
 * Inserts an experiment, now or as it would have been some time ago.
 * @param columns values by the names of their columns
 * @param past how many seconds ago it began, and how long it took (null: it was never completed)
 */
export async function insertExperiment(
  database: ClientBase | Pool,
  columns: Readonly<Record<string, unknown>>,
  past: { readonly secondsAgo: number; readonly seconds: number | null } = { secondsAgo: 0, seconds: null },
): Promise<number> {
  const names = Object.keys(columns);
  const { rows } = await database.query<{ id: number }>(
    `INSERT INTO experiments (started_at, completed_at, ${names.join(', ')})
     VALUES (LOCALTIMESTAMP - make_interval(secs => $1),
       LOCALTIMESTAMP - make_interval(secs => $1) + make_interval(secs => $2),
       ${names.map((_, i) => `$${i + 3}`).join(', ')})
     RETURNING id`,
    [past.secondsAgo, past.seconds, ...Object.values(columns)],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('The database gave the new experiment no id.');
  return id;
}

const PROMPT = [
  'You are in a maze on a grid. North is up (y decreases), south is down (y increases).',
  'You see the tiles around you as far as walls allow. Find the goal tile.',
  'Call move_north, move_east, move_south or move_west with your reason. A move into a wall fails.',
  'recall_movement_history and recall_all return what you did and saw before.',
].join('\n');
