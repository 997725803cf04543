import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, NO_DATABASE, test } from './desktop-test.ts';
import { type Desktop, launchDesktop } from './launch.ts';
import { connectInPage, leaveViewer } from './page-client.ts';

async function startDemo(): Promise<{ desktop: Desktop; postgres: number }> {
  const desktop = await launchDesktop({ args: ['--demo'] });
  await leaveViewer(desktop);
  const { client } = await connectInPage(desktop.page);
  await expect
    .poll(async () => (await client.feed.read({ after: null })).status.state, { timeout: 30_000 })
    .toBe('live');
  const [file = ''] = globSync('**/postmaster.pid', { cwd: desktop.directory });
  return { desktop, postgres: Number(readFileSync(join(desktop.directory, file), 'utf8').split('\n')[0]) };
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const WAYS_TO_END = {
  'quitting from the menu': (desktop: Desktop) => desktop.close(),
  SIGTERM: (desktop: Desktop) => signal(desktop, 'SIGTERM'),
  SIGINT: (desktop: Desktop) => signal(desktop, 'SIGINT'),
};

function signal(desktop: Desktop, name: NodeJS.Signals): Desktop['exited'] {
  process.kill(desktop.pid, name);
  return desktop.exited;
}

for (const [way, end] of Object.entries(WAYS_TO_END)) {
  test(`${way} stops the demo’s database and ends with 0`, async () => {
    const { desktop, postgres } = await startDemo();
    expect(isRunning(postgres)).toBe(true);
    expect(await end(desktop)).toEqual({ exitCode: 0 });
    expect(isRunning(postgres)).toBe(false);
    await desktop.close();
  });
}

test('closing the last window quits', async () => {
  test.skip(process.platform === 'darwin', 'on macOS an application outlives its windows');
  const desktop = await launchDesktop({ args: NO_DATABASE });
  await desktop.page.close();
  expect(await desktop.exited).toEqual({ exitCode: 0 });
  await desktop.close();
});

test('a second start brings the window of the first to the front, and ends', async () => {
  const first = await launchDesktop({ args: NO_DATABASE });
  await first.evaluate(({ app, BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.blur();
    app.once('second-instance', () => Object.assign(globalThis, { second: true }));
  });
  await expect(launchDesktop({ args: NO_DATABASE, directory: first.directory })).rejects.toThrow();
  await expect.poll(() => first.evaluate(() => 'second' in globalThis)).toBe(true);
  await expect.poll(() => first.evaluate(({ BrowserWindow }) => BrowserWindow.getFocusedWindow() !== null)).toBe(true);
  expect(await first.close()).toEqual({ exitCode: 0 });
});

test('a password on the command line is not logged', async () => {
  const url = 'postgres://watcher:hunter2secret@127.0.0.1:1/oriole';
  const desktop = await launchDesktop({ args: ['--url', url], env: { LOG_LEVEL: 'trace' } });
  await leaveViewer(desktop);
  const { client } = await connectInPage(desktop.page);
  await expect.poll(() => desktop.output()).toContain('feed lost');
  const reading = await client.feed.read({ after: null });
  await desktop.close();
  expect(desktop.output() + JSON.stringify(reading)).not.toContain('hunter2secret');
});

test('a command line that makes no sense ends with a sentence', async () => {
  await expect(launchDesktop({ args: ['--demo', '--environment'] })).rejects.toThrow(
    '--demo and --environment exclude each other',
  );
});
