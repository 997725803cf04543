import { mkdirSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { HostFiles } from '#core/host-files.ts';
import { Exports } from '#core/sessions/exports.ts';
import type { ExportFormat, ExportProgress } from '#shared/domain/session.ts';
import { duckdb, literal } from '../../support/duckdb.ts';
import { openMonitor, temporaryFolder } from '../../support/monitor.ts';
import { ALL, endless } from '../../support/rows.ts';
import { richLaboratory } from './rich-laboratory.ts';
import { rowsOfDatabase, rowsOfFile } from './rows-of.ts';

/** A person who saves wherever this says. */
function savingAt(path: string | null): HostFiles {
  return {
    chooseFile: async () => null,
    chooseSession: async () => null,
    chooseFolder: async () => null,
    chooseSavePath: async () => path,
    reveal() {},
  };
}

const noFeed = () => Promise.reject(new Error('nobody asks'));

async function watching(files: HostFiles | null = null) {
  const { laboratory, experiments } = await richLaboratory(300);
  const directory = temporaryFolder();
  const { monitor, client } = await openMonitor({ kind: 'url', url: laboratory.url }, { directory, files });
  const source = monitor.own;
  if (!source) throw new Error('nothing is watched');
  await source.whenSettled(AbortSignal.timeout(15_000));
  const run = async (format: ExportFormat, more: object = {}) => {
    const steps: ExportProgress[] = [];
    for await (const step of await client.sessions.export({ name: 'My: export', format, ...more })) steps.push(step);
    return steps;
  };
  const done = async (format: ExportFormat, more: object = {}) => {
    const last = (await run(format, more)).at(-1);
    if (last?.kind !== 'done') throw new Error(last?.kind === 'failed' ? last.sentence : 'not done');
    return last;
  };
  const pathOf = async (session: string | null) => (await monitor.library.pathOf(session ?? '')) ?? '';
  return { monitor, client, source, experiments, run, done, pathOf, sessions: join(directory, 'sessions') };
}

test('a database becomes a session of the library without having been recorded, row by row', async () => {
  const { done, source, pathOf, client, sessions } = await watching();
  const first = await done('session');
  expect(first).toMatchObject({ download: null, sentence: '601 actions are in the session My: export.' });
  const made = await rowsOfFile(await pathOf(first.session));
  expect(made.problems).toEqual([]);
  expect(made).toEqual(await rowsOfDatabase(source));
  const { entries } = await client.sessions.read({});
  expect(entries).toMatchObject([
    { name: 'My: export', state: 'closed', experiments: 3, actions: 601, hasTexts: true },
  ]);
  // The same name again is another file.
  await done('session');
  expect(readdirSync(sessions).toSorted()).toEqual(['My. export 2.oriole', 'My. export.oriole']);
});

test('a part of a session becomes another one: chosen experiments, a stretch of time, no texts', async () => {
  const { done, pathOf, client, experiments } = await watching();
  const { session } = await done('session');
  await client.sources.open({ profile: session ?? '' });
  await client.sessions.setBookmarks({
    id: session ?? '',
    bookmarks: [
      { experimentId: experiments[0] ?? 0, actionId: null, step: null, at: null, text: 'kept' },
      { experimentId: experiments[1] ?? 0, actionId: null, step: null, at: null, text: 'of another experiment' },
    ],
  });
  const whole = await rowsOfFile(await pathOf(session));
  const mine = whole.agent_actions.filter((row) => row['experiment_id'] === experiments[0]);
  const times = mine.map((row) => row['timestamp']).filter((at) => typeof at === 'number');
  const [from, to] = [(times[100] ?? 0) / 1_000, (times[200] ?? 0) / 1_000];
  const selection = { experiments: [experiments[0]], from, to, texts: false };
  const part = await done('session', { source: session, selection });
  const made = await rowsOfFile(await pathOf(part.session));
  expect(made.experiments.map((row) => row['id'])).toEqual([experiments[0]]);
  const within = mine.filter(({ timestamp: at }) => typeof at !== 'number' || (at >= from * 1_000 && at <= to * 1_000));
  expect(within.length).toBeGreaterThan(90);
  expect(made.agent_actions).toEqual(within.map((row) => ({ ...row, reasoning: null, assistant_message: null })));
  const { entries } = await client.sessions.read({});
  expect(entries.find(({ id }) => id === part.session)).toMatchObject({ hasTexts: false });
  expect(await client.sessions.bookmarks({ id: part.session ?? '' })).toMatchObject([{ text: 'kept' }]);
});

test.each(['csv', 'parquet'] as const)(
  'a browser fetches %s as one file; DuckDB counts what is in it',
  async (format) => {
    const { done, monitor } = await watching();
    const { download } = await done(format);
    const [, , token = '', name = ''] = (download ?? '').split('/');
    expect(decodeURIComponent(name)).toBe(`My. export-${format}.zip`);
    const { path = '' } = (await monitor.exports.downloads.find(token)) ?? {};
    const ask = await duckdb();
    const count = (table: string) => ask(`SELECT count(*)::int AS n FROM ${literal(join(path, `${table}.${format}`))}`);
    expect(await count('agent_actions')).toEqual([{ n: 601 }]);
    expect(await count('experiments')).toEqual([{ n: 3 }]);
    expect(await count('mazes')).toEqual([{ n: 1 }]);
    await monitor.stop();
    expect(await monitor.exports.downloads.find(token)).toBeNull();
    expect(() => readdirSync(path)).toThrow();
  },
);

test('on the desktop it goes where the person says', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'chosen.jsonl');
  const { done } = await watching(savingAt(path));
  expect(await done('jsonl')).toEqual({ kind: 'done', sentence: `Saved as ${path}.`, session: null, download: null });
  expect((await readFile(path, 'utf8')).trim().split('\n')).toHaveLength(1 + 3 + 601);
  expect(readdirSync(folder)).toEqual(['chosen.jsonl']);
});

test('nothing is written where no place was chosen, or it cannot be written to', async () => {
  const none = await watching(savingAt(null));
  expect((await none.run('mcap')).at(-1)).toEqual({
    kind: 'failed',
    sentence: 'No place was chosen, so nothing was exported.',
  });
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'taken'));
  const taken = await watching(savingAt(join(folder, 'taken')));
  expect((await taken.run('csv')).at(-1)).toMatchObject({
    kind: 'failed',
    sentence: expect.stringContaining('is there already, so nothing was saved'),
  });
  expect(readdirSync(folder)).toEqual(['taken']);
});

test('who stops listening gives up, and nothing of it is left', async () => {
  const folder = temporaryFolder();
  const exports = new Exports({
    library: { folder, addFile: async () => ({ done: false, sentence: null, id: null }), bookmarks: async () => [] },
    files: savingAt(join(folder, 'out.jsonl')),
    version: 'test',
    profileName: () => null,
  });
  const source = { id: 'x', ended: new AbortController().signal, rows: async () => endless(), feed: noFeed };
  const request = { selection: ALL, format: 'jsonl' as const, name: 'endless' };
  const stopping = new AbortController();
  const steps: ExportProgress[] = [];
  for await (const step of exports.run(source, request, stopping.signal)) {
    steps.push(step);
    if (steps.length === 2) stopping.abort();
  }
  expect(steps[0]).toMatchObject({ kind: 'progress' });
  expect(steps.at(-1)).toEqual({ kind: 'failed', sentence: 'It was given up, and nothing was saved.' });
  expect(readdirSync(folder)).toEqual([]);
  // Neither where the listener goes without a word, nor where the host ends.
  for await (const step of exports.run(source, request, undefined)) if (step.kind === 'progress') break;
  expect(readdirSync(folder)).toEqual([]);
  const running = exports.run(source, request, undefined);
  await running.next();
  await exports.stop();
  expect(readdirSync(folder)).toEqual([]);
  await running.return(undefined);
});
