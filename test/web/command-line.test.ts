import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { packageRoot } from '#core/paths.ts';
import { chooseSource, UsageError } from '#core/source-choice.ts';
import { freePort } from '../support/free-port.ts';
import { ownLaboratory } from '../support/own-laboratory.ts';
import { until } from '../support/until.ts';
import { startWebHostProcess } from '../support/web-host.ts';

const CLI = join(packageRoot, 'out', 'web', 'cli.js');
const run = (...args: string[]) =>
  spawnSync(process.execPath, [CLI, ...args], {
    encoding: 'utf8',
    timeout: 20_000,
    // The profiles of whoever runs the tests are nobody's business here.
    env: { ...process.env, ORIOLE_CONFIG_DIR: join(tmpdir(), 'oriole-no-profiles') },
  });

beforeAll(() => {
  if (!existsSync(CLI)) throw new Error('These tests run the built program: npm run build');
});

describe('choosing a source', () => {
  test.each([
    [{}, {}, { kind: 'last' }],
    [{ 'data-dir': '/d' }, { PGHOST: 'h' }, { kind: 'demo', dataDir: '/d' }],
    [{ demo: true }, { PGHOST: 'h' }, { kind: 'demo' }],
    [{ url: 'postgres://h/d' }, { PGHOST: 'other' }, { kind: 'url', url: 'postgres://h/d' }],
    [{}, { PGDATABASE: 'd' }, { kind: 'environment' }],
    [{}, { PGUSER: 'u', PGPASSWORD: 'p' }, { kind: 'last' }],
    [{ profile: 'Lab' }, { PGHOST: 'h' }, { kind: 'profile', name: 'Lab' }],
    [{ environment: true }, {}, { kind: 'environment' }],
    [{ demo: true, poll: '0.5' }, {}, { kind: 'demo', pollMs: 500 }],
  ] as const)('%o with %o', (values, env, source) => {
    expect(chooseSource(values, env)).toEqual(source);
  });

  test.each([
    [{ demo: true, url: 'x' }],
    [{ url: 'x', 'data-dir': 'd' }],
    [{ url: true }],
    [{ profile: '' }],
    [{ profile: 'Lab', 'data-dir': 'd' }],
    [{ url: '' }],
    [{ poll: '0' }],
    [{ poll: 'often' }],
    [{ poll: '1e9' }],
  ])('%o is refused', (values) => {
    expect(() => chooseSource(values, {})).toThrow(UsageError);
  });
});

describe('oriole-monitor', () => {
  test('says how it is used', () => {
    expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('oriole-monitor serve') });
    expect(run()).toMatchObject({ status: 0 });
    expect(run('--version').stdout).toMatch(/^\d+\.\d+\.\d+/);
  });

  test.each([
    ['frobnicate'],
    ['serve --port 99999'],
    ['serve --no-such-option'],
    ['serve --token short'],
    ['tail --experiment x'],
  ])('refuses "%s" with a way to the usage, and exit code 2', (line) => {
    const { status, stderr } = run(...line.split(' '));
    expect(status).toBe(2);
    expect(stderr).toContain('oriole-monitor --help');
  });

  test('says that a port is taken, and what to do', async () => {
    const port = await freePort();
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(port, '127.0.0.1', resolve));
    onTestFinished(() => void squatter.close());
    const { status, stderr } = run('serve', '--url', 'postgres://x@127.0.0.1:1/x', '--port', String(port));
    expect(status).toBe(1);
    expect(stderr).toContain(`Port ${port} is taken`);
    expect(stderr).toContain('--port');
  });

  test('serve prints one line with the URL, and SIGTERM ends it with 0', async () => {
    const laboratory = await ownLaboratory('triggers');
    const host = await startWebHostProcess(['--url', laboratory.url, '--token', 'a-token-of-mine']);
    expect(host.url.searchParams.get('token')).toBe('a-token-of-mine');
    const healthz = new URL('/healthz', host.url);
    await until('it is live', async () => (await fetch(healthz)).status === 200);
    expect((await host.stop()).code).toBe(0);
    expect(host.output().trim().split('\n')).toHaveLength(1);
    await until('its connections are gone', async () => {
      const { rows } = await laboratory.db.query(
        "SELECT 1 FROM pg_stat_activity WHERE application_name = 'oriole-monitor' AND datname = current_database()",
      );
      return rows.length === 0;
    });
  });

  test('a password never comes out, whatever goes wrong', async () => {
    const secret = 'marked-Passw0rd';
    for (const url of [
      `postgres://me:${secret}@127.0.0.1:1/nothing`,
      `postgres://me:${secret}@no-such-host.invalid/nothing`,
      `postgres://me:${secret}@127.0.0.1:99999/nothing`,
      `postgres://me:${secret}@[bad/nothing`,
      `mysql://me:${secret}@127.0.0.1/nothing`,
    ]) {
      const host = await startWebHostProcess(['--url', url], { ...process.env, LOG_LEVEL: 'trace' });
      const healthz = new URL('/healthz', host.url);
      let state = '';
      await until('it has failed or waits', async () => {
        state = await (await fetch(healthz)).text();
        return /reconnecting|failed/.test(state);
      });
      await host.stop();
      expect(state + host.output()).not.toContain(secret);
    }
  });

  test('the demo runs, and ends with its database within 5 s of SIGTERM', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'oriole-cli-'));
    await chmod(folder, 0o755);
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const host = await startWebHostProcess(['--demo', '--data-dir', join(folder, 'demo')]);
    const healthz = new URL('/healthz', host.url);
    await until('agents walk', async () => JSON.parse(await (await fetch(healthz)).text()).feed.actions > 5, 30_000);
    const pid = await postmasterPid(folder);
    expect(() => process.kill(pid, 0)).not.toThrow();
    const { code, ms } = await host.stop();
    expect(code).toBe(0);
    // A promise to those who supervise it, not a measurement.
    expect(ms).toBeLessThan(5_000);
    expect(() => process.kill(pid, 0)).toThrow();
  });

  test('tail prints every action as a line of JSON until stopped', async () => {
    const laboratory = await ownLaboratory('triggers');
    const experiment = await laboratory.addExperiment();
    const other = await laboratory.addExperiment();
    const child = spawn(process.execPath, [CLI, 'tail', '--url', laboratory.url, '--experiment', String(experiment)]);
    onTestFinished(() => void child.kill('SIGKILL'));
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    await until('it is live', () => err.includes('Live'));
    await laboratory.addActions(experiment, 1, 300);
    await laboratory.addActions(other, 1, 300);
    await until('all lines are there', () => out.split('\n').length > 300);
    child.kill('SIGINT');
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect(code).toBe(0);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ id }) => id)).toEqual(await laboratory.idsOf(experiment));
  });

  test('tail says why it cannot', async () => {
    const laboratory = await ownLaboratory('empty');
    expect(run('tail', '--url', laboratory.url)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('none of the tables'),
    });
  });
});

async function postmasterPid(folder: string): Promise<number> {
  const { stdout } = spawnSync('find', [folder, '-name', 'postmaster.pid'], { encoding: 'utf8' });
  return Number((await readFile(stdout.trim(), 'utf8')).split('\n')[0]);
}
