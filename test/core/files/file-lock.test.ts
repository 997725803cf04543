import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { withFileLock } from '#core/files/file-lock.ts';
import { until } from '../../support/until.ts';

function newLock(): string {
  const folder = mkdtempSync(join(tmpdir(), 'oriole-lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'file.lock');
}

async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'close');
  return child.pid ?? 0;
}

test('one works at a time, and nothing is left behind', async () => {
  const lock = newLock();
  let working = 0;
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      withFileLock(lock, async (stillHeld) => {
        expect(++working).toBe(1);
        await new Promise(setImmediate);
        stillHeld();
        working--;
        return index;
      }),
    ),
  );
  expect(results).toEqual(Array.from({ length: 20 }, (_, index) => index));
  expect(readdirSync(dirname(lock))).toEqual([]);
});

test('a failure of the work is passed on, and the lock given back', async () => {
  const lock = newLock();
  await expect(withFileLock(lock, () => Promise.reject(new Error('the work failed')))).rejects.toThrow(
    'the work failed',
  );
  expect(existsSync(lock)).toBe(false);
});

test('the lock of a process that runs is waited for, the lock of one that has ended is not', async () => {
  const lock = newLock();
  // Any other process that certainly runs.
  writeFileSync(lock, `${process.ppid} ${hostname()} 00000000-0000`);
  let done = false;
  const work = withFileLock(lock, async () => {
    done = true;
  });
  // Asked for later on another lock, and done: the first is waiting.
  for (let count = 0; count < 5; count++) {
    const other = newLock();
    writeFileSync(other, `${await endedProcess()} ${hostname()} 00000000-0000`);
    await withFileLock(other, async () => {});
  }
  expect(done).toBe(false);
  rmSync(lock);
  await work;
  expect(done).toBe(true);
});

test.each([
  ['of another machine', '7 elsewhere 00000000-0000'],
  ['of this very number', `${process.pid} ${hostname()} 00000000-0000`],
  ['of a process that runs and hangs', `${process.ppid} ${hostname()} 00000000-0000`],
  ['whose writer was killed before its name was in it', ''],
])('a lock %s counts only as long as writing can take', async (_, text) => {
  const lock = newLock();
  writeFileSync(lock, text);
  let done = false;
  const work = withFileLock(lock, async () => {
    done = true;
  });
  await until('it is looked at', () => new Promise((resolve) => setImmediate(resolve, true)));
  expect(done).toBe(false);
  const past = new Date(Date.now() - 11_000);
  utimesSync(lock, past, past);
  await work;
  expect(readdirSync(dirname(lock))).toEqual([]);
});

test('whoever lost the lock hears of it before it replaces anything, and begins again', async () => {
  const lock = newLock();
  const seen: string[] = [];
  const work = withFileLock(lock, async (stillHeld) => {
    const isFirst = seen.push('begun') === 1;
    // The machine slept, and another took the lock meanwhile.
    if (isFirst) writeFileSync(lock, `${process.ppid} ${hostname()} 00000000-0000`);
    stillHeld();
    seen.push('replaced');
  });
  await until('it has begun', () => seen.length > 0);
  expect(readFileSync(lock, 'utf8')).toContain(`${process.ppid} `);
  expect(seen).toEqual(['begun']);
  rmSync(lock);
  await work;
  expect(seen).toEqual(['begun', 'begun', 'replaced']);
});
