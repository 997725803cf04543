import { describe, expect, onTestFinished, test } from 'vitest';
import { readSql } from '#core/paths.ts';
import { settledMonitor, startMonitor } from '../support/monitor.ts';
import { ownLaboratory } from '../support/own-laboratory.ts';
import { type NetworkProxy, startProxy } from '../support/proxy.ts';
import { until } from '../support/until.ts';

async function proxyTo(url: string): Promise<NetworkProxy> {
  const proxy = await startProxy(url);
  onTestFinished(() => proxy.close());
  return proxy;
}

describe('the feed', () => {
  test('is live where the triggers are installed', async () => {
    const laboratory = await ownLaboratory('triggers');
    const { source } = await settledMonitor(laboratory.url);
    expect(source.status).toMatchObject({ state: 'live', missing: [] });
    const before = source.status.actions;
    await laboratory.addAction(await laboratory.addExperiment(), 1);
    await until('the action came', () => source.status.actions === before + 1);
  });

  test('polls where they are not, says so, and is live once they are', async () => {
    const laboratory = await ownLaboratory('tables');
    const { source } = await settledMonitor(laboratory.url);
    expect(source.status.state).toBe('polling');
    expect(source.status.reason).toContain('triggers are not installed');
    await laboratory.addAction(await laboratory.addExperiment(), 1);
    await until('the action came', () => source.status.actions === 1);
    await laboratory.db.query(readSql('triggers'));
    await until('it is live', () => source.status.state === 'live', 20_000);
  });

  test('works with only the required columns and a read-only account, and names what is missing', async () => {
    const laboratory = await ownLaboratory('empty');
    const role = `reader_${process.pid}_${Date.now()}`;
    await laboratory.db.query(`
      CREATE SCHEMA oriole;
      CREATE TABLE oriole.mazes (id serial PRIMARY KEY, name varchar(255), width int, height int, grid_data jsonb);
      CREATE TABLE oriole.experiments (id bigserial PRIMARY KEY, model_name varchar(255), maze_id int, start_x int,
        start_y int, started_at timestamp DEFAULT now(), completed_at timestamp, goal_found boolean);
      CREATE TABLE oriole.agent_actions (id bigserial PRIMARY KEY, experiment_id bigint, step_number int,
        action_type varchar(50), from_x int, from_y int, to_x int, to_y int, success boolean,
        "timestamp" timestamp DEFAULT now());
      INSERT INTO oriole.experiments (model_name) VALUES ('minimal');
      CREATE ROLE ${role} LOGIN PASSWORD 'reader';
      GRANT USAGE ON SCHEMA oriole TO ${role};
      GRANT SELECT ON ALL TABLES IN SCHEMA oriole TO ${role};`);
    const url = new URL(laboratory.url);
    url.username = role;
    url.password = 'reader';
    const { source } = await settledMonitor(url.href);
    onTestFinished(async () => {
      await laboratory.db.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`).catch(() => {});
    });
    expect(source.status.state).toBe('polling');
    expect(source.status.missing.join(' ')).toMatch(/no index.*|reasoning/);
    await laboratory.db.query(
      `INSERT INTO oriole.agent_actions (experiment_id, step_number, action_type, from_x, from_y, success)
       VALUES (1, 1, 'recall_all', 3, 3, true)`,
    );
    await until('the action came', () => source.status.actions === 1);
    expect(await source.hasExperiment(1)).toBe(true);
  });

  test.each([
    ['the tables are missing', 'empty', {}, /none of the tables/],
    ['the password is wrong', 'tables', { password: 'wrong' }, /password was not accepted/],
    ['the database does not exist', 'tables', { pathname: '/nowhere' }, /no database of this name/],
  ] as const)('fails with a sentence when %s', async (_, setup, part, reason) => {
    const laboratory = await ownLaboratory(setup);
    const { source } = await settledMonitor(Object.assign(new URL(laboratory.url), part).href);
    expect(source.status.state).toBe('failed');
    expect(source.status.reason).toMatch(reason);
  });

  test('keeps trying from the first attempt on, and connects when the server is there', async () => {
    const laboratory = await ownLaboratory('triggers');
    const proxy = await proxyTo(laboratory.url);
    proxy.open(false);
    const { source } = await startMonitor({ kind: 'url', url: proxy.url });
    await until('it reconnects', () => source.status.state === 'reconnecting');
    expect(source.status.reason).not.toContain('postgres:postgres');
    proxy.open(true);
    await until('it is live', () => source.status.state === 'live', 20_000);
  });

  test('what was committed during an outage comes after it, once', async () => {
    const laboratory = await ownLaboratory('triggers');
    const proxy = await proxyTo(laboratory.url);
    const { source } = await settledMonitor(proxy.url);
    const experiment = await laboratory.addExperiment();
    const start = source.reader.now();
    await laboratory.addAction(experiment, 1);
    await until('the first came', () => source.status.actions === 1);
    proxy.open(false);
    await until('the loss is noticed', () => source.status.state !== 'live');
    await laboratory.addActions(experiment, 2, 12_000);
    proxy.open(true);
    await until('it is live again', () => source.status.state === 'live', 20_000);
    expect(source.status.actions).toBe(12_001);
    const page = await source.reader.read(experiment, start, { limit: 20_000, waitMs: 0 });
    expect(page.actions.map(({ id }) => id)).toEqual(await laboratory.idsOf(experiment));
  });

  test('a connection that is dead without a word is found by its heartbeat', async () => {
    const laboratory = await ownLaboratory('triggers');
    const proxy = await proxyTo(laboratory.url);
    const { source } = await settledMonitor(proxy.url);
    expect(source.status.state).toBe('live');
    proxy.freeze();
    // A read that is under way on the dead connection must not hold up the next one.
    void source.hasExperiment(999_999).catch(() => {});
    await laboratory.addAction(await laboratory.addExperiment(), 1);
    await until('it is noticed', () => source.status.state !== 'live', 15_000);
    await until('it is live again', () => source.status.state === 'live', 20_000);
    expect(source.status.actions).toBe(1);
  });

  test('a terminated backend is one loss, and everything is there after it', async () => {
    const laboratory = await ownLaboratory('triggers');
    const { source } = await settledMonitor(laboratory.url);
    const experiment = await laboratory.addExperiment();
    await laboratory.endMonitors();
    await laboratory.addActions(experiment, 1, 100);
    await until('all came', () => source.status.actions === 100, 20_000);
    await until('it is live again', () => source.status.state === 'live', 20_000);
    expect(source.status.actions).toBe(100);
  });

  test('a forged, malformed or huge notice only wakes it', async () => {
    const laboratory = await ownLaboratory('triggers');
    const { source } = await settledMonitor(laboratory.url);
    for (const payload of [
      '',
      'x'.repeat(7_999),
      '{"experiment_id": 1e99}',
      '{"id":',
      '{"experiment_id": 999999999}',
    ]) {
      await laboratory.db.query('SELECT pg_notify($1, $2), pg_notify($3, $2)', [
        'agent_action_update',
        payload,
        'experiment_complete',
      ]);
    }
    await laboratory.addAction(await laboratory.addExperiment(), 1);
    await until('the action came', () => source.status.actions === 1);
    expect(source.status.state).toBe('live');
  });

  test('uses at most three connections and leaves none behind', async () => {
    const laboratory = await ownLaboratory('triggers');
    const count = async () => {
      const { rows } = await laboratory.db.query<{ n: number }>(
        "SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'oriole-monitor' AND datname = current_database()",
      );
      return rows[0]?.n ?? -1;
    };
    const { source } = await settledMonitor(laboratory.url);
    const experiment = await laboratory.addExperiment();
    await Promise.all(Array.from({ length: 20 }, () => source.hasExperiment(experiment)));
    expect(await count()).toBeLessThanOrEqual(3);
    await source.stop();
    await until('all are gone', async () => (await count()) === 0);
  });

  test('polls however rarely it is told to, although it looks at the triggers more often', async () => {
    const laboratory = await ownLaboratory('tables');
    const { source } = await startMonitor({ kind: 'url', url: laboratory.url, pollMs: 12_000 });
    await until('it polls', () => source.status.state === 'polling');
    await laboratory.addAction(await laboratory.addExperiment(), 1);
    await until('the action came', () => source.status.actions === 1, 25_000);
  });

  test('finds by itself what nobody announced while it is live', async () => {
    const laboratory = await ownLaboratory('triggers');
    const { source } = await settledMonitor(laboratory.url);
    const experiment = await laboratory.addExperiment();
    const writer = await laboratory.db.connect();
    // As a replication's apply worker writes: triggers do not fire.
    await writer.query('SET session_replication_role = replica');
    await laboratory.addAction(experiment, 1, writer);
    writer.release(true);
    await until('the action came', () => source.status.actions === 1, 25_000);
  });

  test('a read that fails every time is not called live, and is tried less and less often', async () => {
    const laboratory = await ownLaboratory('tables');
    await laboratory.db.query(`
      ALTER TABLE agent_actions RENAME TO kept;
      CREATE VIEW agent_actions AS SELECT * FROM kept WHERE 1 / (CASE WHEN id > 1 THEN 0 ELSE 1 END) = 1`);
    const experiment = await laboratory.addExperiment();
    const insert = (step: number) =>
      laboratory.db.query(
        `INSERT INTO kept (experiment_id, step_number, action_type, success) VALUES ($1, $2, 'recall_all', true)`,
        [experiment, step],
      );
    await insert(1);
    const { source } = await settledMonitor(laboratory.url);
    expect(source.status.state).toBe('polling');
    await insert(2);
    let settled = 0;
    await until('it has tried several times', () => {
      if (source.status.state === 'live') settled++;
      return (source.status.attempt ?? 0) >= 4;
    });
    expect(settled).toBe(0);
    expect(source.status.reason).toContain('division by zero');
  });

  test('rows stay the same rows when the server reads times in another zone', async () => {
    const laboratory = await ownLaboratory('triggers');
    const experiment = await laboratory.addExperiment();
    await laboratory.addActions(experiment, 1, 20);
    const { source } = await settledMonitor(laboratory.url);
    const database = new URL(laboratory.url).pathname.slice(1);
    await laboratory.db.query(`ALTER DATABASE ${database} SET timezone TO 'Asia/Tokyo'`);
    await laboratory.endMonitors();
    await until('the loss is noticed', () => source.status.state !== 'live');
    await until('it is live again', () => source.status.state === 'live', 20_000);
    await laboratory.addAction(experiment, 21);
    await until('the action came', () => source.status.actions > 0);
    expect(source.status.actions).toBe(1);
  });

  test('experiments whose ids become visible late are listed too', async () => {
    const laboratory = await ownLaboratory('triggers');
    const { client } = await settledMonitor(laboratory.url);
    await laboratory.db.query(
      "INSERT INTO experiments (model_name, start_x, start_y) SELECT 'm', 1, 1 FROM generate_series(1, 10)",
    );
    // The newest is known by its action before the list is read again.
    await laboratory.addAction(10, 1);
    await until('all are listed', async () => (await client.experiments.list({})).changed.length === 10);
  });
});
