import { beforeEach, describe, expect, test } from 'vitest';
import { decodeCursor, encodeCursor, type RunCursor } from '#core/runs/cursor.ts';
import type { DatabaseSource } from '#core/sources/database-source.ts';
import type { Action } from '#shared/domain/action.ts';
import type { Laboratory } from '../support/laboratory.ts';
import { settledMonitor } from '../support/monitor.ts';
import { ownLaboratory } from '../support/own-laboratory.ts';
import { until } from '../support/until.ts';

let laboratory: Laboratory;

beforeEach(async () => {
  laboratory = await ownLaboratory('triggers');
});

async function connect(): Promise<DatabaseSource> {
  const { source } = await settledMonitor(laboratory.url);
  expect(source.status.state).toBe('live');
  return source;
}

/** Reads until caught up and nothing more waits. */
async function drain(source: DatabaseSource, experimentId: number | null, from: RunCursor, limit = 5_000) {
  const actions: Action[] = [];
  let cursor = from;
  for (;;) {
    const page = await source.reader.read(experimentId, cursor, { limit, waitMs: 0 });
    actions.push(...page.actions);
    // Across the border, as a viewer would hold it.
    cursor = decodeCursor(encodeCursor(page.cursor)) ?? page.cursor;
    if (page.caughtUp && page.actions.length === 0) return { ids: actions.map(({ id }) => id), cursor };
  }
}

describe('reading a run', () => {
  test('history and live come in one way, each action once', async () => {
    const experiment = await laboratory.addExperiment();
    const other = await laboratory.addExperiment();
    await laboratory.addActions(experiment, 1, 250);
    await laboratory.addActions(other, 1, 250);
    const source = await connect();
    const first = await drain(source, experiment, source.reader.beginning(), 100);
    expect(first.ids).toEqual(await laboratory.idsOf(experiment));
    await laboratory.addActions(other, 251, 10);
    await laboratory.addActions(experiment, 251, 10);
    const second: number[] = [];
    await until('ten more came', async () => {
      const more = await drain(source, experiment, first.cursor);
      second.splice(0, second.length, ...more.ids);
      return second.length >= 10;
    });
    expect([...first.ids, ...second]).toEqual(await laboratory.idsOf(experiment));
  });

  test('a row that commits late is delivered, after those that overtook it', async () => {
    const experiment = await laboratory.addExperiment();
    const source = await connect();
    const slow = await laboratory.db.connect();
    await slow.query('BEGIN');
    const late = await laboratory.addAction(experiment, 1, slow);
    const early = await laboratory.addAction(experiment, 2);
    const got: number[] = [];
    let cursor = source.reader.beginning();
    const read = async () => {
      const more = await drain(source, experiment, cursor);
      cursor = more.cursor;
      got.push(...more.ids);
      return got;
    };
    await until('the early one came', async () => (await read()).includes(early));
    expect(got).toEqual([early]);
    await slow.query('COMMIT');
    slow.release();
    await until('the late one came', async () => (await read()).includes(late));
    expect(got).toEqual([early, late]);
  });

  test('a transaction that was open before the monitor connected is not lost', async () => {
    const experiment = await laboratory.addExperiment();
    const slow = await laboratory.db.connect();
    await slow.query('BEGIN');
    const late = await laboratory.addAction(experiment, 1, slow);
    const early = await laboratory.addAction(experiment, 2);
    const source = await connect();
    const first = await drain(source, experiment, source.reader.beginning());
    expect(first.ids).toEqual([early]);
    await slow.query('COMMIT');
    slow.release();
    let rest: number[] = [];
    await until('the late one came', async () => {
      rest = (await drain(source, experiment, first.cursor)).ids;
      return rest.length > 0;
    });
    expect(rest).toEqual([late]);
  });

  test('rolled back ids are given up, but only when their transaction has ended', async () => {
    const experiment = await laboratory.addExperiment();
    const source = await connect();
    const slow = await laboratory.db.connect();
    await slow.query('BEGIN');
    await laboratory.addAction(experiment, 1, slow);
    await laboratory.addAction(experiment, 2);
    const pending = () => {
      const cursor = source.reader.now();
      return cursor.kind === 'live' ? cursor.has.pending.length : -1;
    };
    await until('the gap is seen', () => pending() === 1);
    await slow.query('ROLLBACK');
    slow.release();
    await until('the gap is closed', () => pending() === 0);
  });

  test('a cursor is good after the host was started again', async () => {
    const experiment = await laboratory.addExperiment();
    const first = await connect();
    const slow = await laboratory.db.connect();
    await slow.query('BEGIN');
    await laboratory.addAction(experiment, 1, slow);
    await laboratory.addActions(experiment, 2, 300);
    let before = await drain(first, experiment, first.reader.beginning(), 50);
    await until('all came', async () => {
      const more = await drain(first, experiment, before.cursor);
      before = { ids: [...before.ids, ...more.ids], cursor: more.cursor };
      return before.ids.length === 300;
    });
    await first.stop();
    await laboratory.addActions(experiment, 302, 100);
    await slow.query('COMMIT');
    slow.release();
    const second = await connect();
    const after = await drain(second, experiment, before.cursor, 33);
    expect([...before.ids, ...after.ids].sort((a, b) => a - b)).toEqual(await laboratory.idsOf(experiment));
  });

  test('the cursor behind each action of a page resumes right behind it', async () => {
    const experiment = await laboratory.addExperiment();
    const other = await laboratory.addExperiment();
    const source = await connect();
    const start = source.reader.now();
    for (let step = 1; step <= 5; step++) {
      await laboratory.addAction(experiment, step);
      await laboratory.addAction(other, step);
    }
    const all = await laboratory.idsOf(experiment);
    await until('all came', async () => (await drain(source, experiment, start)).ids.length === 5);
    for (const from of [start, source.reader.beginning()]) {
      const page = await source.reader.read(experiment, from, { limit: 100, waitMs: 0 });
      for (const [action, behind] of page.each()) {
        const rest = await drain(source, experiment, behind);
        expect(rest.ids).toEqual(all.filter((id) => id > action.id));
      }
    }
  });
});
