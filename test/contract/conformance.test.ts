import type { ORPCError } from '@orpc/client';
import { beforeEach, describe, expect, test } from 'vitest';
import { MAX_WAIT_MS } from '#shared/contract.ts';
import { type Client, TRANSPORTS } from '../support/contract-clients.ts';
import type { Laboratory } from '../support/laboratory.ts';
import { settledMonitor } from '../support/monitor.ts';
import { ownLaboratory } from '../support/own-laboratory.ts';
import { until } from '../support/until.ts';

const GRID = [
  [1, 1, 1],
  [1, 0, 2],
  [1, 1, 1],
];

describe.each(TRANSPORTS)('the contract over %s', (_, connect) => {
  let laboratory: Laboratory;
  let client: Client;
  let mazeId: number;
  let experimentId: number;

  beforeEach(async () => {
    laboratory = await ownLaboratory('triggers');
    mazeId = await laboratory.addMaze(GRID, 3, 3);
    experimentId = await laboratory.addExperiment('a model', mazeId);
    await laboratory.addAction(experimentId, 1);
    ({ client } = await connect((await settledMonitor(laboratory.url)).monitor));
  });

  test('says who is there and how the feed is', async () => {
    expect(await client.host.about()).toEqual({
      kind: 'web',
      version: 'test',
      demo: false,
      choosesFiles: false,
      revealsFiles: false,
    });
    const { status, events, now } = await client.feed.read({});
    expect(status.state).toBe('live');
    expect(status.database).toMatch(/^lab_\w+ on 127\.0\.0\.1:\d+$/);
    expect(events.at(-1)?.state).toBe('live');
    expect(Math.abs(now - Date.now())).toBeLessThan(5_000);
    expect(JSON.stringify({ status, events })).not.toContain('postgres:');
  });

  test('lists experiments, then only what changed', async () => {
    let reading = await client.experiments.list({});
    await until('the list is read', async () => {
      reading = await client.experiments.list({});
      return reading.loading === null && reading.changed.length === 1;
    });
    expect(reading.changed[0]).toMatchObject({ id: experimentId, model: 'a model', steps: 1, goalFound: false });
    const waiting = client.experiments.list({ after: reading.revision, waitMs: MAX_WAIT_MS });
    const second = await laboratory.addExperiment('another');
    await laboratory.addAction(second, 1);
    const next = await waiting;
    expect(next).toMatchObject({ reset: false });
    expect(next.changed.map(({ id }) => id)).toEqual([second]);
    expect((await client.experiments.list({ after: 'another-host:3' })).reset).toBe(true);
  });

  test('reads a run as columns, and waits for what comes', async () => {
    const first = await client.runs.read({ experimentId });
    expect([...first.columns.step]).toEqual([1]);
    expect(first.columns.types).toEqual(['move_east']);
    expect([...first.columns.seenX]).toEqual([1]);
    const waiting = client.runs.read({ experimentId, after: first.cursor, waitMs: MAX_WAIT_MS });
    const id = await laboratory.addAction(experimentId, 2);
    const second = await waiting;
    expect([...second.columns.id]).toEqual([id]);
    expect(second.caughtUp).toBe(true);
  });

  test('a long run comes in pages', async () => {
    await laboratory.addActions(experimentId, 2, 2_500);
    const steps: number[] = [];
    let after: string | null = null;
    for (;;) {
      // Waits for what the tail is still reading, and not once everything is here.
      const waitMs = steps.length < 2_501 ? 10_000 : 0;
      const page = await client.runs.read({ experimentId, after, limit: 1_000, waitMs });
      steps.push(...page.columns.step);
      after = page.cursor;
      if (page.caughtUp && page.columns.id.length === 0) break;
    }
    expect(steps).toEqual(Array.from({ length: 2_501 }, (__, index) => index + 1));
  });

  test('gives mazes, an action in full, counts and all columns', async () => {
    const maze = await client.mazes.get({ id: mazeId });
    expect(maze).toMatchObject({ width: 3, height: 3, problems: [] });
    expect([...maze.tiles]).toEqual(GRID.flat());
    const [actionId] = await laboratory.idsOf(experimentId);
    const action = await client.runs.action({ experimentId, actionId: actionId ?? 0 });
    expect(action).toMatchObject({ step: 1, type: 'move_east', seen: [{ x: 1, y: 2, tile: 0 }] });
    await laboratory.db.query(
      `INSERT INTO agent_actions (experiment_id, step_number, action_type, from_x, from_y, to_x, to_y, success)
       VALUES ($1, 2, 'move_north', 2, 1, 2, 1, false), ($1, 3, 'recall_all', 2, 1, null, null, false)`,
      [experimentId],
    );
    await until(
      'the hit is counted',
      async () => (await client.experiments.tally({ ids: [experimentId] }))[0]?.wallHits === 1,
    );
    const details = await client.experiments.details({ id: experimentId });
    expect(details.columns).toContainEqual({ name: 'model_name', value: 'a model' });
  });

  test('answers what is not there with NOT_FOUND, and nonsense with BAD_REQUEST', async () => {
    const codeOf = (call: Promise<unknown>) =>
      call.then(() => 'no error').catch((error: ORPCError<string, unknown>) => error.code);
    expect(await codeOf(client.mazes.get({ id: 999_999 }))).toBe('NOT_FOUND');
    expect(await codeOf(client.experiments.details({ id: Number.MAX_SAFE_INTEGER }))).toBe('NOT_FOUND');
    expect(await codeOf(client.runs.action({ experimentId, actionId: 999_999 }))).toBe('NOT_FOUND');
    expect(await codeOf(client.mazes.get({ id: -1 }))).toBe('BAD_REQUEST');
    expect(await codeOf(client.runs.read({ experimentId, waitMs: 1e9 }))).toBe('BAD_REQUEST');
    expect(await codeOf(client.experiments.tally({ ids: Array.from({ length: 201 }, (__, i) => i) }))).toBe(
      'BAD_REQUEST',
    );
  });

  test('a forged cursor reads from the beginning instead of failing', async () => {
    const { columns } = await client.runs.read({
      experimentId,
      after: Buffer.from('{"kind":"live"}').toString('base64url'),
    });
    expect([...columns.step]).toEqual([1]);
  });
});
