import { copyFileSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { NotConnectedError } from '#core/runs/reader.ts';
import { buildSession } from '#core/sessions/build.ts';
import { SessionSource } from '#core/sessions/session-source.ts';
import type { Source } from '#core/sources/source.ts';
import { settledMonitor, temporaryFolder } from '../../support/monitor.ts';
import { randomOf } from '../../support/random-run.ts';
import { FACTS } from './facts.ts';
import { richLaboratory } from './rich-laboratory.ts';

const ALL = { experiments: null, from: null, to: null, texts: true };
const NOW = { waitMs: 0, signal: undefined };
/** Damaged copies that are tried; FUZZ says how many. */
const TRIES = Number(process.env['FUZZ'] ?? 40);

let whole = Buffer.alloc(0);
let truth: Awaited<ReturnType<typeof everythingOf>>;

/** All that a viewer can be shown of a session: pictures, texts and figures. */
async function everythingOf(source: Source) {
  const tried = async <T>(ask: () => Promise<T>): Promise<T | null> => {
    try {
      return await ask();
    } catch (error) {
      // What is not open is told by the feed's state; anything else is a crash.
      if (error instanceof NotConnectedError) return null;
      throw error;
    }
  };
  const list = (await source.experiments(null, NOW)).changed;
  const runs = new Map<number, unknown[]>();
  const actions = new Map<number, unknown>();
  const mazes = new Map<number, unknown>();
  for (const { id, mazeId } of list) {
    const page = await tried(() =>
      source.run({ experimentId: id, after: null, limit: 100_000, sights: 'with', ...NOW }),
    );
    const columns = page?.columns;
    const rows = Array.from(columns?.id ?? [], (action, n) => [
      action,
      columns?.step[n],
      columns?.types[columns.type[n] ?? 0],
      columns?.success[n],
      columns?.fromX[n],
      columns?.toY[n],
      columns?.at[n],
    ]);
    runs.set(id, [rows, columns?.seenBy, columns?.seenX, columns?.seenY]);
    for (const action of (columns?.id ?? []).filter((_, n) => n % 40 === 0)) {
      actions.set(action, await tried(() => source.action(id, action, null, NOW)));
    }
    if (mazeId !== null) mazes.set(mazeId, await tried(() => source.maze(mazeId)));
    await tried(() => source.usage(id, null));
    await tried(() => source.sights(id, null));
    await tried(() => source.search(id, 'why', null));
    await tried(() => source.experiment(id));
  }
  await tried(() => source.tally(list.map(({ id }) => id)));
  const { status } = await source.feed(null, NOW);
  return { list, runs, actions, mazes, state: status.state, problems: status.missing };
}

async function opened(path: string): Promise<SessionSource> {
  const source = new SessionSource('session:a', async () => path);
  source.start();
  onTestFinished(() => source.stop());
  for (let revision: string | null = null; ; ) {
    const { status, revision: next } = await source.feed(revision, { waitMs: 5_000, signal: undefined });
    if (status.state !== 'connecting') return source;
    revision = next;
  }
}

let folder = '';

async function prepare(): Promise<string> {
  const { laboratory } = await richLaboratory(9_000);
  const { source } = await settledMonitor(laboratory.url);
  folder = temporaryFolder();
  const path = join(folder, 'whole.oriole');
  await buildSession(path, await source.rows(), ALL, FACTS, () => {});
  whole = readFileSync(path);
  truth = await everythingOf(await opened(path));
  expect(truth.problems).toEqual([]);
  expect(truth.state).toBe('recorded');
  return path;
}

/** What is shown of a damaged session is right, or it is said that it is damaged. */
async function check(path: string, what: string): Promise<'told' | 'harmless'> {
  const before = readFileSync(path);
  const shown = await everythingOf(await opened(path));
  expect(readFileSync(path).equals(before), `${what}: written to`).toBe(true);
  if (shown.state === 'failed' || shown.problems.length > 0) return 'told';
  const { problems: _, ...rest } = shown;
  const { problems: __, ...right } = truth;
  expect(rest, what).toEqual(right);
  return 'harmless';
}

test('a damaged session is never shown wrong without a word, and never crashes', async () => {
  await prepare();
  const random = randomOf(7);
  const outcomes = { told: 0, harmless: 0 };
  for (let n = 0; n < TRIES; n++) {
    const bytes = Buffer.from(whole);
    const path = join(folder, `damaged-${n}.oriole`);
    const flips = n % 3 === 0 ? 1 : n % 3 === 1 ? 8 : 200;
    const places = Array.from({ length: flips }, () => Math.floor(random() * bytes.length));
    for (const place of places) bytes[place] = (bytes[place] ?? 0) ^ (1 << Math.floor(random() * 8));
    writeFileSync(path, bytes);
    if (n % 5 === 4) truncateSync(path, Math.floor(random() * bytes.length));
    outcomes[await check(path, `copy ${n}: ${places.slice(0, 10).join(', ')}`)]++;
  }
  expect(outcomes.told).toBeGreaterThan(0);
}, 300_000);

test.each([
  ['another program’s database', /not a session/],
  ['an empty file', /not a session/],
  ['a text', /not a session/],
  ['a session of a newer program', /newer/],
  ['a folder', /not a session/],
  ['no file', /cannot be read/],
])('%s is refused in a sentence', async (kind, sentence) => {
  const path = join(temporaryFolder(), 'a.oriole');
  if (kind === 'an empty file') writeFileSync(path, '');
  if (kind === 'a text') writeFileSync(path, 'x'.repeat(5_000));
  if (kind === 'a folder') mkdirSync(path);
  if (kind === 'another program’s database' || kind === 'a session of a newer program') {
    const file = new DatabaseSync(path);
    file.exec('CREATE TABLE t (a)');
    if (kind !== 'another program’s database')
      file.exec(`PRAGMA application_id = ${0x4f72696f}; PRAGMA user_version = 99`);
    file.close();
  }
  const { status } = await (await opened(path)).feed(null, NOW);
  expect(status).toMatchObject({ state: 'failed', reason: expect.stringMatching(sentence) });
});

test('of a file whose end is missing, what is there is shown, and that something is missing', async () => {
  const path = join(temporaryFolder(), 'cut.oriole');
  copyFileSync(await prepare(), path);
  truncateSync(path, Math.floor(statSync(path).size * 0.6));
  const shown = await everythingOf(await opened(path));
  expect(shown.state).toBe('recorded');
  expect(shown.problems.join(' ')).toMatch(/end of this file is missing/);
  const count = (runs: Map<number, unknown[]>) =>
    [...runs.values()].reduce((sum, [rows]) => sum + (rows as unknown[]).length, 0);
  expect(count(shown.runs)).toBeGreaterThan(1_000);
  expect(count(shown.runs)).toBeLessThan(count(truth.runs));
});
