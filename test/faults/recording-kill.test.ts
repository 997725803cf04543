import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { expect, inject, onTestFinished, test } from 'vitest';
import { Library } from '#core/sessions/library.ts';
import { SessionSettings } from '#core/sessions/session-settings.ts';
import { rowsOfFile } from '../core/sessions/rows-of.ts';
import { Laboratory } from '../support/laboratory.ts';
import { randomOf } from '../support/random-run.ts';
import { until } from '../support/until.ts';

/** Processes that are killed; so many at a time record the same rows. KILLS says how many. */
const KILLS = Number(process.env['KILLS'] ?? 5);
const AT_A_TIME = 5;
/** A row that had arrived so long before the end is in the file; PROMISED_MS=250 where nothing else is at work. */
const PROMISED_MS = Number(process.env['PROMISED_MS'] ?? 1_000);
const PROGRAM = fileURLToPath(new URL('../support/record-process.ts', import.meta.url));

/** A process that records, and when it says that actions have arrived there: `Date.now()` by their ids. */
async function startRecorder(url: string, directory: string) {
  const child = spawn(process.execPath, [PROGRAM, url, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const arrived = new Map<number, number>();
  const lines = createInterface({ input: child.stdout });
  await once(lines, 'line');
  lines.on('line', (line) => {
    const [id, at] = line.split(' ').map(Number);
    if (id !== undefined && at !== undefined) arrived.set(id, at);
  });
  return { child, arrived };
}

test(`${KILLS} recordings are killed at random moments, and each file holds what had arrived by then`, async () => {
  const laboratory = await Laboratory.create('triggers', inject('postgresUrl'));
  const folder = mkdtempSync(join(tmpdir(), 'oriole-kills-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const experiment = await laboratory.addExperiment('recorded');
  const random = randomOf(11);
  let step = 0;
  let isOver = false;
  onTestFinished(async () => {
    isOver = true;
    await writing;
    await laboratory.remove();
  });
  const writing = (async () => {
    while (!isOver) {
      await laboratory.addAction(experiment, ++step);
      await delay(1);
    }
  })();
  for (let round = 0; round * AT_A_TIME < KILLS; round++) {
    const directories = Array.from({ length: AT_A_TIME }, (_, n) => join(folder, `${round}-${n}`));
    await Promise.all(
      directories.map(async (directory) => {
        const { child, arrived } = await startRecorder(laboratory.url, directory);
        await delay(PROMISED_MS + 100 + random() * 700);
        const killed = Date.now();
        child.kill('SIGKILL');
        await once(child, 'close');
        const library = new Library(
          join(directory, 'sessions'),
          new SessionSettings(directory),
          null,
          pino({ level: 'silent' }),
        );
        library.start();
        let entries = (await library.read(null, 0, undefined)).entries;
        await until('the next start has closed the session', async () => {
          ({ entries } = await library.read(null, 0, undefined));
          return entries.length === 1 && entries[0]?.state === 'closed';
        });
        const [entry] = entries;
        const path = (await library.pathOf(entry?.id ?? '')) ?? '';
        await library.stop();
        expect(entry?.remarks.join(' ')).toMatch(/ended before it could close/);
        const { agent_actions: rows, problems } = await rowsOfFile(path);
        expect(problems).toEqual([]);
        expect(rows.length).toBe(entry?.actions);
        const held = new Set(rows.map((row) => row['id']));
        const promised = [...arrived].filter(([, at]) => at < killed - PROMISED_MS);
        expect(promised.length).toBeGreaterThan(0);
        expect(promised.map(([id]) => id).filter((id) => !held.has(id))).toEqual([]);
      }),
    );
  }
  isOver = true;
  await writing;
});
