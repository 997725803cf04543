import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startDemo } from '#core/demo/laboratory.ts';
import { until } from '../../support/until.ts';
import { ask, isRunning, makeFolder, serverPid, startHost } from './demo-folder.ts';

const quiet = { agents: false } as const;

it('starts after its host was killed and left the database running', async () => {
  using folder = makeFolder();
  const host = startHost(folder.path);
  const { url } = JSON.parse(await host.said) as { url: string };
  const orphan = serverPid(folder.path);
  await until('some actions', async () => (await ask<number>(url, 'SELECT max(id) FROM experiments')) >= 18);
  await host.kill();
  expect(isRunning(orphan)).toBe(true);
  const demo = await startDemo({ dataDir: folder.path, ...quiet });
  try {
    expect(isRunning(orphan)).toBe(false);
    expect(serverPid(folder.path)).not.toBe(orphan);
    expect(await ask<number>(demo.url, 'SELECT max(id) FROM experiments')).toBeGreaterThanOrEqual(18);
  } finally {
    await demo.stop();
  }
});

it.each([120, 1000])('starts after its host was killed %i ms into the first start', async (ms) => {
  using folder = makeFolder();
  const host = startHost(folder.path);
  await sleep(ms);
  await host.kill();
  const demo = await startDemo({ dataDir: folder.path, ...quiet });
  try {
    expect(await ask<number>(demo.url, 'SELECT count(*)::int FROM experiments')).toBeGreaterThanOrEqual(13);
    expect(readdirSync(folder.path).filter((name) => name.startsWith('cluster'))).toEqual(['cluster']);
  } finally {
    await demo.stop();
  }
});

it('makes anew what was only half made', async () => {
  using folder = makeFolder();
  writeFileSync(join(folder.path, 'made-by-oriole-monitor'), '');
  mkdirSync(join(folder.path, 'cluster'));
  writeFileSync(join(folder.path, 'cluster', 'PG_VERSION'), '18\n');
  mkdirSync(join(folder.path, 'cluster.1234'));
  const demo = await startDemo({ dataDir: folder.path, ...quiet });
  await demo.stop();
  expect(existsSync(join(folder.path, 'cluster.1234'))).toBe(false);
});

it('touches no folder that holds something else', async () => {
  using folder = makeFolder();
  writeFileSync(join(folder.path, 'thesis.txt'), 'four years of work');
  await expect(startDemo({ dataDir: folder.path, ...quiet })).rejects.toThrow(`${folder.path} holds files`);
  expect(readdirSync(folder.path)).toEqual(['thesis.txt']);
  expect(readFileSync(join(folder.path, 'thesis.txt'), 'utf8')).toBe('four years of work');
});

it('is not fooled by a process that was given a dead one’s id', async () => {
  using folder = makeFolder();
  await (await startDemo({ dataDir: folder.path, ...quiet })).stop();
  // Somebody who answers at the old port but is no PostgreSQL, under an id that is in use: this very process.
  const stranger = createServer((socket) => socket.end('HTTP/1.1 400\r\n\r\n'));
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  const address = stranger.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const cluster = join(folder.path, 'cluster');
  writeFileSync(
    join(cluster, 'postmaster.pid'),
    `${process.pid}\n${cluster}\n1700000000\n${port}\n\n127.0.0.1\n\nready   \n`,
  );
  writeFileSync(join(folder.path, 'owner'), `${process.pid} ${Date.now() - 3_600_000}\n`);
  const demo = await startDemo({ dataDir: folder.path, ...quiet });
  try {
    expect(await ask(demo.url, 'SELECT count(*)::int FROM experiments')).toBe(13);
  } finally {
    await demo.stop();
    stranger.close();
  }
});

it('joins a laboratory that another process runs, and does not stop it', async () => {
  using folder = makeFolder();
  const host = startHost(folder.path);
  try {
    const { url } = JSON.parse(await host.said) as { url: string };
    const demo = await startDemo({ dataDir: folder.path });
    expect(demo.url).toBe(url);
    await demo.stop();
    const count = await ask<number>(url, 'SELECT count(*)::int FROM agent_actions');
    await until(
      'more actions',
      async () => (await ask<number>(url, 'SELECT count(*)::int FROM agent_actions')) > count,
    );
    expect(
      await ask(url, "SELECT count(*)::int FROM pg_stat_activity WHERE application_name = 'oriole-demo'"),
    ).toBeLessThan(7);
  } finally {
    await host.kill();
    await (await startDemo({ dataDir: folder.path, ...quiet })).stop();
  }
});

it('two that start at the same moment share one laboratory', async () => {
  using folder = makeFolder();
  const [a, b] = await Promise.all([
    startDemo({ dataDir: folder.path, ...quiet }),
    startDemo({ dataDir: folder.path, ...quiet }),
  ]);
  const pid = serverPid(folder.path);
  expect(a.url).toBe(b.url);
  await Promise.all([a.stop(), b.stop()]);
  expect(isRunning(pid)).toBe(false);
});

it.each([1, 300, 900])('is interrupted %i ms into the first start, and starts afterwards', async (ms) => {
  using folder = makeFolder();
  const abort = new AbortController();
  const problems: Error[] = [];
  const starting = startDemo({
    dataDir: folder.path,
    signal: abort.signal,
    onProblem: (error) => problems.push(error),
  });
  const outcome = starting.then(
    (demo) => demo.stop(),
    (error: unknown) => error,
  );
  await sleep(ms);
  abort.abort();
  await outcome;
  expect(existsSync(join(folder.path, 'owner'))).toBe(false);
  expect(existsSync(join(folder.path, 'cluster', 'postmaster.pid'))).toBe(false);
  const demo = await startDemo({ dataDir: folder.path, ...quiet });
  await demo.stop();
  expect(problems).toEqual([]);
});

it.runIf(process.getuid?.() === 0)('names the folder that the account "postgres" cannot enter', async () => {
  using folder = makeFolder();
  chmodSync(folder.path, 0o700);
  await expect(startDemo({ dataDir: join(folder.path, 'demo') })).rejects.toThrow(`cannot enter ${folder.path}.`);
});
