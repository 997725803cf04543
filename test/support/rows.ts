import { type Row, type RowSource, storageOf, type TableColumn, type Value } from '#core/sessions/rows.ts';
import type { SessionSelection } from '#shared/domain/session.ts';

export const ALL: SessionSelection = { experiments: null, from: null, to: null, texts: true };

const column = (name: string, type: string): TableColumn => ({ name, type, storage: storageOf(type) });

/** The columns that tests write: one of each way to hold a value, and what the formats ask for by name. */
export const COLUMNS = {
  mazes: [
    column('id', 'integer'),
    column('name', 'character varying(255)'),
    column('width', 'integer'),
    column('height', 'integer'),
    column('grid_data', 'jsonb'),
    column('created_at', 'timestamp without time zone'),
  ],
  experiments: [
    column('id', 'integer'),
    column('model_name', 'character varying(255)'),
    column('maze_id', 'integer'),
    column('started_at', 'timestamp without time zone'),
    column('completed_at', 'timestamp without time zone'),
    column('comment', 'text'),
    column('model_config', 'jsonb'),
    column('total_input_tokens', 'bigint'),
    column('total_cost_usd', 'numeric(12,6)'),
  ],
  agent_actions: [
    column('id', 'integer'),
    column('experiment_id', 'integer'),
    column('step_number', 'integer'),
    column('action_type', 'character varying(50)'),
    column('success', 'boolean'),
    column('timestamp', 'timestamp without time zone'),
    column('reasoning', 'text'),
    column('tiles_seen', 'jsonb'),
    column('cost_usd', 'numeric(12,6)'),
    column('tokens_per_second', 'double precision'),
    column('big', 'bigint'),
  ],
} as const satisfies RowSource['columns'];

/** A moment of the tests, microseconds. */
export const NOON = Date.UTC(2026, 4, 1, 12) * 1_000;

/** Rows in memory, as a source has them; in pages of this size. */
export class MemoryRows implements RowSource {
  readonly columns = COLUMNS;
  readonly #rows: { readonly mazes: Row[]; readonly experiments: Row[]; readonly actions: Row[] };
  readonly #page: number;

  constructor(rows: { readonly mazes: Row[]; readonly experiments: Row[]; readonly actions: Row[] }, page = 1_000) {
    this.#rows = rows;
    this.#page = page;
  }

  async experiments({ experiments }: SessionSelection) {
    const found = this.#rows.experiments.filter(([id]) => experiments === null || experiments.includes(Number(id)));
    return { experiments: found, mazes: this.#rows.mazes };
  }

  async count(): Promise<number> {
    return this.#rows.actions.length;
  }

  async *actions(experimentId: number) {
    const actions = this.#rows.actions.filter((row) => row[1] === experimentId);
    for (let first = 0; first < actions.length; first += this.#page) yield actions.slice(first, first + this.#page);
  }
}

/** Texts that formats have stumbled over. */
export const NASTY: readonly string[] = [
  'plain',
  '',
  ' ',
  'a "quoted" text, with a comma',
  'two\nlines',
  'two\r\nlines\r',
  '"',
  '""',
  "'",
  '=1+1',
  "'=1+1",
  "''=1+1",
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\uff1d1',
  'emoji 🧭 and e\u0301',
  'ends with a backslash \\',
  '\\N',
  'NULL',
  'null',
  'true',
  '12',
  '2026-05-01',
  '\u0001\u0007\u001b\u007f\u0085\u2028\u2029\ufeff',
  '{"not": json',
  'long '.repeat(200_000),
];

/** Rows that hold what is hard to write: nasty texts, nulls, what is no number, large numbers, infinite times. */
export function nastyRows(): MemoryRows {
  const action = (id: number, values: Readonly<Record<string, Value>>): Row => {
    const row: Record<string, Value> = { id, experiment_id: 1, step_number: id, action_type: 'move_east', ...values };
    return COLUMNS.agent_actions.map(({ name }) => row[name] ?? null);
  };
  const texts = NASTY.map((reasoning, n) =>
    action(n + 1, { reasoning, success: n % 2, timestamp: NOON + n, tiles_seen: JSON.stringify({ text: reasoning }) }),
  );
  const others = [
    {},
    { tokens_per_second: 'NaN', cost_usd: 'NaN', timestamp: 'infinity' },
    { tokens_per_second: 'Infinity', timestamp: '-infinity' },
    { tokens_per_second: '-Infinity', big: '9223372036854775807' },
    { tokens_per_second: 0.1 + 0.2, big: '-9223372036854775807', cost_usd: 0.000123 },
    { tokens_per_second: 1e300, big: 9_007_199_254_740_991, timestamp: -1 },
    { tokens_per_second: -0.5, big: 0, cost_usd: 123_456.789_012, tiles_seen: '[1, 2.50, 12345678901234567890]' },
    { success: 1, timestamp: Date.UTC(1999, 11, 31, 23, 59, 59, 999) * 1_000 + 999, tiles_seen: 'null' },
  ].map((values, n) => action(1_001 + n, values));
  return new MemoryRows(
    {
      mazes: [
        [3, 'spiral, "large"', 2, 2, '[[0, 1],\n [2, 0]]', NOON],
        [4, '=maze', 0, 0, '[]', null],
      ],
      experiments: [
        [
          1,
          'qwen2.5:7b',
          3,
          NOON,
          'infinity',
          'A/B: 14b vs 7b,\n"hot"',
          '{"temperature": 0.70}',
          12_345_678_901_234,
          1.5,
        ],
        [2, '=cmd|x', null, null, null, null, null, null, null],
      ],
      actions: [...texts, ...others, action(2_000, { experiment_id: 2, timestamp: NOON + 5 })],
    },
    7,
  );
}

/** Rows without an end: whoever reads them gives up, or fails. */
export function endless(each: (page: number) => void = () => {}): RowSource {
  const row: Row = COLUMNS.agent_actions.map(({ storage }) => (storage === 'json' ? '{}' : 1));
  return {
    columns: COLUMNS,
    experiments: async () => ({ experiments: [[1]], mazes: [] }),
    count: async () => 0,
    async *actions() {
      for (let page = 0; ; page++) {
        each(page);
        yield Array.from({ length: 500 }, () => row);
      }
    },
  };
}
