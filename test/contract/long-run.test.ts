import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { RunReading } from '#shared/contract.ts';
import { type Client, TRANSPORTS } from '../support/contract-clients.ts';
import type { Laboratory } from '../support/laboratory.ts';
import { settledMonitor } from '../support/monitor.ts';
import { ownLaboratory } from '../support/own-laboratory.ts';
import { startProxy } from '../support/proxy.ts';
import { until } from '../support/until.ts';
import { dump, readRun, readSights, untilRead } from './read-run.ts';

/** A row with all that real and hostile data does. */
const anyRow = fc.record({
  step: fc.option(fc.integer({ min: -3, max: 40 }), { freq: 8 }),
  type: fc.oneof(fc.constantFrom('move_north', 'move_east', 'recall_all', 'être 🧭', ''), fc.string({ maxLength: 12 })),
  from: fc.option(fc.tuple(fc.integer({ min: -2, max: 22 }), fc.integer({ min: -2, max: 8 }))),
  to: fc.option(fc.tuple(fc.option(fc.integer({ min: -70_000, max: 70_000 })), fc.integer({ min: -2, max: 8 }))),
  success: fc.boolean(),
  at: fc.option(fc.date({ min: new Date('1900-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })),
  turn: fc.option(fc.integer({ min: 0, max: 9 })),
  seen: fc.option(
    fc.oneof(
      fc.dictionary(
        fc.tuple(fc.integer({ min: -1, max: 21 }), fc.integer({ min: -1, max: 7 })).map(String),
        fc.nat({ max: 2 }),
        { maxKeys: 8 },
      ),
      fc.jsonValue(),
    ),
  ),
});

/** Rows in a random order of ids, with gaps between them. */
const anyTable = fc.array(fc.tuple(anyRow, fc.nat()), { minLength: 1, maxLength: 40 }).map((rows) => {
  const ids = rows.map((_, n) => n * 3 + 1);
  const order = [...rows.keys()].sort((a, b) => (rows[a]?.[1] ?? 0) - (rows[b]?.[1] ?? 0));
  return rows.map(([row], n) => ({ ...row, id: ids[order[n] ?? 0] ?? 0 }));
});

type Rows = ReturnType<typeof anyTable.generate>['value'];

let base = 1_000;

async function insert(laboratory: Laboratory, experimentId: number, rows: Rows): Promise<void> {
  const clean = (text: string) => text.replaceAll('\0', ' ').toWellFormed();
  const first = base;
  base += 1_000;
  await laboratory.db.query(
    `INSERT INTO agent_actions (id, experiment_id, step_number, action_type, from_x, from_y, to_x, to_y, success,
                                "timestamp", turn_number, tiles_seen)
     SELECT * FROM json_to_recordset($1::json) AS r (id int, experiment int, step int, type text, from_x int, from_y int,
                                    to_x int, to_y int, success boolean, at timestamp, turn int, seen jsonb)`,
    [
      JSON.stringify(
        rows.map((row) => ({
          id: first + row.id,
          experiment: experimentId,
          step: row.step,
          type: clean(row.type),
          from_x: row.from?.[0] ?? null,
          from_y: row.from?.[1] ?? null,
          to_x: row.to?.[0] ?? null,
          to_y: row.to?.[1] ?? null,
          success: row.success,
          at: row.at?.toISOString().slice(0, -1) ?? null,
          turn: row.turn,
          seen: JSON.parse(JSON.stringify(row.seen).replaceAll('\\u0000', ' ').toWellFormed()),
        })),
      ),
    ],
  );
}

describe.each(TRANSPORTS)('a long run over %s', (_, connect) => {
  let laboratory: Laboratory;
  let client: Client;

  beforeEach(async () => {
    laboratory = await ownLaboratory('triggers');
    await laboratory.db.query('ALTER TABLE agent_actions ALTER step_number DROP NOT NULL');
    ({ client } = await connect((await settledMonitor(laboratory.url)).monitor));
  });

  test('read in columns first and with what was seen later, is the run that is read at once', async () => {
    await fc.assert(
      fc.asyncProperty(anyTable, fc.integer({ min: 1, max: 50 }), async (rows, limit) => {
        const experimentId = await laboratory.addExperiment();
        await insert(laboratory, experimentId, rows);
        await untilRead(client, experimentId, rows.length);
        const [whole, later] = [
          await readRun(client, experimentId, 'with'),
          await readRun(client, experimentId, 'later', limit),
        ];
        expect(dump(later.run)).toEqual(dump(whole.run));
        expect(later.seen).toBe(0);
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  test('comes in many pages and stretches, and what was seen really later', async () => {
    const experimentId = await laboratory.addExperiment();
    // Duplicates, holes, and rows that lie in the table in another order than their steps.
    await laboratory.db.query(
      `INSERT INTO agent_actions (experiment_id, step_number, action_type, from_x, from_y, to_x, to_y, success, tiles_seen)
       SELECT $1, CASE WHEN i % 50 = 0 THEN NULL ELSE (i * 7919) % 6000 / 3 * 5 END, 'move_east', i % 20, 1, i % 19, 1, true,
              jsonb_build_object((i * 31) % 20 || ',' || (i * 17) % 6, 0, i % 20 || ',5', 1)
         FROM generate_series(0, 5999) AS i`,
      [experimentId],
    );
    await untilRead(client, experimentId, 6_000);
    const [whole, later] = [
      await readRun(client, experimentId, 'with'),
      await readRun(client, experimentId, 'later', 700),
    ];
    expect(dump(later.run)).toEqual(dump(whole.run));
    expect(later.pages).toBeGreaterThan(6);
    expect([whole.seen > 0, later.seen]).toEqual([true, 0]);
    const stretches = await readSights(client, experimentId);
    expect(stretches.length).toBeGreaterThan(1);
    // Each cell once per stretch.
    for (const { x, y } of stretches) {
      const cells = [...x].map((at, n) => `${at},${y[n]}`);
      expect(new Set(cells).size).toBe(cells.length);
    }
  });

  test('more rows of one step than fit into a page are read all the same', async () => {
    const experimentId = await laboratory.addExperiment();
    await laboratory.db.query(
      `INSERT INTO agent_actions (experiment_id, step_number, action_type, success)
       SELECT $1, 7 + i / 90, 'recall_all', true FROM generate_series(0, 99) AS i`,
      [experimentId],
    );
    await untilRead(client, experimentId, 100);
    const { run } = await readRun(client, experimentId, 'later', 8);
    expect(dump(run)).toEqual(dump((await readRun(client, experimentId, 'with')).run));
  });

  test('what commits while it is read comes once, and brings along what was seen', async () => {
    const experimentId = await laboratory.addExperiment();
    await laboratory.addActions(experimentId, 1, 100);
    const slow = await laboratory.db.connect();
    await slow.query('BEGIN');
    const late = await laboratory.addAction(experimentId, 50, slow);
    await laboratory.addActions(experimentId, 101, 100);
    await untilRead(client, experimentId, 200);
    const first = await client.runs.read({ experimentId, sights: 'later', limit: 20 });
    await slow.query('COMMIT');
    slow.release();
    const ids = [...first.columns.id];
    let seen = first.columns.seenBy.length;
    let after = first.cursor;
    await until('the late one came', async () => {
      const page = await client.runs.read({ experimentId, after, sights: 'later', limit: 20 });
      after = page.cursor;
      ids.push(...page.columns.id);
      seen += page.columns.seenBy.length;
      return ids.includes(late);
    });
    expect(seen).toBe(1);
    expect(ids.toSorted((a, b) => a - b)).toEqual(await laboratory.idsOf(experimentId));
  });

  test('an experiment that is not there, or has no actions, is empty', async () => {
    for (const experimentId of [await laboratory.addExperiment(), 999_999]) {
      const { run } = await readRun(client, experimentId, 'later');
      expect(run.length).toBe(0);
      expect((await client.runs.usage({ experimentId })).usage.id).toHaveLength(0);
      expect(await client.runs.search({ experimentId, text: 'a' })).toEqual({ hits: [], next: null });
    }
  });
});

test('a connection that is lost in the middle costs nothing but time', async () => {
  const laboratory = await ownLaboratory('triggers');
  const experimentId = await laboratory.addExperiment();
  await laboratory.addActions(experimentId, 1, 3_000);
  const proxy = await startProxy(laboratory.url);
  try {
    const { client } = await settledMonitor(proxy.url);
    const pages: RunReading[] = [];
    let losses = 0;
    // As a viewer does: the same again, until it is answered.
    const read = async (): Promise<boolean> => {
      try {
        const after = pages.at(-1)?.cursor ?? null;
        pages.push(await client.runs.read({ experimentId, after, sights: 'later', limit: 300 }));
        return true;
      } catch {
        losses++;
        return false;
      }
    };
    do {
      if (pages.length % 3 === 1) {
        proxy.open(false);
        proxy.open(true);
      }
      await until('the next page is here', read);
    } while (pages.at(-1)?.caughtUp === false);
    expect(losses).toBeGreaterThan(0);
    expect(pages.some(({ reset }) => reset)).toBe(false);
    const ids = pages.flatMap(({ columns }) => [...columns.id]);
    expect(ids.toSorted((a, b) => a - b)).toEqual(await laboratory.idsOf(experimentId));
  } finally {
    proxy.close();
  }
}, 60_000);
