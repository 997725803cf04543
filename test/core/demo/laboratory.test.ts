import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type DemoLaboratory, startDemo } from '#core/demo/laboratory.ts';
import { until } from '../../support/until.ts';
import { ask, isRunning, makeFolder, serverPid } from './demo-folder.ts';

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'exit', 'beforeExit', 'uncaughtException', 'message'] as const;
const countListeners = () => SIGNALS.map((name) => process.listenerCount(name));

describe('a demo laboratory from its first start to its second', () => {
  const folder = makeFolder();
  const before = countListeners();
  const problems: Error[] = [];
  let demo: DemoLaboratory;
  let pid = 0;
  let steps = 0;

  const start = () => startDemo({ dataDir: folder.path, pace: 20, onProblem: (error) => problems.push(error) });

  afterAll(async () => {
    await demo.stop();
    folder[Symbol.dispose]();
  });

  it('starts on 127.0.0.1, and leaves signals to the host', async () => {
    demo = await start();
    pid = serverPid(folder.path);
    expect(new URL(demo.url).hostname).toBe('127.0.0.1');
    // Only the net for process.exit() is there, for as long as the server runs.
    expect(countListeners()).toEqual(before.map((count, i) => (SIGNALS[i] === 'exit' ? count + 1 : count)));
    expect(await ask(demo.url, 'SHOW listen_addresses')).toBe('127.0.0.1');
    expect(await ask(demo.url, 'SHOW fsync')).toBe('on');
  });

  it('keeps its password to itself', async () => {
    expect(statSync(join(folder.path, 'password')).mode & 0o777).toBe(0o600);
    const wrong = new URL(demo.url);
    wrong.password = 'wrong';
    await expect(ask(wrong.href, 'SELECT 1')).rejects.toThrow(/password/);
  });

  it('begins the first live run at once, and five soon walk in five mazes', async () => {
    const live = (count: string) =>
      ask<number>(
        demo.url,
        `SELECT count(${count})::int FROM experiments WHERE started_at > LOCALTIMESTAMP - interval '1 min'`,
      );
    await until('five live experiments', async () => (await live('*')) >= 5);
    expect(await live('DISTINCT maze_id')).toBeGreaterThanOrEqual(5);
    expect(await live('DISTINCT model_name')).toBeGreaterThanOrEqual(5);
  });

  it('has all mazes and the triggers', async () => {
    expect(await ask(demo.url, 'SELECT count(*)::int FROM mazes')).toBe(9);
    expect(
      await ask(
        demo.url,
        'SELECT count(*)::int FROM mazes WHERE jsonb_array_length(grid_data) = height AND jsonb_array_length(grid_data->0) = width',
      ),
    ).toBe(9);
    expect(await ask(demo.url, 'SELECT count(DISTINCT tgname)::int FROM pg_trigger WHERE NOT tgisinternal')).toBe(2);
  });

  it('has a past of every kind', async () => {
    const count = (where: string) =>
      ask<number>(
        demo.url,
        `SELECT count(*)::int FROM experiments WHERE started_at < LOCALTIMESTAMP - interval '1 hour' AND ${where}`,
      );
    expect(await count('completed_at IS NOT NULL')).toBeGreaterThanOrEqual(12);
    expect(await count('goal_found')).toBeGreaterThanOrEqual(4);
    expect(
      await count('NOT goal_found AND failure_reason IS NULL AND completed_at IS NOT NULL'),
    ).toBeGreaterThanOrEqual(3);
    expect(await count("failure_reason LIKE '{%' AND failure_reason::jsonb ? 'errorType'")).toBe(1);
    expect(await count("failure_reason NOT LIKE '{%'")).toBe(1);
    expect(await count('completed_at IS NULL')).toBe(1);
    expect(await ask(demo.url, 'SELECT max(step_number) FROM agent_actions')).toBe(6000);
    // Asked in one question: another experiment may begin at any time.
    const unlimited = "SELECT count(*)::int FROM experiments WHERE ((model_config->>'max_moves')::int > 0) IS NOT TRUE";
    expect(await ask(demo.url, unlimited)).toBe(0);
    // No action of the past lies outside its experiment.
    const strays = `SELECT count(*)::int FROM agent_actions a JOIN experiments e ON e.id = a.experiment_id
      WHERE e.id <= 13 AND (a."timestamp" < e.started_at OR a."timestamp" > coalesce(e.completed_at, LOCALTIMESTAMP))`;
    expect(await ask(demo.url, strays)).toBe(0);
  });

  it('fills in tokens and timings after the turn, tokens on its first action only', async () => {
    const live = 'FROM agent_actions WHERE "timestamp" > LOCALTIMESTAMP - interval \'2 min\'';
    await until('a turn of several actions with its tokens', async () =>
      ask<boolean>(
        demo.url,
        `SELECT EXISTS (SELECT ${live} AND tokens_per_second IS NOT NULL GROUP BY experiment_id, turn_number
           HAVING count(*) > 2 AND count(input_tokens) = 1 AND count(cost_usd) = 1 AND count(done_reason) = count(*)
             AND min(step_number) = min(step_number) FILTER (WHERE input_tokens > 0))`,
      ),
    );
    expect(await ask(demo.url, `SELECT count(*)::int ${live} AND (reasoning IS NULL OR tiles_seen IS NULL)`)).toBe(0);
  });

  it('lets a finished experiment be followed by another', async () => {
    const completed = "SELECT count(*)::int FROM experiments WHERE completed_at > LOCALTIMESTAMP - interval '1 min'";
    await until('a live experiment to be completed', async () => (await ask<number>(demo.url, completed)) > 0, 30_000);
    await until(
      'a sixth live experiment',
      async () => (await ask<number>(demo.url, 'SELECT max(id) FROM experiments')) >= 19,
      30_000,
    );
  });

  it('stops and leaves no process, however often it is told', async () => {
    steps = await ask<number>(demo.url, 'SELECT count(*)::int FROM agent_actions');
    await Promise.all([demo.stop(), demo.stop()]);
    await demo.stop();
    expect(isRunning(pid)).toBe(false);
    expect(existsSync(join(folder.path, 'owner'))).toBe(false);
    expect(countListeners()).toEqual(before);
    expect(problems).toEqual([]);
  });

  it('starts again with what it had, and goes on with new runs', async () => {
    demo = await start();
    expect(await ask<number>(demo.url, 'SELECT count(*)::int FROM agent_actions')).toBeGreaterThanOrEqual(steps);
    await until(
      'new actions',
      async () => (await ask<number>(demo.url, 'SELECT count(*)::int FROM agent_actions')) > steps + 20,
    );
    const names = 'SELECT count(*) = count(DISTINCT execution_name) FROM experiments';
    expect(await ask(demo.url, names)).toBe(true);
  });

  it('says once that the database went away, and still stops', async () => {
    process.kill(serverPid(folder.path), 'SIGQUIT');
    await until('the problem to be reported', () => problems.length > 0);
    await demo.stop();
    expect(problems).toHaveLength(1);
  });
});

it('runs without agents when nobody is to walk', async () => {
  using folder = makeFolder();
  const demo = await startDemo({ dataDir: folder.path, agents: false });
  try {
    expect(await ask(demo.url, 'SELECT count(*)::int FROM experiments')).toBe(13);
    expect(await ask(demo.url, 'SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database()')).toBe(
      1,
    );
  } finally {
    await demo.stop();
  }
});
