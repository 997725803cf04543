import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type pg from 'pg';
import { beforeEach, describe, expect, test } from 'vitest';
import { packageRoot, readSql } from '#core/paths.ts';
import type { Laboratory } from '../support/laboratory.ts';
import { ownLaboratory } from '../support/own-laboratory.ts';
import { until } from '../support/until.ts';

let laboratory: Laboratory;

beforeEach(async () => {
  laboratory = await ownLaboratory('tables');
});

interface Notice {
  channel: string;
  payload: Record<string, unknown>;
}

async function listen(): Promise<{ notices: Notice[]; client: pg.PoolClient }> {
  const client = await laboratory.db.connect();
  const notices: Notice[] = [];
  client.on('notification', ({ channel, payload }) => notices.push({ channel, payload: JSON.parse(payload ?? '{}') }));
  await client.query('LISTEN agent_action_update; LISTEN experiment_complete');
  return { notices, client };
}

async function triggerOids(): Promise<unknown[]> {
  const { rows } = await laboratory.db.query(
    'SELECT oid, tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname',
  );
  return rows;
}

describe('triggers.sql', () => {
  test("announces each action with the proposal's fields and its id", async () => {
    await laboratory.db.query(readSql('triggers'));
    const { notices, client } = await listen();
    const experiment = await laboratory.addExperiment();
    const id = await laboratory.addAction(experiment, 7);
    await until('the notice came', () => notices.length === 1);
    expect(notices[0]).toMatchObject({
      channel: 'agent_action_update',
      payload: {
        id,
        experiment_id: experiment,
        step_number: 7,
        action_type: 'move_east',
        from_x: 7,
        from_y: 1,
        to_x: 8,
        to_y: 1,
        success: true,
        timestamp: expect.any(String),
      },
    });
    client.release();
  });

  test('announces a completion once, and nothing for other updates', async () => {
    await laboratory.db.query(readSql('triggers'));
    const { notices, client } = await listen();
    const experiment = await laboratory.addExperiment('a model');
    await laboratory.db.query('UPDATE experiments SET goal_found = true WHERE id = $1', [experiment]);
    await laboratory.db.query('UPDATE experiments SET completed_at = now() WHERE id = $1', [experiment]);
    await laboratory.db.query('UPDATE experiments SET completed_at = now() WHERE id = $1', [experiment]);
    await laboratory.addAction(experiment, 1);
    await until('the last notice came', () => notices.some(({ channel }) => channel === 'agent_action_update'));
    expect(notices.filter(({ channel }) => channel === 'experiment_complete')).toEqual([
      {
        channel: 'experiment_complete',
        payload: { experiment_id: experiment, model_name: 'a model', goal_found: true },
      },
    ]);
    client.release();
  });

  test('a payload that is too long costs a warning and not the row', async () => {
    await laboratory.db.query(readSql('triggers'));
    // A name of four-byte letters: 8,000 bytes are reached at 2,000 of them.
    await laboratory.db.query('ALTER TABLE agent_actions ALTER action_type TYPE text');
    const { notices, client } = await listen();
    const experiment = await laboratory.addExperiment();
    await laboratory.db.query(
      `INSERT INTO agent_actions (experiment_id, step_number, action_type, from_x, from_y, success)
       VALUES ($1, 1, repeat('🐦', 3000), 0, 0, true)`,
      [experiment],
    );
    await until('the notice came', () => notices.length === 1);
    expect(notices[0]?.payload).toMatchObject({ experiment_id: experiment, step_number: 1, truncated: true });
    expect(await laboratory.idsOf(experiment)).toHaveLength(1);
    client.release();
  });

  test('a table that lacks a column of the payload still takes its rows', async () => {
    await laboratory.db.query(readSql('triggers'));
    await laboratory.db.query('ALTER TABLE agent_actions DROP COLUMN to_x');
    const experiment = await laboratory.addExperiment();
    await laboratory.db.query(
      `INSERT INTO agent_actions (experiment_id, step_number, action_type, from_x, from_y, success) VALUES ($1, 1, 'x', 0, 0, true)`,
      [experiment],
    );
    expect(await laboratory.idsOf(experiment)).toHaveLength(1);
  });

  test('run again changes nothing, and takes no lock that stops others', async () => {
    await laboratory.db.query(readSql('triggers'));
    const before = await triggerOids();
    // A reader in an open transaction: DROP or CREATE TRIGGER would wait for it and fail by lock_timeout.
    const reader = await laboratory.db.connect();
    await reader.query('BEGIN');
    await reader.query('SELECT count(*) FROM agent_actions');
    await reader.query('SELECT count(*) FROM experiments');
    await laboratory.db.query(readSql('triggers'));
    await reader.query('COMMIT');
    reader.release();
    expect(await triggerOids()).toEqual(before);
  });

  test('gives up instead of making the laboratory wait behind it', async () => {
    const writer = await laboratory.db.connect();
    await writer.query('BEGIN');
    await writer.query('LOCK TABLE agent_actions IN ROW EXCLUSIVE MODE');
    await expect(laboratory.db.query(readSql('triggers'))).rejects.toThrow(/lock timeout/);
    await writer.query('COMMIT');
    writer.release();
  });

  test("replaces the proposal's own trigger under the same name", async () => {
    await laboratory.db.query(`
      CREATE FUNCTION notify_experiment_complete() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_notify('experiment_complete', 'old'); RETURN NEW; END $$;
      CREATE TRIGGER experiment_complete_notify_trigger AFTER UPDATE ON experiments
        FOR EACH ROW EXECUTE FUNCTION notify_experiment_complete();`);
    await laboratory.db.query(readSql('triggers'));
    const { rows } = await laboratory.db.query(
      "SELECT pg_get_triggerdef(oid) AS def FROM pg_trigger WHERE tgname = 'experiment_complete_notify_trigger'",
    );
    expect(rows[0].def).toContain('WHEN');
  });

  test('is undone by remove-triggers.sql, which may also run where nothing is', async () => {
    await laboratory.db.query(readSql('remove-triggers'));
    await laboratory.db.query(readSql('triggers'));
    await laboratory.db.query(readSql('remove-triggers'));
    expect(await triggerOids()).toEqual([]);
    const { rows } = await laboratory.db.query("SELECT proname FROM pg_proc WHERE proname LIKE 'notify\\_%'");
    expect(rows).toEqual([]);
  });

  const psql = spawnSync('psql', ['--version']).status === 0;
  test.skipIf(!psql)(`runs with plain psql -f${psql ? '' : ' (there is no psql on this machine)'}`, async () => {
    for (const file of ['demo-schema', 'triggers', 'triggers', 'remove-triggers', 'remove-triggers']) {
      const run = spawnSync('psql', [laboratory.url, '-f', join(packageRoot, 'sql', `${file}.sql`)], {
        encoding: 'utf8',
      });
      expect({ file, status: run.status, errors: run.stderr.match(/ERROR.*/g) }).toEqual({
        file,
        status: 0,
        errors: null,
      });
    }
  });
});
