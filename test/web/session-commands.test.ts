import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { packageRoot } from '#core/paths.ts';
import { buildSession } from '#core/sessions/build.ts';
import { FACTS } from '../core/sessions/facts.ts';
import { richLaboratory } from '../core/sessions/rich-laboratory.ts';
import { rowsOfDatabase, rowsOfFile } from '../core/sessions/rows-of.ts';
import { duckdb, literal } from '../support/duckdb.ts';
import { settledMonitor, temporaryFolder } from '../support/monitor.ts';
import { ownLaboratory } from '../support/own-laboratory.ts';
import { homeWithPasswords, profileOf, seedProfiles } from '../support/profiles.ts';
import { ALL, nastyRows } from '../support/rows.ts';
import { until } from '../support/until.ts';
import { startWebHostProcess } from '../support/web-host.ts';

/** Of the session that is made here. */
const ID = '6f9619ff-8b86-4011-b42d-00c04fc964ff';
const CLI = join(packageRoot, 'out', 'web', 'cli.js');

beforeAll(() => {
  if (!existsSync(CLI)) throw new Error('These tests run the built program: npm run build');
});

// The profiles of whoever runs the tests are nobody's business here.
const environment = (folder: string) => ({ ...process.env, ORIOLE_CONFIG_DIR: join(folder, 'config') });

function run(folder: string, ...args: string[]) {
  return spawnSync(process.execPath, [CLI, ...args], {
    encoding: 'utf8',
    timeout: 60_000,
    cwd: folder,
    env: environment(folder),
  });
}

/** A session in a folder of its own. */
async function aSession(): Promise<{ folder: string; file: string }> {
  const folder = temporaryFolder();
  const file = join(folder, 'a.oriole');
  await buildSession(file, nastyRows(), ALL, { ...FACTS, id: ID }, () => {});
  return { folder, file };
}

/** A command that goes on. */
function start(folder: string, ...args: string[]) {
  const child = spawn(process.execPath, [CLI, ...args], { cwd: folder, env: environment(folder) });
  onTestFinished(() => void child.kill('SIGKILL'));
  let [said, printed] = ['', ''];
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  child.stdout.on('data', (chunk) => {
    printed += chunk;
  });
  const ended = once(child, 'close').then(([code]) => ({ code, said, printed }));
  return { child, ended };
}

describe('record', () => {
  test('what comes is in the file when SIGTERM ends it, with exit code 0', async () => {
    const { laboratory, experiments } = await richLaboratory(100);
    const folder = temporaryFolder();
    const out = join(folder, 'recorded.oriole');
    const [, , third = 0] = experiments;
    // Chosen experiments are read one after the other, this one last.
    await laboratory.db.query("UPDATE agent_actions SET reasoning = 'the last of the past' WHERE experiment_id = $1", [
      third,
    ]);
    const ids = experiments.flatMap((id) => ['--experiment', String(id)]);
    const recording = start(folder, 'record', '--url', laboratory.url, '--out', out, '--past', ...ids);
    await until('the past is in the file', () => holds(out, 'the last of the past'));
    for (let step = 200; step < 220; step++) await laboratory.addAction(third, step);
    const last = await laboratory.addAction(third, 220);
    await laboratory.db.query("UPDATE agent_actions SET done_reason = 'the very last' WHERE id = $1", [last]);
    await until('what came is in the file', () => holds(out, 'the very last'));
    recording.child.kill('SIGTERM');
    const { code, printed } = await recording.ended;
    expect(code).toBe(0);
    expect(printed).toBe(`${out}: 222 actions, 3 experiments\n`);
    const { source } = await settledMonitor(laboratory.url);
    const there = await rowsOfDatabase(source);
    const recorded = await rowsOfFile(out);
    expect(recorded.problems).toEqual([]);
    expect(recorded.agent_actions).toEqual(there.agent_actions);
    expect(readdirSync(folder).filter((name) => name.startsWith('recorded'))).toEqual(['recorded.oriole']);
  });

  test('--for ends it by itself; a file that is there is not touched; a database that is not there is said', async () => {
    const laboratory = await ownLaboratory('triggers');
    const folder = temporaryFolder();
    const out = join(folder, 'short.oriole');
    expect(run(folder, 'record', '--url', laboratory.url, '--out', out, '--for', '0.5')).toMatchObject({ status: 0 });
    const again = run(folder, 'record', '--url', laboratory.url, '--out', out, '--for', '0.5');
    expect(again).toMatchObject({ status: 1, stderr: expect.stringContaining('is there already') });
    const nothing = new URL(laboratory.url);
    nothing.pathname = '/no_such_database';
    expect(run(folder, 'record', '--url', nothing.href, '--out', join(folder, 'b.oriole'))).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('no database of this name'),
    });
    expect(existsSync(join(folder, 'b.oriole'))).toBe(false);
  });
});

/** Whether a file that is being recorded holds a text: nobody else may open it meanwhile. */
function holds(path: string, text: string): boolean {
  return [path, `${path}-wal`].some((file) => existsSync(file) && readFileSync(file).includes(text));
}

describe('export', () => {
  test.each(['csv', 'parquet'] as const)('a session as %s, for DuckDB; nothing is replaced', async (format) => {
    const { folder, file } = await aSession();
    const out = join(folder, 'tables');
    expect(run(folder, 'export', file, '--format', format, '--out', 'tables')).toMatchObject({
      status: 0,
      stdout: `${out}: 37 actions\n`,
      stderr: '',
    });
    const ask = await duckdb();
    const from = literal(join(out, `agent_actions.${format}`));
    const reader = format === 'csv' ? `read_csv(${from}, max_line_size = 10000000, all_varchar = true)` : from;
    expect(await ask(`SELECT count(*)::int AS n FROM ${reader}`)).toEqual([{ n: 37 }]);
    expect(run(folder, 'export', file, '--format', format, '--out', 'tables')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('is there already, so nothing was saved'),
    });
  });

  test('a database as a session, and a part of that as another one', async () => {
    const { laboratory, experiments } = await richLaboratory(60);
    const folder = temporaryFolder();
    expect(run(folder, 'export', '--url', laboratory.url, '--format', 'session', '--out', 'a.oriole').status).toBe(0);
    const { source } = await settledMonitor(laboratory.url);
    const whole = await rowsOfFile(join(folder, 'a.oriole'));
    expect(whole).toEqual(await rowsOfDatabase(source));
    const chosen = ['--experiment', String(experiments[1]), '--without-texts', '--to', '2026-03-29T01:31:00Z'];
    expect(run(folder, 'export', 'a.oriole', '--format', 'session', '--out', 'b.oriole', ...chosen).status).toBe(0);
    const part = await rowsOfFile(join(folder, 'b.oriole'));
    const end = Date.UTC(2026, 2, 29, 1, 31) * 1_000;
    expect(part.agent_actions).toEqual(
      whole.agent_actions
        .filter((row) => row['experiment_id'] === experiments[1] && Number(row['timestamp']) <= end)
        .map((row) => ({ ...row, reasoning: null, assistant_message: null })),
    );
    expect(part.agent_actions.length).toBeGreaterThan(10);
  });

  test('a full disk is said in a sentence, and leaves nothing', async () => {
    const { folder, file } = await aSession();
    for (const format of ['csv', 'parquet', 'jsonl', 'mcap', 'session']) {
      // What a file may have at most is what a disk has left, as far as a program can tell.
      const { status, stderr } = spawnSync(
        'bash',
        [
          '-c',
          `trap '' XFSZ; ulimit -f 4; exec "$@"`,
          '-',
          process.execPath,
          CLI,
          'export',
          file,
          '--format',
          format,
          '--out',
          'out',
        ],
        { encoding: 'utf8', cwd: folder, env: environment(folder) },
      );
      expect([format, status]).toEqual([format, 1]);
      expect(stderr).toMatch(
        /^(There is no room left for )?\S*\/out\S*( could not be written \(EIO\))?, so nothing was saved/,
      );
      expect(readdirSync(folder)).toEqual(['a.oriole']);
    }
  });

  test.each([
    'export a.oriole --out x',
    'export a.oriole --format xml --out x',
    'export a.oriole --format csv',
    'export a.oriole --format csv --out x --experiment one',
    'export a.oriole --format csv --out x --from yesterday',
    'export a.oriole --url postgres://x --format csv --out x',
    'record --url postgres://x',
    'record --url postgres://x --out x --for ever',
    'import --url postgres://x --create',
    'import a.oriole --url postgres://x',
    'import a.oriole --url postgres://x --create --append',
    'import a.oriole --url postgres://x --create --renumber',
    'import a.oriole --create',
    'info',
  ])('refuses "%s" with a way to the usage, and exit code 2', (line) => {
    const { status, stderr } = run(temporaryFolder(), ...line.split(' '));
    expect(status).toBe(2);
    expect(stderr).toContain('oriole-monitor --help');
  });
});

describe('import', () => {
  test('the rows of a session are in a schema, all or none', async () => {
    const { laboratory } = await richLaboratory(60);
    const folder = temporaryFolder();
    expect(run(folder, 'export', '--url', laboratory.url, '--format', 'session', '--out', 'a.oriole').status).toBe(0);
    const bring = (...args: string[]) => run(folder, 'import', 'a.oriole', '--url', laboratory.url, ...args);
    expect(bring('--create', '--schema', 'archive')).toMatchObject({
      status: 0,
      stdout: '121 actions, 3 experiments, 1 maze\n',
      stderr: '',
    });
    const { rows } = await laboratory.db.query('SELECT count(*)::int AS n FROM archive.agent_actions');
    expect(rows).toEqual([{ n: 121 }]);
    expect(bring('--create')).toMatchObject({ status: 1, stderr: expect.stringContaining('already') });
    expect(bring('--append')).toMatchObject({ status: 1, stderr: expect.stringContaining('--renumber') });
    expect(bring('--append', '--renumber')).toMatchObject({ status: 0 });
    const { rows: all } = await laboratory.db.query('SELECT count(*)::int AS n FROM agent_actions');
    expect(all).toEqual([{ n: 242 }]);
  });

  test('a profile of production is written to only when its name confirms it, one that is read-only never', async () => {
    const laboratory = await ownLaboratory('empty');
    const { folder } = await aSession();
    const config = join(folder, 'config');
    await seedProfiles(config, [
      { ...profileOf(laboratory.url, 'Main'), environment: 'production' },
      { ...profileOf(laboratory.url, 'Archive'), readOnly: true },
    ]);
    const env = { ...environment(folder), ...homeWithPasswords(folder, 'postgres') };
    const bring = (...args: string[]) =>
      spawnSync(process.execPath, [CLI, 'import', 'a.oriole', '--create', '--schema', 's', ...args], {
        encoding: 'utf8',
        cwd: folder,
        env,
      });
    const refused = { status: 1, stderr: expect.stringContaining('production database. Nothing was changed') };
    expect(bring('--profile', 'Main')).toMatchObject(refused);
    expect(bring('--profile', 'Main', '--confirm', 'main')).toMatchObject(refused);
    expect(bring('--profile', 'Archive', '--confirm', 'Archive')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('read-only'),
    });
    expect(bring('--profile', 'Main', '--confirm', 'Main')).toMatchObject({ status: 0 });
    expect(bring('--profile', 'Nobody')).toMatchObject({ status: 2 });
  });
});

describe('info', () => {
  test('what a session holds, for people and for programs', async () => {
    const { folder } = await aSession();
    const { status, stdout } = run(folder, 'info', 'a.oriole');
    expect(status).toBe(0);
    expect(stdout).toContain('state:       closed\n');
    expect(stdout).toContain('holds:       37 actions, 2 experiments\n');
    const { stdout: json } = run(folder, 'info', 'a.oriole', '--json');
    expect(JSON.parse(json)).toMatchObject({ state: 'closed', actions: 37, problems: [], id: `session:${ID}` });
  });

  test('what is damaged, foreign or missing is said, with exit code 1', async () => {
    const { folder, file } = await aSession();
    writeFileSync(join(folder, 'foreign.oriole'), 'nothing');
    const whole = readFileSync(file);
    writeFileSync(join(folder, 'cut.oriole'), whole);
    truncateSync(join(folder, 'cut.oriole'), whole.length / 2);
    for (const name of ['foreign.oriole', 'cut.oriole', 'missing.oriole']) {
      const { status, stdout } = run(folder, 'info', name, '--json');
      expect([name, status]).toEqual([name, 1]);
      const { remarks, problems } = JSON.parse(stdout);
      expect([...remarks, ...problems].length).toBeGreaterThan(0);
    }
  });

  test('serve opens a session first', async () => {
    const { file } = await aSession();
    const host = await startWebHostProcess(['--url', 'postgres://nobody@127.0.0.1:1/nothing', file]);
    expect(host.url.searchParams.get('profile')).toBe(`session:${ID}`);
    expect((await host.stop()).code).toBe(0);
  });
});
