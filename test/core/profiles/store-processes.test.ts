import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '../../support/until.ts';
import { filesIn, namesIn, openStore, profile, temporaryFolder, textOf } from './sample.ts';

const WRITER = join(import.meta.dirname, 'writer.ts');

interface Writer {
  readonly process: ChildProcess;
  /** What it has said so far, a line each. */
  lines(): string[];
  readonly ended: Promise<unknown>;
}

function startWriter(folder: string, prefix: string, count: number, { user = '', shell = '' } = {}): Writer {
  const words = [process.execPath, WRITER, folder, prefix, String(count), ...(user ? [user] : [])];
  const child = shell
    ? spawn('bash', ['-c', `${shell}; exec "$0" "$@"`, ...words])
    : spawn(words[0] ?? '', words.slice(1));
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  return { process: child, ended: once(child, 'close'), lines: () => output.split('\n').slice(0, -1) };
}

test('three processes write at once, and all of it is there', async () => {
  const folder = temporaryFolder();
  const here = await openStore(folder);
  const writers = ['a', 'b', 'c'].map((prefix) => startWriter(folder, prefix, 50));
  await Promise.all(writers.map((writer) => writer.ended));
  for (const writer of writers) expect(writer.lines()).toHaveLength(50);
  const expected = ['a', 'b', 'c'].flatMap((prefix) =>
    Array.from({ length: 50 }, (_, index) => `${prefix} ${index + 1}`),
  );
  await until('this one has seen them', () => namesIn(here).length === 150);
  expect(namesIn(here).sort()).toEqual(expected.sort());
  expect(filesIn(folder)).toEqual(['profiles.json', 'profiles.last-good.json']);
});

test('a process that is killed while it writes leaves a whole file, and keeps nobody from writing', async () => {
  const folder = temporaryFolder();
  const first = await openStore(folder);
  // Long enough that a kill mostly comes in the middle.
  for (let count = 0; count < 60; count++) await first.save(profile({ name: `${count}`.padEnd(10_000, '·') }));
  let interrupted = 0;
  for (let round = 1; round <= 12; round++) {
    const writer = startWriter(folder, `round ${round},`, 10_000);
    await until('it writes', () => writer.lines().length >= round % 4 || writer.process.exitCode !== null);
    writer.process.kill('SIGKILL');
    await writer.ended;
    if (existsSync(join(folder, 'profiles.json.lock'))) interrupted++;
    const names = JSON.parse(textOf(folder)).profiles.map((entry: { profile: { name: string } }) => entry.profile.name);
    // What it said was saved is.
    for (const line of writer.lines()) expect(names).toContain(`round ${round}, ${line}`);
    // Waiting until any lock counts as left behind, each time, would take longer than a test may.
    await first.noteUse('demo', new Date());
  }
  expect(interrupted).toBeGreaterThan(0);
  expect((await openStore(folder)).problem).toBeNull();
  expect(readdirSync(folder).sort()).toEqual(['profiles.json', 'profiles.last-good.json']);
  // Twelve processes are started, each beside whatever else is at work.
}, 120_000);

test.skipIf(process.platform === 'win32')('a full disk leaves what was there, and is said', async () => {
  const folder = temporaryFolder();
  const store = await openStore(folder);
  await store.save(profile({ name: 'before' }));
  const before = textOf(folder);
  // A process may not make files larger than this: its write is cut short, and the next one fails, as on a full disk.
  const writer = startWriter(folder, 'x'.repeat(9_000), 5, { shell: `trap '' XFSZ; ulimit -f 8` });
  await writer.ended;
  expect(writer.lines()).toEqual([
    expect.stringMatching(/^StorageError: There is no room left for .*nothing was saved/),
  ]);
  expect([textOf(folder), filesIn(folder)]).toEqual([before, ['profiles.json', 'profiles.last-good.json']]);
  await store.save(profile({ name: 'after' }));
  expect(namesIn(store)).toEqual(['before', 'after']);
});

test.skipIf(process.getuid?.() !== 0)(
  'a folder that may be read but not written shows its profiles, and says so',
  async () => {
    const folder = temporaryFolder();
    const store = await openStore(folder);
    await store.save(profile({ name: 'before' }));
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'profiles.json'), 0o644);
    const writer = startWriter(folder, 'no', 2, { user: '65534' });
    await writer.ended;
    expect(writer.lines()).toEqual([
      expect.stringMatching(/^StorageError: This account may not write .*profiles\.json, so nothing/),
    ]);
    expect(namesIn(await openStore(folder))).toEqual(['before']);
  },
);

test.skipIf(process.getuid?.() !== 0)(
  'a file that may not be read is set aside like any other that cannot be used',
  async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'profiles.json'), '{}', { mode: 0o600 });
    chmodSync(folder, 0o777);
    const writer = startWriter(folder, 'yes', 1, { user: '65534' });
    await writer.ended;
    expect(writer.lines()).toEqual(['1']);
    expect(filesIn(folder)).toContain('profiles.json.broken-TIME');
  },
);
