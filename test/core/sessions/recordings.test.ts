import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { finishSession } from '#core/sessions/finish.ts';
import { Recorder } from '#core/sessions/recorder.ts';
import { SessionRows } from '#core/sessions/session-rows.ts';
import { type RecordingStatus, recordingChoiceSchema } from '#shared/domain/session.ts';
import { openMonitor, temporaryFolder } from '../../support/monitor.ts';
import { ownLaboratory } from '../../support/own-laboratory.ts';
import { GRID, richLaboratory } from './rich-laboratory.ts';
import { rowsOfDatabase, rowsOfFile } from './rows-of.ts';

async function watching(url: string) {
  const directory = temporaryFolder();
  const { monitor, client } = await openMonitor({ kind: 'url', url }, { directory });
  const source = monitor.own;
  if (!source) throw new Error('nothing is watched');
  await source.whenSettled(AbortSignal.timeout(15_000));
  const status = async (id: string): Promise<RecordingStatus> => {
    const { recordings } = await client.recordings.read({});
    const found = recordings.find((one) => one.id === id);
    if (!found) throw new Error('no such recording');
    return found;
  };
  const record = async (choice: object = {}) => {
    const { id, sentence } = await client.recordings.start({ choice });
    if (id === null) throw new Error(sentence ?? 'not begun');
    await expect.poll(async () => (await status(id)).state, { timeout: 10_000 }).toBe('recording');
    return id;
  };
  const stop = async (id: string) => {
    await client.recordings.stop({ id });
    await expect.poll(async () => (await status(id)).state, { timeout: 20_000 }).toBe('ended');
    return (await status(id)).session;
  };
  const pathOf = async (session: string) => (await monitor.library.pathOf(session)) ?? '';
  return { monitor, client, source, status, record, stop, pathOf, folder: join(directory, 'sessions') };
}

test('what the feed brings is in the file, row by row and value by value', async () => {
  const { laboratory, experiments } = await richLaboratory(200);
  const { record, stop, pathOf, source, folder } = await watching(laboratory.url);
  const id = await record({ past: true, experiments });
  for (let step = 300; step < 340; step++) await laboratory.addAction(experiments[2] ?? 0, step);
  const late = await laboratory.addExperiment('late', await laboratory.addMaze(GRID, 30, 20));
  // Only what was chosen is recorded.
  await laboratory.addAction(late, 1);
  await expect.poll(() => source.status.actions).toBe(41);
  const session = await stop(id);
  const recorded = await rowsOfFile(await pathOf(session));
  const there = await rowsOfDatabase(source);
  expect(recorded.problems).toEqual([]);
  expect(recorded.agent_actions).toEqual(there.agent_actions.filter((row) => row['experiment_id'] !== late));
  expect(recorded.experiments).toEqual(there.experiments.filter((row) => row['id'] !== late));
  expect(recorded.mazes).toEqual(there.mazes.filter((row) => row['id'] === 1));
  // One file, and nothing beside it.
  expect(readdirSync(folder)).toHaveLength(1);
});

test('what is written into rows later is in the file too', async () => {
  const laboratory = await ownLaboratory('triggers');
  const experiment = await laboratory.addExperiment('model');
  const { record, stop, pathOf, source, status } = await watching(laboratory.url);
  const id = await record();
  for (let step = 1; step <= 5; step++) await laboratory.addAction(experiment, step);
  await expect.poll(async () => (await status(id)).actions).toBe(5);
  await laboratory.db.query('UPDATE agent_actions SET input_tokens = 100, cost_usd = 0.00123 WHERE step_number < 3');
  await laboratory.db.query("UPDATE experiments SET completed_at = now(), goal_found = true, comment = 'done'");
  const session = await stop(id);
  const [recorded, there] = [await rowsOfFile(await pathOf(session)), await rowsOfDatabase(source)];
  expect(recorded.agent_actions).toEqual(there.agent_actions);
  expect(recorded.agent_actions.filter((row) => row['input_tokens'] === 100)).toHaveLength(2);
  expect(recorded.experiments).toEqual(there.experiments);
});

test('the past of an experiment that goes on only later is in the file too', async () => {
  const laboratory = await ownLaboratory('triggers');
  const [active, resting, silent] = [
    await laboratory.addExperiment('active'),
    await laboratory.addExperiment('resting'),
    await laboratory.addExperiment('silent'),
  ];
  for (const id of [active, resting, silent]) await laboratory.addActions(id, 1, 20);
  // Nobody would say of these two that they are going on.
  await laboratory.db.query(`UPDATE experiments SET started_at = now() - interval '2 days' WHERE id = ANY($1)`, [
    [resting, silent],
  ]);
  await laboratory.db.query(
    `UPDATE agent_actions SET "timestamp" = now() - interval '2 days' WHERE experiment_id = ANY($1)`,
    [[resting, silent]],
  );
  const { record, stop, pathOf, source, status } = await watching(laboratory.url);
  const id = await record({ past: true });
  await expect.poll(async () => (await status(id)).actions).toBe(20);
  await laboratory.addAction(resting, 21);
  await expect.poll(async () => (await status(id)).actions).toBe(41);
  const session = await stop(id);
  const recorded = await rowsOfFile(await pathOf(session));
  const there = await rowsOfDatabase(source);
  expect(recorded.agent_actions).toEqual(there.agent_actions.filter((row) => row['experiment_id'] !== silent));
});

test('it goes on across a lost connection, which is in the file as an event', async () => {
  const laboratory = await ownLaboratory('triggers');
  const experiment = await laboratory.addExperiment('model');
  const { record, stop, pathOf, source, client, status } = await watching(laboratory.url);
  const id = await record();
  await laboratory.addAction(experiment, 1);
  await expect.poll(async () => (await status(id)).actions).toBe(1);
  await laboratory.endMonitors();
  await laboratory.addActions(experiment, 2, 500);
  await expect.poll(() => source.status.state, { timeout: 15_000 }).toBe('live');
  await expect.poll(async () => (await status(id)).actions, { timeout: 15_000 }).toBe(501);
  const session = await stop(id);
  expect((await rowsOfFile(await pathOf(session))).agent_actions).toEqual((await rowsOfDatabase(source)).agent_actions);
  await client.sources.open({ profile: session });
  await expect.poll(async () => (await client.feed.read({ source: session })).status.state).toBe('recorded');
  const { events } = await client.feed.read({ source: session });
  expect(events.map(({ state }) => state)).toContain('reconnecting');
  expect(events.at(-1)?.state).toBe('live');
});

test('without texts, none of them is anywhere in the file', async () => {
  const { laboratory, experiments } = await richLaboratory(60);
  const { record, stop, pathOf, status } = await watching(laboratory.url);
  const id = await record({ past: true, experiments, texts: false, hostName: false });
  await expect.poll(async () => (await status(id)).actions).toBe(121);
  const session = await stop(id);
  const path = await pathOf(session);
  const { agent_actions: actions, experiments: rows } = await rowsOfFile(path);
  expect(actions.length).toBe(121);
  expect(new Set(actions.flatMap((row) => [row['reasoning'], row['assistant_message']]))).toEqual(new Set([null]));
  expect(rows.map((row) => row['prompt_text'])).toEqual([null, null, null]);
  const file = new DatabaseSync(path, { readOnly: true });
  const row = file.prepare('SELECT host, database, has_texts FROM session').get();
  file.close();
  expect({ ...row }).toEqual({ host: null, database: new URL(laboratory.url).pathname.slice(1), has_texts: 0 });
});

test('a table that is emptied ends the session, and the next one begins', async () => {
  const laboratory = await ownLaboratory('triggers');
  const experiment = await laboratory.addExperiment('model');
  const { record, client, status, pathOf } = await watching(laboratory.url);
  const id = await record();
  for (let step = 1; step <= 3; step++) await laboratory.addAction(experiment, step);
  await expect.poll(async () => (await status(id)).actions).toBe(3);
  await laboratory.db.query('TRUNCATE agent_actions RESTART IDENTITY');
  await laboratory.addAction(experiment, 1);
  await expect.poll(async () => (await status(id)).state, { timeout: 15_000 }).toBe('ended');
  expect((await rowsOfFile(await pathOf((await status(id)).session))).agent_actions).toHaveLength(3);
  const next = (await client.recordings.read({})).recordings.find((one) => one.id !== id);
  await expect.poll(async () => (await status(next?.id ?? '')).actions, { timeout: 15_000 }).toBe(1);
});

test('one recording a profile, and none of a session', async () => {
  const laboratory = await ownLaboratory('triggers');
  const { record, stop, client } = await watching(laboratory.url);
  const id = await record();
  expect(await client.recordings.start({})).toMatchObject({ done: false, sentence: /being recorded already/ });
  const session = await stop(id);
  await client.sources.open({ profile: session });
  expect(await client.recordings.start({ source: session })).toMatchObject({
    done: false,
    sentence: /session already/,
  });
});

test('a disk that is nearly full ends it with a reason, and what was recorded is kept', async () => {
  const laboratory = await ownLaboratory('triggers');
  const experiment = await laboratory.addExperiment('model');
  const { source } = await watching(laboratory.url);
  const path = join(temporaryFolder(), 'full.oriole');
  const recorder = new Recorder({
    source,
    path: () => path,
    choice: recordingChoiceSchema.parse({}),
    comment: null,
    facts: { id: 'full', name: 'full', profile: null, applicationVersion: '' },
    // No disk has as much.
    leastFreeBytes: Number.MAX_SAFE_INTEGER,
  });
  const ending = recorder.run();
  await laboratory.addAction(experiment, 1);
  expect(await ending).toMatchObject({ sentence: expect.stringMatching(/disk is nearly full/), isReplaced: false });
  await finishSession(path, () => {});
  const rows = SessionRows.open(path);
  expect(rows.session()['end_reason']).toMatch(/disk is nearly full/);
  rows.close();
});

test('a profile is recorded without being told, the experiments of a batch only, and older recordings go', async () => {
  const laboratory = await ownLaboratory('triggers');
  const [wanted, other] = [await laboratory.addExperiment('wanted'), await laboratory.addExperiment('other')];
  await laboratory.db.query("UPDATE experiments SET comment = 'A/B: 14b' WHERE id = $1", [wanted]);
  const { client, source, monitor } = await watching(laboratory.url);
  const automatic = { profile: source.id, when: 'comment' as const, comment: 'A/B', mostBytes: 1 };
  const going = async () => (await client.recordings.read({})).recordings.find(({ state }) => state === 'recording');
  for (const round of [1, 2]) {
    expect(await client.recordings.setAutomatic(automatic)).toEqual({ done: true, sentence: null });
    await expect.poll(async () => (await going())?.isAutomatic).toBe(true);
    await laboratory.addAction(wanted, round * 10);
    await laboratory.addAction(other, round * 10);
    await laboratory.addAction(wanted, round * 10 + 1);
    await expect.poll(async () => (await going())?.actions).toBe(round * 2);
    await client.recordings.clearAutomatic({ profile: source.id });
    await expect.poll(() => monitor.recordings.busy).toBe(0);
  }
  // Of two, only the newest may stay: both are larger than a byte.
  await expect.poll(async () => (await client.sessions.read({})).entries.length).toBe(1);
  const [entry] = (await client.sessions.read({})).entries;
  expect(entry).toMatchObject({ experiments: 1, actions: 4, tags: ['automatic'] });
});
