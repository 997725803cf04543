import { describe, expect, onTestFinished, test } from 'vitest';
import { Laboratory } from '../support/laboratory.ts';
import { OwnPostgres } from '../support/own-postgres.ts';
import { actionNotices, TRIGGER_FORMS, TriggerLaboratory } from '../support/trigger-laboratory.ts';
import { until } from '../support/until.ts';

/** A PostgreSQL whose queue of notices is full after some 2,000 of them instead of many millions. */
async function serverWithShortQueue(): Promise<string> {
  const server = await OwnPostgres.create({ max_notify_queue_pages: '64' });
  onTestFinished(() => server.remove());
  return server.url;
}

describe('a queue of notices that somebody holds up', () => {
  test.each(TRIGGER_FORMS)('%s.sql stops announcing before writers would fail', async (form) => {
    const laboratory = await Laboratory.create('tables', await serverWithShortQueue());
    onTestFinished(() => laboratory.remove());
    const at = new TriggerLaboratory(laboratory);
    await at.run(form);
    const experiments = await at.addExperiments(3_000);
    const stuck = await at.session();
    await stuck.query('LISTEN agent_action_update');
    await stuck.query('BEGIN; SELECT 1');
    const usage = async () =>
      (await laboratory.db.query('SELECT pg_notification_queue_usage() AS usage')).rows[0].usage;

    // Each of the three is a third of the way, and more than there is room for together.
    for (const part of [0, 1_000, 2_000]) {
      await at.addRows(experiments.slice(part, part + 1_000).map((id) => [id, 1]));
    }
    await laboratory.db.query('UPDATE experiments SET completed_at = now()');
    const { rows } = await laboratory.db.query(
      `SELECT (SELECT count(*)::int FROM agent_actions) AS actions,
              (SELECT count(*)::int FROM experiments WHERE completed_at IS NOT NULL) AS completed`,
    );
    expect(rows).toEqual([{ actions: 3_000, completed: 3_000 }]);
    expect(await usage()).toBeGreaterThan(0.5);

    await stuck.query('ROLLBACK');
    await until('the queue is empty', async () => (await usage()) === 0);
    const heard = await at.listen();
    await at.addRows([[experiments[0] ?? 0, 2]]);
    expect(actionNotices(await heard())).toMatchObject([{ step_number: 2 }]);
  });
});
