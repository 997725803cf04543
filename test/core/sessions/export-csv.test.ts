import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportCsv } from '#core/sessions/export/csv.ts';
import { isoTime } from '#core/sessions/export/iso-time.ts';
import { duckdb, literal } from '../../support/duckdb.ts';
import { temporaryFolder } from '../../support/monitor.ts';
import { HAS_PYTHON, python } from '../../support/python.ts';
import { ALL, COLUMNS, nastyRows } from '../../support/rows.ts';

/** The rows as a reader of CSV should have them: texts, with null for null. */
async function expected() {
  const rows = nastyRows();
  const { experiments, mazes } = await rows.experiments(ALL);
  const names = COLUMNS.agent_actions.map(({ name }) => name);
  const found: Record<string, string | null>[] = [];
  for (const experiment of experiments) {
    const maze = mazes.find(([id]) => id === experiment[2]);
    for await (const actions of rows.actions(Number(experiment[0]))) {
      for (const action of actions) {
        const texts = action.map((value, n) => {
          const { storage } = COLUMNS.agent_actions[n] ?? { storage: 'text' };
          if (value === null) return null;
          if (storage === 'boolean') return value === 1 ? 'true' : 'false';
          return storage === 'time' && typeof value === 'number' ? isoTime(value) : String(value);
        });
        found.push({
          ...Object.fromEntries(names.map((name, n) => [name, texts[n] ?? null])),
          model_name: String(experiment[1]),
          maze_name: maze ? String(maze[1]) : null,
          comment: experiment[5] === null ? null : String(experiment[5]),
        });
      }
    }
  }
  return found;
}

/** Takes back what keeps a spreadsheet from running a text. */
function unguarded(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      ['reasoning', 'model_name', 'maze_name', 'comment'].includes(name) &&
      typeof value === 'string' &&
      /^'+\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(value)
        ? value.slice(1)
        : value,
    ]),
  );
}

async function exported(): Promise<string> {
  const folder = join(temporaryFolder(), 'out');
  await exportCsv({ rows: nastyRows(), selection: ALL, progress() {} }, folder);
  return folder;
}

describe('CSV', () => {
  test('DuckDB reads every value as it was, nulls and empty texts apart', async () => {
    const folder = await exported();
    const ask = await duckdb();
    const read = (name: string) =>
      ask(
        `SELECT * FROM read_csv(${literal(join(folder, name))}, header = true, all_varchar = true, delim = ',', quote = '"',
           escape = '"', allow_quoted_nulls = false, max_line_size = 10000000, strict_mode = true)`,
      );
    expect((await read('agent_actions.csv')).map(unguarded)).toEqual(await expected());
    expect((await read('mazes.csv')).map(({ name }) => name)).toEqual(['spiral, "large"', "'=maze"]);
    const [first, second] = await read('experiments.csv');
    expect(first).toMatchObject({ total_input_tokens: '12345678901234', completed_at: 'infinity' });
    expect(second).toMatchObject({ model_name: "'=cmd|x", comment: null, started_at: null });
  });

  test('no text begins as a formula', async () => {
    const folder = await exported();
    const ask = await duckdb();
    const rows = await ask(
      `SELECT reasoning FROM read_csv(${literal(join(folder, 'agent_actions.csv'))}, header = true, all_varchar = true,
         delim = ',', quote = '"', escape = '"', max_line_size = 10000000)
        WHERE regexp_matches(reasoning, '^\\s*[=+@-]')`,
    );
    expect(rows).toEqual([]);
  });

  test.skipIf(!HAS_PYTHON)('Python reads the same (skipped where there is no python3)', async () => {
    const folder = await exported();
    const rows = python(
      `import csv, json, sys
csv.field_size_limit(10**9)
with open(sys.argv[1], newline='', encoding='utf-8') as f: print(json.dumps(list(csv.DictReader(f))))`,
      join(folder, 'agent_actions.csv'),
    ) as Record<string, unknown>[];
    const wanted = (await expected()).map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value ?? ''])),
    );
    expect(rows.map(unguarded)).toEqual(wanted);
  });
});
