import pg from 'pg';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { ActionQueries } from '#core/database/actions.ts';
import { Connection, type Queryable } from '#core/database/connection.ts';
import type { Copyable } from '#core/database/copy.ts';
import { RunBulk } from '#core/database/run-bulk.ts';
import { RunPages } from '#core/database/run-pages.ts';
import { RunSights } from '#core/database/run-sights.ts';
import { readSchema } from '#core/database/schema.ts';
import { FeedLog } from '#core/feed/log.ts';
import { BEFORE_ALL } from '#core/runs/cursor.ts';
import { RunReader } from '#core/runs/reader.ts';
import type { RunColumns } from '#shared/run/columns.ts';
import type { RunKey } from '#shared/run/sights.ts';
import type { Laboratory } from '../support/laboratory.ts';
import { ownLaboratory } from '../support/own-laboratory.ts';
import { until } from '../support/until.ts';

let laboratory: Laboratory;

beforeEach(async () => {
  laboratory = await ownLaboratory('tables');
});

/** A session of its own, and what was lost of it. */
async function connect(settings = '') {
  const client = new pg.Client({ connectionString: laboratory.url, options: settings });
  await client.connect();
  const lost: Error[] = [];
  const connection = new Connection(client, null, (error) => lost.push(error));
  onTestFinished(() => connection.end());
  return { connection, lost };
}

/** A reader of what is in the table now, which asks for rows here. */
async function readerOn(database: Queryable & Copyable) {
  const schema = await readSchema(database, null);
  const actions = new ActionQueries(database, schema);
  const bulk = new RunBulk(database, schema);
  const pages = new RunPages(bulk, schema);
  const position = { max: Number(await actions.highestId()), pending: [], mark: '' };
  const log = new FeedLog();
  const reader = new RunReader({ log, position: () => position, actions: () => actions, pages: () => pages });
  return { reader, sights: new RunSights(database, bulk, schema) };
}

/** What a batch says of each action, in words. */
function rowsOf({ types, type, seenBy: _, seenX: __, seenY: ___, ...columns }: RunColumns) {
  return [...type].map(
    (index, row): Record<string, unknown> => ({
      type: types[index],
      ...Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column[row]])),
    }),
  );
}

/** All rows of a run, as they are read usually and through COPY. */
async function readBoth(database: Queryable & Copyable, experimentId: number) {
  const { reader } = await readerOn(database);
  const read = async (way: 'read' | 'readColumns') => {
    const batches: RunColumns[] = [];
    for (let cursor = reader.beginning(); ; ) {
      const page = await reader[way](experimentId, cursor, { limit: 1_000, waitMs: 0 });
      batches.push(page.columns());
      cursor = page.cursor;
      if (page.caughtUp) return batches;
    }
  };
  const [usual, batches] = [await read('read'), await read('readColumns')];
  return { usual: usual.flatMap(rowsOf), copied: batches.flatMap(rowsOf), batches };
}

describe('columns of other types', () => {
  test.each([
    ['numeric', 'numeric'],
    ['varchar(20)', 'text'],
    ['double precision', 'real'],
    ['smallint', 'bigint'],
  ])('coordinates of %s and %s are read as they are otherwise', async (x, y) => {
    const experimentId = await laboratory.addExperiment();
    await laboratory.db.query(`
      ALTER TABLE agent_actions ALTER from_x TYPE ${x}, ALTER to_x TYPE ${x}, ALTER from_y TYPE ${y}, ALTER to_y TYPE ${y},
        ALTER turn_number TYPE ${y}, ALTER step_number TYPE bigint, ALTER id TYPE bigint, ALTER action_type TYPE char(12),
        ALTER "timestamp" TYPE timestamptz`);
    await laboratory.db.query(
      `INSERT INTO agent_actions (id, experiment_id, step_number, action_type, from_x, from_y, to_x, to_y, success,
                                  turn_number, "timestamp")
       VALUES (5000000001, $1, 1, 'move_east', '3', '4', '-5', '6', true, '7', '2026-01-02 03:04:05.678901+02'),
              (5000000002, $1, 2, 'move_east', null, null, null, null, false, null, null),
              (5000000003, $1, 5000000000, 'recall_all', '7', '8', '9', '10', true, '0', 'infinity'),
              (5000000004, $1, 4, '', '7', '8', '9', '10', true, '1', '-infinity')`,
      [experimentId],
    );
    if (x.startsWith('varchar')) {
      await laboratory.db.query(
        `UPDATE agent_actions SET from_x = 'a', from_y = '', to_y = '2.9' WHERE step_number = 4`,
      );
    }
    const { connection } = await connect();
    const { usual, copied } = await readBoth(connection, experimentId);
    expect(copied).toEqual(usual);
    expect(copied.map((row) => row['step'])).toEqual([1, 2, 4, 2_147_483_647]);
  });

  test('a view without the optional columns, and a success that is no boolean', async () => {
    const experimentId = await laboratory.addExperiment();
    await laboratory.addActions(experimentId, 1, 30);
    await laboratory.db.query(`
      CREATE SCHEMA other;
      CREATE VIEW other.mazes AS SELECT * FROM public.mazes;
      CREATE VIEW other.experiments AS SELECT * FROM public.experiments;
      CREATE VIEW other.agent_actions AS
        SELECT id, experiment_id, step_number, action_type, from_x, from_y, to_x, to_y, success::int AS success, "timestamp"
          FROM public.agent_actions`);
    const { connection } = await connect('-c search_path=other');
    const { usual, copied } = await readBoth(connection, experimentId);
    expect(copied).toHaveLength(30);
    expect(copied).toEqual(usual);
    const { sights } = await readerOn(connection);
    expect(await sights.read(experimentId, BEFORE_ALL)).toMatchObject({
      next: null,
      sights: { by: new Int32Array(0) },
    });
  });

  test('any number of action types, of any length', async () => {
    const experimentId = await laboratory.addExperiment();
    await laboratory.db.query('ALTER TABLE agent_actions ALTER action_type TYPE text');
    await laboratory.db.query(
      `INSERT INTO agent_actions (experiment_id, step_number, action_type, success)
       SELECT $1, i, CASE WHEN i % 3 = 0 THEN repeat('é"\\' || i, 50000) ELSE 'type ' || i % 400 END, true
         FROM generate_series(1, 900) AS i`,
      [experimentId],
    );
    const { connection } = await connect();
    const { copied, batches } = await readBoth(connection, experimentId);
    expect(copied).toHaveLength(900);
    expect(copied[0]).toMatchObject({ step: 1, type: 'type 1' });
    expect(copied[2]).toMatchObject({ step: 3, type: 'é"\\3'.repeat(50_000) });
    // In a batch, a number of a type is one byte.
    expect(batches[0]?.types).toHaveLength(255);
    expect(copied[899]).toMatchObject({ type: 'other' });
  });

  test.each(['json', 'text'])('what was seen, as %s', async (type) => {
    const experimentId = await laboratory.addExperiment();
    await laboratory.db.query(`ALTER TABLE agent_actions ALTER tiles_seen TYPE ${type} USING tiles_seen::${type}`);
    for (let step = 1; step <= 5; step++) await laboratory.addAction(experimentId, step);
    const { connection } = await connect();
    const { sights } = await readerOn(connection);
    const reading = await sights.read(experimentId, BEFORE_ALL);
    expect([...reading.sights.x]).toEqual([1, 2, 3, 4, 5]);
    expect([...reading.sights.step]).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('where COPY cannot be used', () => {
  /** A connection whose COPY fails in this way. */
  async function failing(code: string) {
    const { connection } = await connect();
    let asked = 0;
    const copy = async () => {
      asked++;
      throw Object.assign(new Error('no COPY here'), { code });
    };
    return { database: { query: connection.query.bind(connection), copy }, asked: () => asked };
  }

  async function readAll(database: Queryable & Copyable, experimentId: number) {
    const { reader, sights } = await readerOn(database);
    const ids: number[] = [];
    for (let cursor = reader.beginning(); ; ) {
      const page = await reader.readColumns(experimentId, cursor, { limit: 90, waitMs: 0 });
      ids.push(...page.columns().id);
      cursor = page.cursor;
      if (page.caughtUp) break;
    }
    const seen: string[] = [];
    for (let after: RunKey | null = BEFORE_ALL; after; ) {
      const { sights: some, next }: Awaited<ReturnType<RunSights['read']>> = await sights.read(experimentId, after);
      seen.push(...[...some.by].map((by, n) => `${some.step[by]} ${some.id[by]}: ${some.x[n]},${some.y[n]}`));
      after = next;
    }
    return { ids, seen };
  }

  test.each(['0A000', '42501', '22P02'])(
    'refused with %s, rows are read without it, and it is asked for once',
    async (code) => {
      const experimentId = await laboratory.addExperiment();
      await laboratory.addActions(experimentId, 1, 300);
      for (let step = 100; step < 130; step++) await laboratory.addAction(experimentId, step);
      const { database, asked } = await failing(code);
      const { connection } = await connect();
      const [otherwise, copied] = [await readAll(database, experimentId), await readAll(connection, experimentId)];
      expect(otherwise).toEqual(copied);
      expect(copied.ids).toHaveLength(330);
      expect(copied.seen).toHaveLength(30);
      expect(asked()).toBe(1);
    },
  );

  test('too slow, rows are read without it, and it is tried again with fewer', async () => {
    const experimentId = await laboratory.addExperiment();
    await laboratory.addActions(experimentId, 1, 300);
    const { database, asked } = await failing('57014');
    const { ids } = await readAll(database, experimentId);
    expect(ids).toEqual(await laboratory.idsOf(experimentId));
    expect(asked()).toBeGreaterThan(1);
  });

  test('anything else is an error, and is not taken for a refusal', async () => {
    const experimentId = await laboratory.addExperiment();
    await laboratory.addActions(experimentId, 1, 3);
    for (const code of ['57P01', '53300', 'ECONNRESET']) {
      const { database } = await failing(code);
      await expect(readAll(database, experimentId)).rejects.toThrow('no COPY here');
    }
  });
});

describe('a COPY that fails in the middle', () => {
  const rows = (select: string) => `SELECT ${select} FROM generate_series(1, 20000) AS i`;

  test('leaves the session as it was', async () => {
    const { connection, lost } = await connect();
    let bytes = 0;
    const take = (_: Buffer, start: number, end: number) => {
      bytes += end - start;
    };
    await expect(connection.copy(rows('1 / (19000 - i)'), [], take)).rejects.toMatchObject({ code: '22012' });
    expect(bytes).toBeGreaterThan(100_000);
    await expect(connection.copy('SELECT', ['no_such_setting = 1'], take)).rejects.toMatchObject({ code: '42704' });
    const failure = () => {
      throw new Error('cannot be taken');
    };
    await expect(connection.copy(rows('i'), [], failure)).rejects.toThrow('cannot be taken');
    // No transaction is left open, and what it had set is as before.
    await connection.copy(rows('i'), ["work_mem = '7MB'"], take);
    const asked = `SELECT current_setting('work_mem') AS memory, now() = statement_timestamp() AS alone`;
    expect((await connection.query(asked)).rows).toEqual([{ memory: '4MB', alone: true }]);
    expect(lost).toEqual([]);
  });

  test('because the server ends it fails, and the connection is lost once', async () => {
    const { connection, lost } = await connect();
    let came = 0;
    const copied = connection.copy(rows('i, CASE WHEN i = 15000 THEN pg_sleep(600) END'), [], () => {
      came++;
    });
    const ended = expect(copied).rejects.toThrow();
    await until('rows came', () => came > 0);
    await laboratory.db.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%COPY%' AND datname = current_database() AND pid <> pg_backend_pid()`,
    );
    await ended;
    await until('it is lost', () => lost.length > 0);
    expect(lost).toHaveLength(1);
    await expect(connection.query('SELECT 1')).rejects.toThrow();
  });

  test('because the statement takes too long fails, and the session goes on', async () => {
    const { connection, lost } = await connect('-c statement_timeout=200');
    const slow = rows('i, CASE WHEN i = 15000 THEN pg_sleep(600) END');
    await expect(connection.copy(slow, [], () => {})).rejects.toMatchObject({ code: '57014' });
    expect((await connection.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    expect(lost).toEqual([]);
  });

  test('rows of many megabytes come whole', async () => {
    const { connection } = await connect();
    let bytes = 0;
    await connection.copy(`SELECT repeat('x', 5000000) FROM generate_series(1, 4)`, [], (_, start, end) => {
      bytes += end - start;
    });
    expect(bytes).toBeGreaterThan(20_000_000);
  });
});
