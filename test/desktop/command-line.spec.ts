import { expect, test } from '@playwright/test';
import { readStart, sessionFileIn } from '../../src/main/command-line.ts';

const readSource = (...args: Parameters<typeof readStart>) => readStart(...args).source;

const URL = 'postgres://watcher:secret@db/oriole';

test('the source follows the command line, then libpq’s variables, then the profile that was open last', () => {
  expect(readStart([], {}).orDemo).toBe(false);
  expect(readStart(['--or-demo'], {}).orDemo).toBe(true);
  expect(readSource(['--profile', 'Lab'], {})).toEqual({ kind: 'profile', name: 'Lab' });
  expect(readSource([], {})).toEqual({ kind: 'last' });
  expect(readSource([], { PGUSER: 'me', PGPASSWORD: 'x' })).toEqual({ kind: 'last' });
  expect(readSource([], { PGHOST: 'db' })).toEqual({ kind: 'environment' });
  expect(readSource(['--demo'], { PGHOST: 'db' })).toEqual({ kind: 'demo' });
  expect(readSource(['--environment'], {})).toEqual({ kind: 'environment' });
  expect(readSource(['--url', URL], { PGHOST: 'db' })).toEqual({ kind: 'url', url: URL });
  expect(readSource([`--url=${URL}`], {})).toEqual({ kind: 'url', url: URL });
  expect(readSource(['--demo', '--data-dir', '/d'], {})).toEqual({ kind: 'demo', dataDir: '/d' });
  expect(readSource(['--data-dir', '/d'], { PGHOST: 'db' })).toEqual({ kind: 'demo', dataDir: '/d' });
});

test('Chromium’s switches and the folder of the application are left alone', () => {
  const args = ['.', '--no-sandbox', '--remote-debugging-port=0', '--user-data-dir=/tmp/x', '--demo'];
  expect(readSource(args, {})).toEqual({ kind: 'demo' });
});

test('a session file is found among the switches, from the folder in which the program was started', () => {
  expect(sessionFileIn(['.', '--demo', 'week 48.oriole'], '/home/lab')).toBe('/home/lab/week 48.oriole');
  expect(sessionFileIn(['/mnt/share/A.ORIOLE'], '/home/lab')).toBe('/mnt/share/A.ORIOLE');
  expect(sessionFileIn(['--user-data-dir=/x.oriole', 'oriole://open/run/3', 'notes.txt'], '/home/lab')).toBeNull();
  expect(readSource(['/mnt/share/A.oriole'], {})).toEqual({ kind: 'last' });
});

test('what makes no sense is refused, without quoting a password', () => {
  expect(() => readSource(['--url'], {})).toThrow('--url needs an address');
  expect(() => readSource(['--data-dir'], {})).toThrow('--data-dir needs a directory');
  expect(() => readSource(['--environment', '--data-dir', '/d'], {})).toThrow('with --demo only');
  expect(() => readSource(['--demo', '--url', URL], {})).toThrow(/^--demo and --url exclude each other/);
});
