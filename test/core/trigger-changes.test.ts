import pg from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readSql } from '#core/paths.ts';
import type { TriggerChange } from '#shared/domain/triggers.ts';
import type { Laboratory } from '../support/laboratory.ts';
import { settledMonitor } from '../support/monitor.ts';
import { ownLaboratory } from '../support/own-laboratory.ts';
import { until } from '../support/until.ts';

/** The first proposal's own trigger, as its text has it. */
const PROPOSAL = `
  CREATE OR REPLACE FUNCTION notify_agent_action() RETURNS trigger AS $$
  BEGIN
    PERFORM pg_notify('agent_action_update', json_build_object('experiment_id', NEW.experiment_id,
      'step_number', NEW.step_number)::text);
    RETURN NEW;
  END $$ LANGUAGE plpgsql;
  CREATE TRIGGER agent_action_notify_trigger AFTER INSERT ON agent_actions
    FOR EACH ROW EXECUTE FUNCTION notify_agent_action()`;

async function viewerOf(url: string) {
  const { source, client } = await settledMonitor(url);
  const { triggers } = client;
  const apply = async (change: TriggerChange) =>
    triggers.apply({ change, digest: (await triggers.plan({ change })).digest });
  return { source, triggers, apply };
}

/** A role that may read, and what else is granted to it. */
async function roleUrl(laboratory: Laboratory, grants: string): Promise<string> {
  const role = `role_${process.pid}_${Date.now()}`;
  await laboratory.db.query(
    `CREATE ROLE ${role} LOGIN PASSWORD 'role'; GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role}; ${grants.replaceAll('ROLE', role)}`,
  );
  onTestFinished(async () => {
    await laboratory.db.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`).catch(() => {});
  });
  return Object.assign(new URL(laboratory.url), { username: role, password: 'role' }).href;
}

describe('what is told of the triggers', () => {
  test.each([
    ['none', 'SELECT 1', { kind: 'absent', form: null, completion: false }],
    ['the proposal’s', PROPOSAL, { kind: 'proposal', form: 'row', completion: false }],
    ['ours, a notice per row', readSql('triggers'), { kind: 'ours', form: 'row', completion: true }],
    [
      'ours, a notice per statement',
      readSql('statement-triggers'),
      { kind: 'ours', form: 'statement', completion: true },
    ],
    [
      'ours, of an older version',
      readSql('statement-triggers').replace('statement form, version 1', 'statement form, version 0'),
      { kind: 'older', form: 'statement' },
    ],
    [
      'disabled',
      `${readSql('triggers')}; ALTER TABLE agent_actions DISABLE TRIGGER agent_action_notify_trigger`,
      { kind: 'disabled' },
    ],
  ])('is %s', async (_, sql, expected) => {
    const laboratory = await ownLaboratory('tables');
    await laboratory.db.query(sql);
    const { source, triggers } = await viewerOf(laboratory.url);
    expect(await triggers.read()).toMatchObject({ ...expected, obstacle: null, inRecovery: false });
    const works = expected.kind !== 'absent' && expected.kind !== 'disabled';
    expect(source.status.state).toBe(works ? 'live' : 'polling');
  });
});

describe('changing the triggers', () => {
  test.each(['install-statement', 'install-row'] as const)('%s makes a polling feed live at once', async (change) => {
    const laboratory = await ownLaboratory('tables');
    const { source, apply } = await viewerOf(laboratory.url);
    expect(source.status.obstacle).toBe('no-triggers');
    expect(await apply(change)).toMatchObject({ done: true, sentence: 'The triggers are installed.' });
    expect(source.status.state).toBe('live');
    const { notices } = source.status;
    await laboratory.addAction(await laboratory.addExperiment(), 1);
    await until('the notice came', () => source.status.notices > notices);
    await until('the action came', () => source.status.actions === 1);
    expect(await apply('remove')).toMatchObject({ done: true, sentence: 'The triggers are removed.' });
    expect(source.status).toMatchObject({ state: 'polling', obstacle: 'no-triggers' });
  });

  test('replaces the proposal’s trigger, disabled ones and the other form', async () => {
    const laboratory = await ownLaboratory('tables');
    await laboratory.db.query(PROPOSAL);
    const { triggers, apply } = await viewerOf(laboratory.url);
    for (const [change, form] of [
      ['install-statement', 'statement'],
      ['install-row', 'row'],
    ] as const) {
      expect((await apply(change)).done).toBe(true);
      expect(await triggers.read()).toMatchObject({ kind: 'ours', form });
    }
    await laboratory.db.query('ALTER TABLE agent_actions DISABLE TRIGGER agent_action_notify_trigger');
    expect((await apply('install-row')).done).toBe(true);
    expect(await triggers.read()).toMatchObject({ kind: 'ours', form: 'row' });
  });

  test('runs only the SQL that was shown', async () => {
    const laboratory = await ownLaboratory('tables');
    const { triggers } = await viewerOf(laboratory.url);
    const shown = await triggers.plan({ change: 'remove' });
    const outcome = await triggers.apply({ change: 'install-statement', digest: shown.digest });
    expect(outcome).toMatchObject({ done: false, sentence: expect.stringContaining('not the one that was shown') });
    expect(await triggers.read()).toMatchObject({ kind: 'absent' });
  });

  test('shows SQL that an administrator can run as it is, for tables anywhere', async () => {
    const laboratory = await ownLaboratory('tables');
    await laboratory.db.query(`CREATE SCHEMA "Lab ""7"; ALTER TABLE mazes SET SCHEMA "Lab ""7";
      ALTER TABLE experiments SET SCHEMA "Lab ""7"; ALTER TABLE agent_actions SET SCHEMA "Lab ""7"`);
    const { source, triggers } = await viewerOf(laboratory.url);
    const { sql } = await triggers.plan({ change: 'install-statement' });
    await laboratory.db.query(sql);
    expect(await triggers.read()).toMatchObject({ kind: 'ours', form: 'statement' });
    await until('it is live', () => source.status.state === 'live', 20_000);
  });

  test('says who may do it where this account may not', async () => {
    const laboratory = await ownLaboratory('tables');
    const { triggers, apply } = await viewerOf(await roleUrl(laboratory, ''));
    const { obstacle } = await triggers.read();
    expect(obstacle).toMatch(/does not own the tables \(postgres does\)\. Hand the SQL to their owner/);
    expect(await apply('install-statement')).toMatchObject({
      done: false,
      sentence: expect.stringContaining('Hand the SQL to the owner of the tables'),
    });
    expect(await triggers.read()).toMatchObject({ kind: 'absent' });
  });

  test('is possible with the TRIGGER right alone, as long as there is none', async () => {
    const laboratory = await ownLaboratory('tables');
    const grants = 'GRANT TRIGGER ON ALL TABLES IN SCHEMA public TO ROLE; GRANT CREATE, USAGE ON SCHEMA public TO ROLE';
    const { triggers, apply } = await viewerOf(await roleUrl(laboratory, grants));
    expect((await triggers.read()).obstacle).toBeNull();
    expect(await apply('install-statement')).toMatchObject({ done: true });
  });

  test('gives up where the tables are in use, and leaves nothing behind', async () => {
    const laboratory = await ownLaboratory('tables');
    const { source, triggers, apply } = await viewerOf(laboratory.url);
    const busy = await laboratory.db.connect();
    await busy.query('BEGIN');
    await busy.query('LOCK TABLE agent_actions IN ROW EXCLUSIVE MODE');
    expect(await apply('install-statement')).toMatchObject({
      done: false,
      sentence: expect.stringContaining('their lock could not be had'),
    });
    await busy.query('COMMIT');
    busy.release();
    expect(await triggers.read()).toMatchObject({ kind: 'absent' });
    const { rows } = await laboratory.db.query("SELECT 1 FROM pg_proc WHERE proname = 'notify_agent_action'");
    expect(rows).toEqual([]);
    expect(source.status.state).toBe('polling');
    expect((await apply('install-statement')).done).toBe(true);
  });

  test('takes no function over that belongs to somebody else', async () => {
    const laboratory = await ownLaboratory('tables');
    const url = new URL(await roleUrl(laboratory, 'GRANT CREATE, USAGE ON SCHEMA public TO ROLE'));
    const { triggers, apply } = await viewerOf(laboratory.url);
    // With the body that is going to be installed: it would be accepted, and changed afterwards.
    const stranger = new pg.Client({ connectionString: url.href });
    await stranger.connect();
    const body =
      /notify_agent_action[^$]*\$body\$(.*?)\$body\$|action_body constant text := \$body\$(.*?)\$body\$/s.exec(
        readSql('statement-triggers'),
      );
    await stranger.query(
      `CREATE FUNCTION notify_agent_action() RETURNS trigger LANGUAGE plpgsql AS $x$${body?.[1] ?? body?.[2]}$x$`,
    );
    await stranger.end();
    expect(await apply('install-statement')).toMatchObject({
      done: false,
      sentence: expect.stringContaining('belongs to somebody else'),
    });
    expect(await triggers.read()).toMatchObject({ kind: 'absent' });
  });
});
