import { beforeEach, describe, expect, test } from 'vitest';
import type { Laboratory } from '../support/laboratory.ts';
import { ownLaboratory } from '../support/own-laboratory.ts';
import { actionNotices, TRIGGER_FORMS, TriggerLaboratory, warningsOf } from '../support/trigger-laboratory.ts';

let laboratory: Laboratory;
let at: TriggerLaboratory;

beforeEach(async () => {
  laboratory = await ownLaboratory('tables');
  at = new TriggerLaboratory(laboratory);
});

describe.each(TRIGGER_FORMS)('%s.sql', (form) => {
  test("announces a single action with the proposal's fields and its id", async () => {
    await at.run(form);
    const heard = await at.listen();
    const experiment = await laboratory.addExperiment();
    const id = await laboratory.addAction(experiment, 7);
    expect(await heard()).toEqual([
      {
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
          timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/),
        },
      },
    ]);
  });

  test('announces a completion once, and nothing for other updates', async () => {
    await at.run(form);
    const heard = await at.listen();
    const experiment = await laboratory.addExperiment('a model');
    await laboratory.db.query('UPDATE experiments SET goal_found = true WHERE id = $1', [experiment]);
    await laboratory.db.query('UPDATE experiments SET completed_at = now() WHERE id = $1', [experiment]);
    await laboratory.db.query('UPDATE experiments SET completed_at = now() WHERE id = $1', [experiment]);
    expect(await heard()).toEqual([
      {
        channel: 'experiment_complete',
        payload: { experiment_id: experiment, model_name: 'a model', goal_found: true },
      },
    ]);
  });

  test('a completion where goal_found is still called success', async () => {
    await laboratory.db.query('ALTER TABLE experiments RENAME goal_found TO success');
    await at.run(form);
    const heard = await at.listen();
    const { rows } = await laboratory.db.query(
      "INSERT INTO experiments (model_name, start_x, start_y, success) VALUES ('old', 1, 1, true) RETURNING id",
    );
    const client = await at.session();
    const warnings = await warningsOf(client, 'UPDATE experiments SET completed_at = now()');
    expect(warnings).toEqual([]);
    expect((await heard()).map(({ payload }) => payload)).toEqual([
      { experiment_id: rows[0].id, model_name: 'old', goal_found: true },
    ]);
  });

  test('a payload that is too long costs a warning and not the row', async () => {
    await at.run(form);
    // A name of four-byte letters: 8,000 bytes are reached at 2,000 of them.
    await laboratory.db.query('ALTER TABLE agent_actions ALTER action_type TYPE text');
    const heard = await at.listen();
    const experiment = await laboratory.addExperiment();
    const warnings = await warningsOf(
      await at.session(),
      `INSERT INTO agent_actions (experiment_id, step_number, action_type, from_x, from_y, success)
       VALUES (${experiment}, 3, repeat('🐦', 3000), 0, 0, true)`,
    );
    expect(warnings).toEqual([expect.stringMatching(/^oriole: short notice.*payload string too long/)]);
    const [id] = await laboratory.idsOf(experiment);
    expect(actionNotices(await heard())).toEqual([{ id, experiment_id: experiment, step_number: 3, truncated: true }]);
  });

  test('a table that lacks a column of the payload still takes its rows, and announces the bare ids', async () => {
    await at.run(form);
    await laboratory.db.query('ALTER TABLE agent_actions DROP COLUMN to_x');
    const heard = await at.listen();
    const experiment = await laboratory.addExperiment();
    const insert = `INSERT INTO agent_actions (experiment_id, step_number, action_type, success) VALUES (${experiment}, 1, 'x', true)`;
    expect(await warningsOf(await at.session(), insert)).toEqual([expect.stringContaining('to_x')]);
    const [id] = await laboratory.idsOf(experiment);
    expect(actionNotices(await heard())).toEqual([{ id, experiment_id: experiment, step_number: 1, truncated: true }]);
  });

  test('a table that lacks even the step number still takes its rows', async () => {
    await at.run(form);
    await laboratory.db.query('ALTER TABLE agent_actions DROP COLUMN step_number');
    const experiment = await laboratory.addExperiment();
    const insert = `INSERT INTO agent_actions (experiment_id, action_type, success) VALUES (${experiment}, 'x', true)`;
    expect(await warningsOf(await at.session(), insert)).toEqual([
      expect.stringContaining('short notice'),
      expect.stringContaining('no notice'),
    ]);
    expect(await laboratory.idsOf(experiment)).toHaveLength(1);
  });

  test('wider types, more columns, and columns with the names of its own variables', async () => {
    await laboratory.db.query(
      `ALTER TABLE agent_actions ALTER id TYPE bigint, ALTER "timestamp" TYPE timestamptz, ADD payload text DEFAULT 'p',
         ADD sent int DEFAULT 5, ADD folded text DEFAULT 'f', ADD several boolean DEFAULT true, ADD actions int DEFAULT 9,
         ADD first_id int DEFAULT -1, ADD more jsonb DEFAULT '{}'`,
    );
    await laboratory.db.query(
      `ALTER SEQUENCE agent_actions_id_seq AS bigint; SELECT setval('agent_actions_id_seq', ${2 ** 40})`,
    );
    await at.run(form);
    const heard = await at.listen();
    const [one = 0, two = 0] = await at.addExperiments(2);
    await at.addRows([[one, 1]]);
    await at.addRows([
      [one, 2],
      [two, 1],
      [two, 2],
    ]);
    const notices = actionNotices(await heard());
    const first = 2 ** 40 + 1;
    expect(notices[0]).toMatchObject({ id: first, timestamp: expect.stringMatching(/[+-]\d\d:\d\d$/) });
    expect(notices[1]).toMatchObject({ id: first + 1, experiment_id: one, step_number: 2 });
    expect(notices.at(-1)).toMatchObject(
      form === 'triggers' ? { id: first + 3 } : { first_id: first + 2, last_id: first + 3, actions: 2 },
    );
  });

  test("a writer's search_path means nothing to it", async () => {
    await at.run(form);
    await laboratory.db.query(`
      CREATE SCHEMA evil;
      CREATE FUNCTION evil.pg_notify(text, text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN RAISE 'evil'; END $$;
      CREATE FUNCTION evil.pg_notification_queue_usage() RETURNS float8 LANGUAGE sql AS 'SELECT 1::float8';
      CREATE FUNCTION evil.octet_length(text) RETURNS int LANGUAGE sql AS 'SELECT 9999';
      CREATE FUNCTION evil.yes(float8, numeric) RETURNS boolean LANGUAGE sql AS 'SELECT true';
      CREATE FUNCTION evil.yes(int, int) RETURNS boolean LANGUAGE sql AS 'SELECT true';
      CREATE OPERATOR evil.> (leftarg = float8, rightarg = numeric, function = evil.yes);
      CREATE OPERATOR evil.> (leftarg = int, rightarg = int, function = evil.yes);
      CREATE OPERATOR evil.= (leftarg = int, rightarg = int, function = evil.yes);
      CREATE AGGREGATE evil.max(int) (sfunc = int4smaller, stype = int);
      CREATE DOMAIN evil.text AS pg_catalog.text CHECK (false);`);
    const heard = await at.listen();
    const [one, two] = await at.addExperiments(2);
    const client = await at.session();
    const warnings = await warningsOf(
      client,
      `SET search_path = evil, pg_catalog, public;
       INSERT INTO agent_actions (experiment_id, step_number, action_type, from_x, from_y, success)
         VALUES (${one}, 1, 'x', 0, 0, true);
       INSERT INTO agent_actions (experiment_id, step_number, action_type, from_x, from_y, success)
         VALUES (${one}, 2, 'x', 0, 0, true), (${one}, 3, 'x', 0, 0, true), (${two}, 1, 'x', 0, 0, true);
       INSERT INTO agent_actions (experiment_id, step_number, action_type, from_x, from_y, success)
         VALUES (${one}, 4, 'x', 0, 0, true), (${one}, 5, 'x', 0, 0, true);
       UPDATE experiments SET completed_at = '2026-01-01'`,
    );
    expect(warnings).toEqual([]);
    const notices = await heard();
    expect(actionNotices(notices)).toMatchObject(
      form === 'triggers'
        ? [1, 2, 3, 1, 4, 5].map((step) => ({ step_number: step }))
        : [
            { id: 1, step_number: 1 },
            { step_number: 3, actions: 2 },
            { experiment_id: two, action_type: 'x' },
            { step_number: 5, actions: 2 },
          ],
    );
    expect(notices.filter(({ channel }) => channel === 'experiment_complete')).toHaveLength(2);
  });

  test('COPY is announced, an INSERT of nothing is not', async () => {
    await at.run(form);
    const experiment = await laboratory.addExperiment();
    const heard = await at.listen();
    await laboratory.db.query('INSERT INTO agent_actions SELECT * FROM agent_actions');
    expect(await heard()).toEqual([]);
    const { rows } = await laboratory.db.query("SELECT current_setting('data_directory') || '/actions.copy' AS file");
    const columns = 'experiment_id, step_number, action_type, success';
    await laboratory.db.query(
      `COPY (SELECT ${experiment}, step, 'x', true FROM generate_series(1, 2) AS step) TO '${rows[0].file}';
       COPY agent_actions (${columns}) FROM '${rows[0].file}'`,
    );
    expect(actionNotices(await heard()).at(-1)).toMatchObject({ experiment_id: experiment, step_number: 2 });
  });
});

describe('statement-triggers.sql, many rows in one INSERT', () => {
  test('says exactly what triggers.sql says of a single row', async () => {
    const heard = await at.listen();
    const experiment = await laboratory.addExperiment();
    const insert = `INSERT INTO agent_actions (id, experiment_id, step_number, action_type, from_x, from_y, success, "timestamp")
      VALUES (1, ${experiment}, 1, 'a "name" with \\ é', 0, -1, false, '2026-01-02 03:04:05.678')`;
    for (const form of TRIGGER_FORMS) {
      await at.run(form);
      await laboratory.db.query(insert);
      await laboratory.db.query('DELETE FROM agent_actions');
    }
    const [row, statement, ...more] = await heard();
    expect(row?.payload).toMatchObject({ id: 1, to_x: null, timestamp: '2026-01-02T03:04:05.678' });
    expect(statement).toEqual(row);
    expect(more).toEqual([]);
  });

  test('folds the rows of one experiment into one notice', async () => {
    await at.run('statement-triggers');
    const heard = await at.listen();
    const experiment = await laboratory.addExperiment();
    await laboratory.addActions(experiment, 1, 30_000);
    expect(await heard()).toEqual([
      {
        channel: 'agent_action_update',
        payload: { experiment_id: experiment, actions: 30_000, first_id: 1, last_id: 30_000, step_number: 30_000 },
      },
    ]);
  });

  test('sends one notice for each experiment, whole where it has one row', async () => {
    await at.run('statement-triggers');
    const heard = await at.listen();
    const [one = 0, two = 0, three = 0] = await at.addExperiments(3);
    await at.addRows([
      [two, 9],
      [one, 4],
      [two, 3],
      [three, 1],
      [two, 5],
    ]);
    const whole = { action_type: 'move_east', from_x: 1, from_y: 2, to_x: 3, to_y: 4, success: true };
    const timestamp = expect.any(String);
    expect(actionNotices(await heard())).toEqual([
      { experiment_id: two, actions: 3, first_id: 1, last_id: 5, step_number: 9 },
      { id: 2, experiment_id: one, step_number: 4, ...whole, timestamp },
      { id: 4, experiment_id: three, step_number: 1, ...whole, timestamp },
    ]);
  });

  test('sends the figures where a row of one among many is too long to be sent', async () => {
    await at.run('statement-triggers');
    await laboratory.db.query('ALTER TABLE agent_actions ALTER action_type TYPE text');
    const heard = await at.listen();
    const [one = 0, two = 0] = await at.addExperiments(2);
    await at.addRows(
      [
        [one, 1],
        [two, 2],
      ],
      'é'.repeat(4_000),
    );
    expect(actionNotices(await heard())).toEqual([
      { experiment_id: one, actions: 1, first_id: 1, last_id: 1, step_number: 1 },
      { experiment_id: two, actions: 1, first_id: 2, last_id: 2, step_number: 2 },
    ]);
  });

  test('sends a bounded number of notices, then a general one', async () => {
    await at.run('statement-triggers');
    const experiments = await at.addExperiments(1_500);
    const heard = await at.listen();
    await at.addRows(experiments.slice(0, 1_000).map((id) => [id, 1]));
    expect(actionNotices(await heard())).toHaveLength(1_000);
    await at.addRows(
      experiments.flatMap((id): [number, number][] => [
        [id, 2],
        [id, 3],
      ]),
    );
    const notices = actionNotices(await heard());
    expect(notices).toHaveLength(1_001);
    expect(notices[0]).toEqual({
      experiment_id: experiments[0],
      actions: 2,
      first_id: 1_001,
      last_id: 1_002,
      step_number: 3,
    });
    expect(notices.at(-1)).toEqual({
      experiments: 1_500,
      actions: 3_000,
      first_id: 1_001,
      last_id: 4_000,
      truncated: true,
    });
  });

  test('sends the figures of many rows when their fields cannot be read', async () => {
    await at.run('statement-triggers');
    const [one = 0, two = 0] = await at.addExperiments(2);
    await laboratory.db.query('ALTER TABLE agent_actions DROP COLUMN from_x');
    const heard = await at.listen();
    const insert = (rows: string) =>
      laboratory.db.query(`INSERT INTO agent_actions (experiment_id, step_number, action_type, success)
        SELECT e, s, 'x', true FROM (VALUES ${rows}) AS r (e, s)`);
    await insert(`(${one}, 1), (${one}, 2)`);
    await insert(`(${one}, 3), (${two}, 1)`);
    expect(actionNotices(await heard())).toEqual([
      { experiment_id: one, actions: 2, first_id: 1, last_id: 2, step_number: 2, truncated: true },
      { experiment_id: null, actions: 2, first_id: 3, last_id: 4, step_number: 3, truncated: true },
    ]);
  });
});
