import { setTimeout as delay } from 'node:timers/promises';
import { patiently } from '../patiently.ts';
import type { Fault } from '../stage.ts';

/** A transaction draws ids, others commit higher ones meanwhile, and it commits in the end. */
export function lateCommit(seconds: number, rows = 20): Fault {
  return async ({ db, writers }) => {
    const client = await db.connect();
    try {
      await client.query('BEGIN');
      await writers.insert(client, writers.rows(rows));
      await delay(seconds * 1_000);
      await writers.insert(client, writers.rows(rows));
      await client.query('COMMIT');
    } finally {
      client.release(true);
    }
  };
}

/** Many rows become visible at once. */
export function largeTransaction(rows: number): Fault {
  return ({ db, writers }) => patiently(() => writers.insert(db, writers.rows(rows)));
}

/**
 * A payload at its limit and beyond: 4,000 times é is 8,000 bytes. Also takes the type away from under the monitor's
 * prepared statements.
 */
export const longTexts: Fault = async ({ db, writers, experiments }) => {
  await db.query('ALTER TABLE agent_actions ALTER COLUMN action_type TYPE text');
  for (const [letter, count] of [
    ['é', 4_000],
    ['é', 3_900],
    ['x', 7_999],
    ['漢', 100_000],
  ] as const) {
    const { experiment, step } = writers.row(experiments[0] ?? 0);
    await db.query(
      `INSERT INTO agent_actions (experiment_id, step_number, action_type, from_x, from_y, success)
       VALUES ($1, $2, $3, 1, 1, true)`,
      [experiment, step, letter.repeat(count)],
    );
  }
};
