import { describe, expect, onTestFinished, test } from 'vitest';
import { readSql } from '#core/paths.ts';
import { settledMonitor } from '../support/monitor.ts';
import { ownLaboratory } from '../support/own-laboratory.ts';
import { until } from '../support/until.ts';

/** What an older, a newer or just another database has. */
interface Variant {
  readonly name: string;
  readonly sql: string;
  /** Found among the sentences about what is missing. */
  readonly lacks?: RegExp;
}

const VARIANTS: readonly Variant[] = [
  {
    name: 'the first Oriole, where goal_found was called success',
    sql: 'ALTER TABLE experiments RENAME goal_found TO success',
  },
  {
    name: 'bigint ids and times with a zone',
    sql: `ALTER TABLE agent_actions ALTER id TYPE bigint, ALTER experiment_id TYPE bigint,
            ALTER "timestamp" TYPE timestamptz;
          ALTER TABLE experiments ALTER id TYPE bigint, ALTER started_at TYPE timestamptz, ALTER completed_at TYPE timestamptz;
          ALTER SEQUENCE agent_actions_id_seq AS bigint RESTART 5000000000`,
  },
  {
    name: 'extra columns, with names that need quotes',
    sql: `ALTER TABLE agent_actions ADD "select" text, ADD "Weird ""name" jsonb DEFAULT '{}';
          ALTER TABLE experiments ADD "order" int`,
  },
  {
    name: 'tables in a schema of their own, whose name needs quotes',
    sql: `CREATE SCHEMA "Lab ""7"; ALTER TABLE mazes SET SCHEMA "Lab ""7"; ALTER TABLE experiments SET SCHEMA "Lab ""7";
          ALTER TABLE agent_actions SET SCHEMA "Lab ""7"`,
  },
  {
    name: 'no index on the runs',
    sql: 'DROP INDEX agent_actions_experiment_step',
    lacks: /There is no index on agent_actions \(experiment_id, step_number\).*slow/,
  },
  {
    name: 'a model_config that is text',
    sql: 'ALTER TABLE experiments ALTER model_config TYPE text USING model_config::text',
    lacks: /experiments.model_config is of type text/,
  },
  {
    name: 'identity columns instead of serials',
    sql: `ALTER TABLE agent_actions ALTER id DROP DEFAULT; DROP SEQUENCE agent_actions_id_seq;
          ALTER TABLE agent_actions ALTER id ADD GENERATED ALWAYS AS IDENTITY`,
  },
  {
    name: 'ids that the clock makes',
    sql: `ALTER TABLE agent_actions ALTER id TYPE bigint,
            ALTER id SET DEFAULT (date_part('epoch', clock_timestamp()) * 1000000)::bigint`,
    lacks: /Ids of agent_actions are not given out one by one/,
  },
  {
    name: 'an enum for the types of actions',
    sql: `CREATE TYPE kind AS ENUM ('move_east', 'move_north');
          ALTER TABLE agent_actions ALTER action_type TYPE kind USING action_type::kind`,
  },
];

describe.each(VARIANTS)('a database with $name', ({ sql, lacks, name }) => {
  test('is watched live, from the past to the completion', async () => {
    const laboratory = await ownLaboratory('tables');
    const experiment = await laboratory.addExperiment('variant');
    await laboratory.db.query(sql);
    const schema = name.includes('schema of their own') ? '"Lab ""7"' : 'public';
    // One session, so that the search_path holds for what follows.
    const session = await laboratory.db.connect();
    onTestFinished(() => session.release(true));
    await session.query(`SET search_path TO ${schema}`);
    const insert = (step: number) =>
      session.query(
        `INSERT INTO agent_actions (experiment_id, step_number, action_type, from_x, from_y, to_x, to_y, success)
         VALUES ($1, $2, 'move_east', 1, 1, 2, 1, false)`,
        [experiment, step],
      );
    await insert(1);
    await insert(2);
    await session.query(readSql('statement-triggers'));
    const { source } = await settledMonitor(laboratory.url);
    expect(source.status).toMatchObject({ state: 'live' });
    if (lacks) expect(source.status.missing.join(' ')).toMatch(lacks);
    else expect(source.status.missing).toEqual([]);
    await insert(3);
    await insert(4);
    await until('both came', () => source.status.actions === 2);
    const page = await source.reader.read(experiment, source.reader.beginning(), { limit: 100, waitMs: 0 });
    expect(page.actions.map(({ step }) => step)).toEqual([1, 2, ...(page.actions.length > 2 ? [3, 4] : [])]);
    expect(await source.hasExperiment(experiment)).toBe(true);
    expect(source.completionOf(experiment)).toBeNull();
    const goal = name.includes('first Oriole') ? 'success' : 'goal_found';
    await session.query(`UPDATE experiments SET completed_at = now(), ${goal} = true WHERE id = $1`, [experiment]);
    await until('the completion came', () => source.completionOf(experiment) !== null);
    expect(source.completionOf(experiment)).toMatchObject({ goalFound: true });
  });
});
