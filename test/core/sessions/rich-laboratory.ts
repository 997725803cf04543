import type { Laboratory } from '../../support/laboratory.ts';
import { ownLaboratory } from '../../support/own-laboratory.ts';

/** A grid with walls and a goal. */
export const GRID = Array.from({ length: 20 }, (_, y) =>
  Array.from({ length: 30 }, (__, x) => (x === 28 && y === 18 ? 2 : (x * 7 + y * 13) % 11 === 0 ? 1 : 0)),
);

/**
 * A laboratory whose rows hold what rows can hold: nulls, texts of all kinds, late and duplicate steps, steps without a
 * number, odd types and times.
 */
export async function richLaboratory(steps = 700): Promise<{ laboratory: Laboratory; experiments: number[] }> {
  const laboratory = await ownLaboratory('triggers');
  const { db } = laboratory;
  const maze = await laboratory.addMaze(GRID, 30, 20, 'walls "and" a goal');
  const experiments = [
    await laboratory.addExperiment('claude-test', maze),
    await laboratory.addExperiment('qwen', maze),
    await laboratory.addExperiment('none', null),
  ];
  const [first = 0, second = 0, third = 0] = experiments;
  await db.query(
    `UPDATE experiments SET completed_at = now(), goal_found = true, comment = 'A/B: 14b "vs" 7b, temp 0',
            model_config = '{"max_moves": 500, "temperature": 0.25}', total_cost_usd = 12.345678,
            total_input_tokens = 9007199254740993, started_at = '2026-03-29 01:30:00.123456', prompt_text = E'a\\nb'
      WHERE id = $1`,
    [first],
  );
  await db.query(
    `UPDATE experiments SET failure_reason = '{"errorType": "Timeout"}', completed_at = now() WHERE id = $1`,
    [second],
  );
  await db.query(
    `INSERT INTO agent_actions (experiment_id, step_number, action_type, from_x, from_y, to_x, to_y, success, turn_number,
                                "timestamp", reasoning, assistant_message, tiles_seen, input_tokens, output_tokens,
                                cost_usd, inference_duration_ms, tokens_per_second, done_reason)
     SELECT e, CASE WHEN i % 97 = 5 THEN i - 3 ELSE i END,
            CASE i % 9 WHEN 8 THEN 'recall_all' WHEN 7 THEN NULLIF('no_tool_call', '') ELSE 'move_' || (ARRAY['north', 'east', 'south', 'west'])[1 + i % 4] END,
            i % 30, i / 30 % 20, CASE WHEN i % 9 < 7 THEN (i + 1) % 30 END, CASE WHEN i % 9 < 7 THEN i / 30 % 20 END, i % 13 <> 0,
            i / 4, timestamp '2026-03-29 01:30:00' + i * interval '1.234567 seconds',
            CASE WHEN i % 5 > 0 THEN 'because "step" ' || i || E'\\n😀 =1+1, ' || repeat('why ', i % 40) END,
            CASE WHEN i % 4 = 0 THEN repeat('answer ', 10) || i END,
            CASE WHEN i % 11 > 0 THEN (SELECT jsonb_object_agg((i % 30 + dx) || ',' || (i / 30 % 20 + dy), (i + dx) % 3)
               FROM generate_series(-1, 1) AS dx, generate_series(-1, 1) AS dy) END,
            CASE WHEN i % 4 = 0 THEN 100 + i END, CASE WHEN i % 4 = 0 THEN i END, CASE WHEN i % 4 = 0 THEN i * 0.000123 END,
            i * 7, CASE WHEN i % 50 = 0 THEN 'NaN'::float8 ELSE i / 3.0 END, 'stop'
       FROM unnest($1::int[]) AS e, generate_series(1, $2::int) AS i ORDER BY i, e`,
    [[first, second], steps],
  );
  await db.query(`UPDATE agent_actions SET "timestamp" = 'infinity' WHERE experiment_id = $1 AND step_number = 40`, [
    first,
  ]);
  await db.query(
    `UPDATE agent_actions SET "timestamp" = NULL, from_x = 70000 WHERE experiment_id = $1 AND step_number = 41`,
    [first],
  );
  await db.query('ALTER TABLE agent_actions ALTER step_number DROP NOT NULL');
  await db.query('UPDATE agent_actions SET step_number = NULL WHERE experiment_id = $1 AND step_number IN (50, 51)', [
    second,
  ]);
  await laboratory.addAction(third, 1);
  return { laboratory, experiments };
}
