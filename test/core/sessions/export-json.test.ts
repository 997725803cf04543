import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportJsonLines } from '#core/sessions/export/jsonl.ts';
import { temporaryFolder } from '../../support/monitor.ts';
import { HAS_PYTHON, python } from '../../support/python.ts';
import { ALL, MemoryRows, NASTY, NOON, nastyRows } from '../../support/rows.ts';

async function exported(rows = nastyRows()): Promise<string> {
  const path = join(temporaryFolder(), 'out.jsonl');
  await exportJsonLines({ rows, selection: ALL, progress() {} }, path);
  return path;
}

async function read(path: string): Promise<Record<string, unknown>[]> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('JSON Lines', () => {
  test('a row a line: mazes, experiments, actions; json as what it holds, times in ISO 8601', async () => {
    const rows = await read(await exported());
    expect(rows.map(({ table }) => table)).toEqual([
      ...['mazes', 'mazes', 'experiments', 'experiments'],
      ...Array.from({ length: NASTY.length + 9 }, () => 'agent_actions'),
    ]);
    expect(rows[0]).toEqual({
      table: 'mazes',
      id: 3,
      name: 'spiral, "large"',
      width: 2,
      height: 2,
      grid_data: [
        [0, 1],
        [2, 0],
      ],
      created_at: '2026-05-01T12:00:00.000000Z',
    });
    expect(rows[2]).toMatchObject({
      completed_at: 'infinity',
      model_config: { temperature: 0.7 },
      total_cost_usd: 1.5,
    });
    const texts = rows.slice(4, 4 + NASTY.length);
    expect(texts.map(({ reasoning }) => reasoning)).toEqual(NASTY);
    expect(texts.map(({ tiles_seen }) => tiles_seen)).toEqual(NASTY.map((text) => ({ text })));
    expect(texts[1]).toMatchObject({ success: true, timestamp: '2026-05-01T12:00:00.000001Z' });
    const others = rows.slice(4 + NASTY.length);
    expect(others[1]).toMatchObject({ tokens_per_second: 'NaN', cost_usd: 'NaN', timestamp: 'infinity' });
    expect(others[4]).toMatchObject({ tokens_per_second: 0.1 + 0.2, cost_usd: 0.000123 });
    expect(others[5]).toMatchObject({ tokens_per_second: 1e300, timestamp: '1969-12-31T23:59:59.999999Z' });
  });

  test('large numbers keep their digits', async () => {
    const text = await readFile(await exported(), 'utf8');
    expect(text).toContain('"big":9223372036854775807}');
    expect(text).toContain('"tiles_seen":[1, 2.50, 12345678901234567890],');
  });

  test('what only claims to be JSON is a text', async () => {
    const row = [1, 1, 1, 'x', 1, NOON, null, '{"a": 1}\n{"table": "mazes"}', null, null, null];
    const rows = await read(await exported(new MemoryRows({ mazes: [], experiments: [[1]], actions: [row] })));
    expect(rows[1]?.['tiles_seen']).toBe('{"a": 1}\n{"table": "mazes"}');
  });

  test.skipIf(!HAS_PYTHON)('Python reads the same (skipped where there is no python3)', async () => {
    const path = await exported();
    const rows = python(
      'import json, sys\nprint(json.dumps([json.loads(line) for line in open(sys.argv[1], encoding="utf-8", newline="\\n")]))',
      path,
    );
    expect(rows).toEqual(await read(path));
    expect(
      python(
        'import json, sys\nprint(json.dumps([str(json.loads(line).get("big")) for line in open(sys.argv[1], encoding="utf-8", newline="\\n")]))',
        path,
      ),
    ).toContain('-9223372036854775807');
  });
});
