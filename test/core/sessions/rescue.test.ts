import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { Library } from '#core/sessions/library.ts';
import { LiveFile } from '#core/sessions/live-file.ts';
import { SessionSettings } from '#core/sessions/session-settings.ts';
import { temporaryFolder } from '../../support/monitor.ts';
import { until } from '../../support/until.ts';
import { FACTS } from './facts.ts';
import { rowsOfFile } from './rows-of.ts';

const COLUMNS = {
  mazes: [{ name: 'id', type: 'integer', storage: 'integer' }],
  experiments: [
    { name: 'id', type: 'integer', storage: 'integer' },
    { name: 'model_name', type: 'text', storage: 'text' },
  ],
  agent_actions: [
    { name: 'id', type: 'integer', storage: 'integer' },
    { name: 'experiment_id', type: 'integer', storage: 'integer' },
    { name: 'step_number', type: 'integer', storage: 'integer' },
    { name: 'reasoning', type: 'text', storage: 'text' },
    { name: 'timestamp', type: 'timestamp without time zone', storage: 'time' },
  ],
} as const;
const ROWS = 5_000;

/** A recording that was not closed, in a folder of a library. */
function unfinished(folder: string): string {
  const path = join(folder, 'sessions', 'cut short.oriole');
  const file = new LiveFile(path, COLUMNS, { ...FACTS, id: 'a2f4b6c8-0000-4000-8000-000000000001', endedAt: null });
  file.write({
    experiments: [[1, 'model']],
    agent_actions: Array.from({ length: ROWS }, (_, n) => [n + 1, 1, n + 1, `because ${n} `.repeat(20), null]),
  });
  file.abandon();
  return path;
}

function open(folder: string): Library {
  const library = new Library(join(folder, 'sessions'), new SessionSettings(folder), null, pino({ level: 'silent' }));
  onTestFinished(() => library.stop());
  library.start();
  return library;
}

test('what was not closed is closed at the next start, and says so', async () => {
  const folder = temporaryFolder();
  await open(folder).look();
  const path = unfinished(folder);
  const library = open(folder);
  await until('it is closed', async () => (await library.read(null, 0, undefined)).entries[0]?.state === 'closed');
  const { entries } = await library.read(null, 0, undefined);
  expect(entries).toMatchObject([{ actions: ROWS, remarks: [expect.stringMatching(/ended before it could close/)] }]);
  expect((await rowsOfFile(path)).agent_actions).toHaveLength(ROWS);
});

test('of what is damaged besides, as much as can be read becomes another session', async () => {
  const folder = temporaryFolder();
  await open(folder).look();
  const path = unfinished(folder);
  const bytes = readFileSync(path);
  // Some pages in the middle, headers of pages included.
  for (const page of [40, 41, 90, 150]) bytes.fill(0xa5, page * 4_096, page * 4_096 + 600);
  writeFileSync(path, bytes);
  const library = open(folder);
  await until('it is rescued', async () =>
    (await library.read(null, 0, undefined)).entries.some(
      ({ state, name }) => state === 'closed' && name.endsWith('(rescued)'),
    ),
  );
  const rescued = (await library.read(null, 0, undefined)).entries.find(({ state }) => state === 'closed');
  expect(rescued?.remarks.join(' ')).toMatch(/damaged: this is what could be read/);
  const { agent_actions: rows, problems } = await rowsOfFile(join(rescued?.folder ?? '', rescued?.file ?? ''));
  expect(problems).toEqual([]);
  expect(rows.length).toBeGreaterThan(ROWS / 2);
  expect(rows.length).toBeLessThan(ROWS);
  for (const row of rows) expect(row['reasoning']).toBe(`because ${Number(row['id']) - 1} `.repeat(20));
  expect(readFileSync(path).equals(bytes)).toBe(true);
});
