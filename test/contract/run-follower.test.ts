import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { Run } from '#shared/run/run.ts';
import type { RunKey } from '#shared/run/sights.ts';
import { RunFollower } from '../../src/renderer/run/run-follower.ts';
import type { Client } from '../support/contract-clients.ts';
import type { Laboratory } from '../support/laboratory.ts';
import { settledMonitor } from '../support/monitor.ts';
import { ownLaboratory } from '../support/own-laboratory.ts';
import { until } from '../support/until.ts';
import { dump, GRID, readRun, untilRead } from './read-run.ts';

const page = vi.hoisted(() => ({ client: null as unknown }));
vi.mock('../../src/renderer/link/host.ts', () => ({ here: () => page.client }));
vi.stubGlobal('window', globalThis);

const MAZE = { ...GRID, id: 1, name: 'a maze', tiles: new Uint8Array(120), problems: [] } as never;
const STEPS = 25_000;

let laboratory: Laboratory;
let client: Client;
let experimentId: number;
/** What the viewer asked, in order. */
let asked: string[];
/** Called before what was seen is asked for; what it rejects with is what the viewer gets. */
let beforeSights: (after: RunKey | null) => Promise<void>;

async function addSteps(first: number, count: number): Promise<void> {
  await laboratory.db.query(
    `INSERT INTO agent_actions (experiment_id, step_number, action_type, from_x, from_y, to_x, to_y, success, tiles_seen)
     SELECT $1, $2 + i, 'move_east', i % 9, 1, i % 10, 1, true,
            jsonb_build_object((i / 300 * 7) % 20 || ',' || (i / 1000) % 6, 0)
       FROM generate_series(0, $3 - 1) AS i`,
    [experimentId, first, count],
  );
}

beforeEach(async () => {
  laboratory = await ownLaboratory('triggers');
  experimentId = await laboratory.addExperiment();
  ({ client } = await settledMonitor(laboratory.url));
  asked = [];
  beforeSights = async () => {};
  page.client = {
    runs: {
      read: (input: Parameters<Client['runs']['read']>[0], options: object) => {
        asked.push(input.sights ?? 'with');
        return client.runs.read(input, options);
      },
      sights: async (input: Parameters<Client['runs']['sights']>[0], options: object) => {
        asked.push(`sights after ${input.after?.step ?? 'nothing'}`);
        await beforeSights(input.after ?? null);
        return await client.runs.sights(input, options);
      },
    },
  };
});

/** Follows the experiment until the test ends; what the listener saw of it each time. */
function follow(steps: number) {
  const told: { length: number; sightsKnown: number; caughtUp: boolean }[] = [];
  const follower: RunFollower = new RunFollower(
    experimentId,
    MAZE,
    ({ length }: Run) => {
      told.push({ length, sightsKnown: follower.sightsKnown, caughtUp: follower.caughtUp });
    },
    steps,
  );
  onTestFinished(() => follower.stop());
  follower.start();
  return { follower, told };
}

/** Waits until all is known, and compares it with the run as it is read at once. */
async function expectWhole({ follower }: ReturnType<typeof follow>, steps: number): Promise<void> {
  await until('all is known', () => follower.run.length === steps && follower.sightsKnown === steps);
  expect(dump(follower.run)).toEqual(dump((await readRun(client, experimentId, 'with')).run));
}

test('a long run can be sought before it is known what was seen', async () => {
  await addSteps(1, STEPS);
  await untilRead(client, experimentId, STEPS);
  const { follower, told } = follow(STEPS);
  await expectWhole({ follower, told }, STEPS);
  const whole = told.findIndex(({ length }) => length === STEPS);
  expect(told[whole]?.sightsKnown).toBe(0);
  const known = told.map(({ sightsKnown }) => sightsKnown);
  expect(known).toEqual(known.toSorted((a, b) => a - b));
  expect(new Set(known).size).toBeGreaterThan(2);
  expect(told.at(-1)?.caughtUp).toBe(true);
  expect(asked).not.toContain('with');
});

test('a short run is read as always', async () => {
  await addSteps(1, 300);
  await untilRead(client, experimentId, 300);
  const following = follow(300);
  await expectWhole(following, 300);
  await until('it is caught up', () => following.follower.caughtUp);
  expect(new Set(asked)).toEqual(new Set(['with']));
});

test('stopped and started again, it goes on where it was', async () => {
  await addSteps(1, STEPS);
  await untilRead(client, experimentId, STEPS);
  const following = follow(STEPS);
  const { follower } = following;
  let stops = 0;
  beforeSights = async (after) => {
    if (stops > 0 || after === null) return;
    stops++;
    follower.stop();
  };
  await until('it was stopped', () => stops > 0);
  const known = follower.sightsKnown;
  expect(known).toBeLessThan(STEPS);
  await addSteps(STEPS + 1, 10);
  asked = [];
  follower.start();
  await expectWhole(following, STEPS + 10);
  expect(asked.filter((question) => question === 'sights after nothing')).toEqual([]);
});

test('actions that come while it is read bring along what was seen', async () => {
  await addSteps(1, STEPS);
  await untilRead(client, experimentId, STEPS);
  const following = follow(STEPS);
  const { follower } = following;
  let added = 0;
  beforeSights = async () => {
    if (added++ > 0) return;
    // One that belongs in the middle, and some that follow.
    await laboratory.addAction(experimentId, 100);
    await addSteps(STEPS + 1, 20);
    await until('they are here', () => follower.run.length === STEPS + 21);
    expect(follower.sightsKnown).toBe(0);
    const seen = follower.run.layers.firstSight(0, 2);
    expect(seen).toBe(follower.run.indexOfStep(100));
  };
  await expectWhole(following, STEPS + 21);
  expect(added).toBeGreaterThan(1);
});

test('a question that fails is asked again', async () => {
  await addSteps(1, STEPS);
  await untilRead(client, experimentId, STEPS);
  let failures = 0;
  beforeSights = async (after) => {
    if (after === null || failures >= 2) return;
    failures++;
    throw new Error('the database is away');
  };
  await expectWhole(follow(STEPS), STEPS);
  expect(failures).toBe(2);
  expect(asked.filter((question) => question === 'sights after nothing')).toHaveLength(1);
});

test('another table begins anew, in the middle of reading what was seen too', async () => {
  await addSteps(1, STEPS);
  await untilRead(client, experimentId, STEPS);
  const following = follow(STEPS);
  let replaced = false;
  beforeSights = async (after) => {
    if (after === null || replaced) return;
    replaced = true;
    await laboratory.db.query('TRUNCATE agent_actions RESTART IDENTITY');
    // Other actions under the same ids and steps.
    await laboratory.db.query(
      `INSERT INTO agent_actions (experiment_id, step_number, action_type, from_x, from_y, success, tiles_seen)
       SELECT $1, i, 'recall_all', 3, 3, true, jsonb_build_object(i % 20 || ',0', 0) FROM generate_series(1, 23000) AS i`,
      [experimentId],
    );
    await until('the old run is forgotten', () => following.follower.run.typeAt(0) === 'recall_all');
  };
  await expectWhole(following, 23_000);
  expect(replaced).toBe(true);
  expect(asked.filter((question) => question === 'sights after nothing')).toHaveLength(2);
  expect(following.follower.run.layers.firstSight(0, 1)).toBeNull();
});
