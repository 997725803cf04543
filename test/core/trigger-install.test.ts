import { spawnSync } from 'node:child_process';
import { beforeEach, describe, expect, test } from 'vitest';
import { sqlPath } from '#core/paths.ts';
import type { Laboratory } from '../support/laboratory.ts';
import { ownLaboratory } from '../support/own-laboratory.ts';
import { actionNotices, TRIGGER_FORMS, TriggerLaboratory } from '../support/trigger-laboratory.ts';

let laboratory: Laboratory;
let at: TriggerLaboratory;

beforeEach(async () => {
  laboratory = await ownLaboratory('tables');
  at = new TriggerLaboratory(laboratory);
});

describe.each(TRIGGER_FORMS)('installing %s.sql', (form) => {
  test('run again changes nothing, writes nothing, and takes no lock that stops others', async () => {
    await at.run(form);
    const before = await at.installed();
    // A writer in an open transaction: DROP or CREATE TRIGGER would wait for it and fail by lock_timeout.
    const writer = await at.session();
    await writer.query('BEGIN');
    const experiment = await laboratory.addExperiment();
    await laboratory.addAction(experiment, 1, writer);
    await writer.query('UPDATE experiments SET comment = $1', ['still writing']);
    await at.run(form);
    await writer.query('COMMIT');
    expect(await at.installed()).toEqual(before);
  });

  test('gives up instead of making the laboratory wait behind it', async () => {
    const writer = await at.session();
    await writer.query('BEGIN');
    await writer.query('LOCK TABLE agent_actions IN ROW EXCLUSIVE MODE');
    await expect(at.run(form, await at.session())).rejects.toThrow(/lock timeout/);
    expect(await at.installed()).toEqual({ triggers: [], functions: [] });
    await writer.query('COMMIT');
  });

  test('runs on a session that is read-only by default', async () => {
    const client = await at.session();
    await client.query('SET default_transaction_read_only = on');
    await at.run(form, client);
    expect((await at.installed()).triggers).toHaveLength(2);
    await at.run('remove-triggers', client);
    expect((await at.installed()).triggers).toHaveLength(0);
    await expect(client.query('CREATE TABLE t ()')).rejects.toThrow(/read-only/);
  });

  test('its functions say which form and version they are', async () => {
    await at.run(form);
    expect((await at.installed()).functions.map(({ marker }) => marker)).toEqual([
      `-- oriole-monitor: ${form === 'triggers' ? 'row' : 'statement'} form, version 1`,
      '-- oriole-monitor: completion, version 1',
    ]);
  });

  const alter = (state: string) => async () => {
    await at.run(form);
    await laboratory.db.query(
      `ALTER TABLE agent_actions ${state} TRIGGER agent_action_notify_trigger;
       ALTER TABLE experiments ${state} TRIGGER experiment_complete_notify_trigger`,
    );
  };
  const proposal = async () => {
    await laboratory.db.query(`
      CREATE FUNCTION notify_agent_action() RETURNS TRIGGER AS $$ BEGIN
        PERFORM pg_notify('agent_action_update', 'old'); RETURN NEW; END; $$ LANGUAGE plpgsql;
      CREATE TRIGGER agent_action_notify_trigger AFTER INSERT ON agent_actions
        FOR EACH ROW EXECUTE FUNCTION notify_agent_action();
      CREATE FUNCTION notify_experiment_complete() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_notify('experiment_complete', 'old'); RETURN NEW; END $$;
      CREATE TRIGGER experiment_complete_notify_trigger AFTER UPDATE ON experiments
        FOR EACH ROW EXECUTE FUNCTION notify_experiment_complete();`);
  };
  test.each([
    ["the proposal's own triggers", proposal],
    [
      "the proposal's, under another name beside ours",
      async () => {
        await proposal();
        await laboratory.db.query(
          'CREATE TRIGGER t AFTER INSERT ON agent_actions FOR EACH ROW EXECUTE FUNCTION notify_agent_action()',
        );
      },
    ],
    ['the other form', () => at.run(form === 'triggers' ? 'statement-triggers' : 'triggers')],
    [
      'a trigger for another event',
      async () => {
        await at.run(form);
        const rows = form === 'triggers' ? 'FOR EACH ROW' : 'REFERENCING NEW TABLE AS new_actions FOR EACH STATEMENT';
        await laboratory.db.query(
          `DROP TRIGGER agent_action_notify_trigger ON agent_actions;
           CREATE TRIGGER agent_action_notify_trigger AFTER UPDATE ON agent_actions ${rows}
             EXECUTE FUNCTION notify_agent_action()`,
        );
      },
    ],
    ['its own triggers, disabled', alter('DISABLE')],
    ['its own triggers, for replicas only', alter('ENABLE REPLICA')],
  ])('replaces %s', async (_, prepare) => {
    await prepare();
    const heard = await at.listen();
    await at.run(form);
    const experiment = await laboratory.addExperiment();
    await at.addRows([
      [experiment, 1],
      [experiment, 2],
    ]);
    await laboratory.db.query("UPDATE experiments SET comment = 'not complete'");
    await laboratory.db.query('UPDATE experiments SET completed_at = now()');
    const notices = await heard();
    expect(actionNotices(notices)).toMatchObject(
      form === 'triggers' ? [{ step_number: 1 }, { step_number: 2 }] : [{ step_number: 2, actions: 2 }],
    );
    expect(notices).toHaveLength(form === 'triggers' ? 3 : 2);
    expect((await at.installed()).triggers.map(({ name }) => name)).toEqual([
      'agent_action_notify_trigger',
      'experiment_complete_notify_trigger',
    ]);
  });

  test('leaves a trigger alone that its owner made to fire always', async () => {
    await at.run(form);
    await laboratory.db.query('ALTER TABLE agent_actions ENABLE ALWAYS TRIGGER agent_action_notify_trigger');
    const before = await at.installed();
    await at.run(form);
    expect(await at.installed()).toEqual(before);
  });

  test('finds the tables anywhere on the search_path, and keeps its functions beside them', async () => {
    await laboratory.db.query(`
      CREATE SCHEMA "first"; CREATE SCHEMA "Lab %s";
      ALTER TABLE agent_actions SET SCHEMA "Lab %s"; ALTER TABLE experiments SET SCHEMA "Lab %s"`);
    const client = await at.session();
    await client.query('SET search_path = "first", "Lab %s"');
    await at.run(form, client);
    const { triggers, functions } = await at.installed();
    expect(functions.map(({ name }) => name)).toEqual([
      '"Lab %s".notify_agent_action()',
      '"Lab %s".notify_experiment_complete()',
    ]);
    await client.query('SET search_path = "Lab %s", "first"');
    await at.run(form, client);
    expect((await at.installed()).triggers).toEqual(triggers);
    await at.run('remove-triggers', client);
    expect(await at.installed()).toEqual({ triggers: [], functions: [] });
  });

  test('runs nobody else’s functions, however well they fit', async () => {
    await laboratory.db.query(
      `CREATE FUNCTION format(text, text, regclass) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE 'evil'; END $$;
       CREATE FUNCTION format(text, name, regclass) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE 'evil'; END $$`,
    );
    await at.run(form);
    await at.run(form === 'triggers' ? 'statement-triggers' : 'triggers');
    await at.run('remove-triggers');
    expect(await at.installed()).toEqual({ triggers: [], functions: [] });
  });

  test('is undone by remove-triggers.sql, which may also run where nothing is', async () => {
    await at.run('remove-triggers');
    await at.run(form);
    await at.run('remove-triggers');
    expect(await at.installed()).toEqual({ triggers: [], functions: [] });
    await laboratory.db.query('DROP TABLE agent_actions, experiments');
    await at.run('remove-triggers');
  });

  test('remove-triggers.sql leaves a function that somebody else still runs', async () => {
    await at.run(form);
    await laboratory.db.query(
      `CREATE TABLE elsewhere (id int);
       CREATE TRIGGER mine AFTER INSERT ON elsewhere ${form === 'triggers' ? '' : 'REFERENCING NEW TABLE AS new_actions'}
         FOR EACH ${form === 'triggers' ? 'ROW' : 'STATEMENT'} EXECUTE FUNCTION notify_agent_action()`,
    );
    await at.run('remove-triggers');
    const { triggers, functions } = await at.installed();
    expect(triggers.map(({ name }) => name)).toEqual(['mine']);
    expect(functions.map(({ name }) => name)).toEqual(['notify_agent_action()']);
  });

  const psql = spawnSync('psql', ['--version']).status === 0;
  test.skipIf(!psql)(`runs with plain psql -f${psql ? '' : ' (there is no psql on this machine)'}`, async () => {
    for (const file of ['demo-schema', form, form, 'remove-triggers', 'remove-triggers', form] as const) {
      const done = spawnSync('psql', ['-X', laboratory.url, '-f', sqlPath(file)], { encoding: 'utf8' });
      expect({ file, status: done.status, errors: done.stderr.match(/(ERROR|WARNING).*/g) }).toEqual({
        file,
        status: 0,
        errors: null,
      });
    }
    expect((await at.installed()).triggers).toHaveLength(2);
  });
});
