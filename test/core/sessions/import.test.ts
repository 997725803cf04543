import { join } from 'node:path';
import pg from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Connector } from '#core/database/connect.ts';
import { readSchema } from '#core/database/schema.ts';
import { targetFromUrl } from '#core/database/target.ts';
import { buildSession } from '#core/sessions/build.ts';
import { type ImportRequest, importRows } from '#core/sessions/import/import.ts';
import { explainImport } from '#core/sessions/import/problem.ts';
import { type RowSource, storageOf } from '#core/sessions/rows.ts';
import { SessionRows } from '#core/sessions/session-rows.ts';
import type { Laboratory } from '../../support/laboratory.ts';
import { settledMonitor, temporaryFolder } from '../../support/monitor.ts';
import { ownLaboratory } from '../../support/own-laboratory.ts';
import { ALL, COLUMNS, MemoryRows, nastyRows } from '../../support/rows.ts';
import { FACTS } from './facts.ts';
import { richLaboratory } from './rich-laboratory.ts';

const TABLES = ['mazes', 'experiments', 'agent_actions'] as const;

/** A session of a laboratory whose rows hold what rows can hold. */
async function recorded(steps = 300) {
  const { laboratory, experiments } = await richLaboratory(steps);
  const { source } = await settledMonitor(laboratory.url);
  const path = join(temporaryFolder(), 'a.oriole');
  await buildSession(path, await source.rows(), ALL, FACTS, () => {});
  const rows = SessionRows.open(path);
  onTestFinished(() => rows.close());
  return { laboratory, experiments, rows };
}

/** A client with the settings that the program's own have: read-only unless a transaction says otherwise. */
async function connect({ url }: Laboratory): Promise<pg.Client> {
  const { host, port, database, user, password } = targetFromUrl(url);
  const options = '-c default_transaction_read_only=on';
  const client = new pg.Client({ host, port, database, user, password: password ?? '', options });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

type More = Partial<ImportRequest>;

async function bring(laboratory: Laboratory, rows: RowSource, more: More = {}) {
  const client = await connect(laboratory);
  return await importRows(client, { rows, schema: 'taken', into: 'create', renumber: false, progress() {}, ...more });
}

const refusal = (laboratory: Laboratory, rows: RowSource, more: More = {}) =>
  bring(laboratory, rows, more).then(
    () => null,
    (error: unknown) => explainImport(error),
  );

/** All rows of a schema's tables, as texts. */
async function rowsOf({ db }: Laboratory, schema: string, ignore: readonly string[] = []) {
  return await Promise.all(
    TABLES.map(async (table) => {
      const { rows } = await db.query<{ row: Record<string, unknown> }>(
        `SELECT to_jsonb(t) - $1::text[] AS row FROM ${schema}.${table} t ORDER BY t.id`,
        [ignore],
      );
      return rows.map(({ row }) => row);
    }),
  );
}

const columnsOf = async ({ db }: Laboratory, schema: string) =>
  (
    await db.query(
      `SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) AS type FROM pg_attribute a
         JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = $1 AND c.relname = ANY($2) AND a.attnum > 0 ORDER BY 1, a.attnum`,
      [schema, TABLES],
    )
  ).rows;

describe('into tables that are made for it', () => {
  test('every row and every type is as it was, and the monitor can watch it', async () => {
    const { laboratory, rows } = await recorded();
    const told: number[] = [];
    const done = await bring(laboratory, rows, { progress: (actions) => told.push(actions) });
    expect(done).toEqual({ mazes: 1, experiments: 3, actions: 601, notes: [] });
    expect(told.at(-1)).toBe(601);
    // A session holds decimal numbers as floating ones: the digits that these have are enough.
    expect(await rowsOf(laboratory, 'taken')).toEqual(await rowsOf(laboratory, 'public'));
    expect(await columnsOf(laboratory, 'taken')).toEqual(await columnsOf(laboratory, 'public'));
    const connection = await new Connector(targetFromUrl(laboratory.url)).connect(() => {});
    onTestFinished(() => connection.end());
    const schema = await readSchema(connection, 'taken');
    expect(schema).toMatchObject({ runIndex: true, idOrder: 'sequence', missing: [] });
    // The next rows do not meet the ids that were brought.
    await laboratory.db.query(`INSERT INTO taken.experiments (model_name, start_x, start_y) VALUES ('next', 1, 1)`);
  });

  test('tables that are there are not touched', async () => {
    const { laboratory, rows } = await recorded(5);
    const before = await rowsOf(laboratory, 'public');
    expect(await refusal(laboratory, rows, { schema: 'public' })).toMatch(
      /^The schema public has a table agent_actions already\..* --append\. Nothing was changed\.$/,
    );
    expect(await rowsOf(laboratory, 'public')).toEqual(before);
  });

  test('nasty texts, what is no number, and infinite times arrive', async () => {
    const laboratory = await ownLaboratory('empty');
    const rows = nastyRows();
    await bring(laboratory, rows, { schema: 'A "strange" schema' });
    const { rows: found } = await laboratory.db.query<Record<string, unknown>>(
      `SELECT reasoning, big::text, tokens_per_second::text, "timestamp"::text FROM "A ""strange"" schema".agent_actions ORDER BY id`,
    );
    const place = (name: string) => COLUMNS.agent_actions.findIndex((column) => column.name === name);
    const all = [];
    for (const id of [1, 2]) for await (const page of rows.actions(id)) all.push(...page);
    expect(found.map(({ reasoning }) => reasoning)).toEqual(all.map((row) => row[place('reasoning')]));
    expect(found.map(({ big }) => big)).toEqual(
      all.map((row) => (row[place('big')] === null ? null : String(row[place('big')]))),
    );
    expect(found.flatMap(({ timestamp: at }) => (String(at).includes('infinity') ? [at] : []))).toEqual([
      'infinity',
      '-infinity',
    ]);
    expect(
      found.flatMap(({ tokens_per_second: value }) => (/N|I/.test(String(value)) && value !== null ? [value] : [])),
    ).toEqual(['NaN', 'Infinity', '-Infinity']);
  });

  test('a hostile session creates nothing but tables of plain types', async () => {
    const laboratory = await ownLaboratory('tables');
    const evil = (name: string, type: string) => ({ name, type, storage: storageOf(type) });
    const rows = Object.assign(new MemoryRows({ mazes: [], experiments: [[7, 'x']], actions: [] }), {
      columns: {
        ...COLUMNS,
        experiments: [
          evil('id', 'integer'),
          evil('a" text); DROP TABLE public.mazes; --', 'text); DROP TABLE public.mazes; --'),
          evil('n', "numeric(1,1) DEFAULT pg_read_file('/etc/passwd')"),
          { name: 's', type: 'integer', storage: 'text' as const },
        ],
      },
    });
    const { notes } = await bring(laboratory, rows);
    expect(notes).toHaveLength(3);
    expect(notes[1]).toContain('experiments.n is of type text here');
    const { rows: types } = await laboratory.db.query(
      `SELECT column_name AS name, data_type AS type FROM information_schema.columns
        WHERE table_schema = 'taken' AND table_name = 'experiments' ORDER BY ordinal_position`,
    );
    expect(types).toEqual([
      { name: 'id', type: 'integer' },
      { name: 'a" text); DROP TABLE public.mazes; --', type: 'text' },
      { name: 'n', type: 'text' },
      { name: 's', type: 'text' },
    ]);
    await laboratory.db.query('SELECT FROM public.mazes');
  });

  test('what cannot be written leaves nothing behind', async () => {
    const { laboratory, rows } = await recorded(50);
    const stopping = new AbortController();
    const given = bring(laboratory, rows, { progress: () => stopping.abort(), signal: stopping.signal });
    await expect(given).rejects.toThrow(/abort/);
    const broken = new MemoryRows({ mazes: [[1, 'm', 1, 1, '{no json', null]], experiments: [], actions: [] });
    expect(await refusal(laboratory, broken)).toMatch(/^The server refused: .*json.* Nothing was changed\.$/);
    const { rows: schemas } = await laboratory.db.query("SELECT FROM pg_namespace WHERE nspname = 'taken'");
    expect(schemas).toEqual([]);
  });
});

describe('to the rows of tables that are there', () => {
  const append = { schema: 'public', into: 'append' } as const;

  test('rows of another database are added, and the sequences go on behind them', async () => {
    const { laboratory, rows } = await recorded(30);
    const other = await ownLaboratory('triggers');
    await other.db.query('ALTER TABLE agent_actions ALTER step_number DROP NOT NULL');
    expect(await bring(other, rows, append)).toMatchObject({ experiments: 3, actions: 61, notes: [] });
    expect(await rowsOf(other, 'public')).toEqual(await rowsOf(laboratory, 'public'));
    expect(await other.addExperiment('next')).toBe(4);
  });

  test('rows with the same ids are refused, unless they get new ones', async () => {
    const { laboratory, rows, experiments } = await recorded(30);
    expect(await refusal(laboratory, rows, append)).toMatch(
      /^The table mazes has a row with the id 1 already, .* --renumber, or choose another schema\. Nothing was changed\.$/,
    );
    expect(await bring(laboratory, rows, { ...append, renumber: true })).toMatchObject({ experiments: 3, actions: 61 });
    const [mazes, all, actions] = await rowsOf(laboratory, 'public');
    expect(mazes).toHaveLength(2);
    expect(all).toHaveLength(6);
    expect(actions).toHaveLength(122);
    const [first, second] = [all?.slice(0, 3) ?? [], all?.slice(3) ?? []];
    expect(second.map((row) => ({ ...row, id: 0, maze_id: 0 }))).toEqual(
      first.map((row) => ({ ...row, id: 0, maze_id: 0 })),
    );
    expect(second.map((row) => row['maze_id'])).toEqual([2, 2, null]);
    const runs = experiments.map((id, n) => {
      const of = (wanted: unknown) =>
        (actions ?? [])
          .filter((row) => row['experiment_id'] === wanted)
          .map((row) => JSON.stringify({ ...row, id: 0, experiment_id: 0 }))
          .toSorted();
      return [of(id), of(second[n]?.['id'])];
    });
    for (const [before, after] of runs) expect(after).toEqual(before);
  });

  test('columns that an older database lacks are left out, and said', async () => {
    const { rows } = await recorded(10);
    const older = await ownLaboratory('tables');
    await older.db.query('ALTER TABLE agent_actions ALTER step_number DROP NOT NULL, DROP tiles_seen, DROP reasoning');
    const { notes } = await bring(older, rows, append);
    expect(notes).toEqual([
      'agent_actions has no column reasoning there: what was recorded of it is left out.',
      'agent_actions has no column tiles_seen there: what was recorded of it is left out.',
    ]);
  });

  test('without tables, and without the right to write, nothing is changed, and the sentence says what to do', async () => {
    const { laboratory, rows } = await recorded(5);
    const empty = await ownLaboratory('empty');
    expect(await refusal(empty, rows, append)).toBe(
      'The schema public has no table mazes. Create the tables there with --create. Nothing was changed.',
    );
    const texts = new MemoryRows({ mazes: [], experiments: [[99, 'm'.repeat(300)]], actions: [] });
    expect(await refusal(laboratory, texts, append)).toMatch(/^The server refused: .*Nothing was changed\.$/);
  });
});
