import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportParquet } from '#core/sessions/export/parquet.ts';
import type { Row } from '#core/sessions/rows.ts';
import { duckdb, literal } from '../../support/duckdb.ts';
import { temporaryFolder } from '../../support/monitor.ts';
import { ALL, COLUMNS, MemoryRows, nastyRows } from '../../support/rows.ts';

async function exported(rows: MemoryRows): Promise<(table: string) => string> {
  const folder = join(temporaryFolder(), 'out');
  await exportParquet({ rows, selection: ALL, progress() {} }, folder);
  return (table) => `read_parquet(${literal(join(folder, `${table}.parquet`))})`;
}

/** Each column with what DuckDB makes of its type, and times as microseconds. */
const FIELDS = COLUMNS.agent_actions.map(({ name, storage }) =>
  storage === 'time' ? `epoch_us("${name}") AS "${name}"` : `"${name}"`,
);

function wanted(row: Row): Record<string, unknown> {
  return Object.fromEntries(
    COLUMNS.agent_actions.map(({ name, type, storage }, n) => {
      const value = row[n] ?? null;
      if (value === null) return [name, null];
      if (storage === 'boolean') return [name, value === 1];
      if (storage === 'time') return [name, typeof value === 'number' ? BigInt(value) : null];
      if (storage === 'real' || storage === 'numeric') return [name, Number(value)];
      return [name, type === 'bigint' ? BigInt(value) : value];
    }),
  );
}

describe('Parquet', () => {
  test('DuckDB reads every value as it was', async () => {
    const rows = nastyRows();
    const table = await exported(rows);
    const ask = await duckdb();
    const found = await ask(`SELECT ${FIELDS.join(', ')} FROM ${table('agent_actions')}`);
    const all: Row[] = [];
    for (const id of [1, 2]) for await (const actions of rows.actions(id)) all.push(...actions);
    expect(found).toEqual(all.map(wanted));
    expect(await ask(`SELECT name, grid_data FROM ${table('mazes')}`)).toEqual([
      { name: 'spiral, "large"', grid_data: '[[0, 1],\n [2, 0]]' },
      { name: '=maze', grid_data: '[]' },
    ]);
    expect(
      await ask(`SELECT m.name, count(*)::int AS actions FROM ${table('agent_actions')} a
        JOIN ${table('experiments')} e ON e.id = a.experiment_id JOIN ${table('mazes')} m ON m.id = e.maze_id GROUP BY ALL`),
    ).toEqual([{ name: 'spiral, "large"', actions: all.length - 1 }]);
  });

  test('columns have their types', async () => {
    const table = await exported(nastyRows());
    const ask = await duckdb();
    const types = await ask(`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${table('agent_actions')})`);
    expect(Object.fromEntries(types.map(({ column_name, column_type }) => [column_name, column_type]))).toMatchObject({
      id: 'INTEGER',
      success: 'BOOLEAN',
      timestamp: 'TIMESTAMP WITH TIME ZONE',
      reasoning: 'VARCHAR',
      cost_usd: 'DOUBLE',
      big: 'BIGINT',
    });
  });

  test('more rows than a group has are all there, in order; none at all is a table too', async () => {
    const actions = Array.from(
      { length: 25_001 },
      (_, n): Row => [n, 1, n, 'move_east', 1, n, null, null, null, null, null],
    );
    const table = await exported(new MemoryRows({ mazes: [], experiments: [[1]], actions }));
    const ask = await duckdb();
    expect(
      await ask(`SELECT count(*)::int AS n, bool_and(id = row) AS ordered
        FROM (SELECT id, file_row_number AS row FROM ${table('agent_actions').replace(')', ', file_row_number = true)')})`),
    ).toEqual([{ n: 25_001, ordered: true }]);
    expect(await ask(`SELECT * FROM ${table('mazes')}`)).toEqual([]);
  });

  test('what a type cannot hold is null, not another value', async () => {
    const row: Row = ['not a number', 1, 3_000_000_000, 'x', 1, null, null, null, null, 'abc', '99999999999999999999'];
    const table = await exported(new MemoryRows({ mazes: [], experiments: [[1]], actions: [row] }));
    const ask = await duckdb();
    expect(await ask(`SELECT id, step_number, tokens_per_second, big FROM ${table('agent_actions')}`)).toEqual([
      { id: null, step_number: null, tokens_per_second: null, big: null },
    ]);
  });
});
