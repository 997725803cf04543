import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSession } from '#core/sessions/build.ts';
import type { RowSource, Value } from '#core/sessions/rows.ts';
import { SessionSource } from '#core/sessions/session-source.ts';
import { percentile } from './percentiles.ts';

const STEPS = 1_000_000;
const SIDE = 1_000;
const SEEKS = 200;
const PAGE = 2_000;
const NOW = { waitMs: 0, signal: undefined };
const ALL = { experiments: null, from: null, to: null, texts: true };

/** What a session of 1,000,000 steps of about 700 bytes costs. */
export interface SessionFigures {
  readonly bytes: number;
  /** What the values of its rows take as text, bytes a step. */
  readonly rowBytes: number;
  readonly closeMs: number;
  /** From nothing to the first page of a run's actions, which a picture is drawn from. */
  readonly openMs: number;
  /** A random action with its texts. */
  readonly seekP50: number;
  readonly seekP99: number;
}

/** What a model gives as its reasons, with what differs from step to step. */
const REASONS = [
  (x: number, y: number) =>
    `I am at (${x}, ${y}). The cell to the east is open and I have not been there yet, so I move east to explore.`,
  (x: number, y: number) =>
    `There is a wall directly ahead of (${x}, ${y}). The previous attempt to move failed, so I turn south and follow the wall.`,
  (x: number, y: number) =>
    `From (${x}, ${y}) I can see a corridor that leads west. It may connect to the unexplored part near column ${x + 7}.`,
  (x: number, y: number) =>
    `My movement history shows that I visited (${x - 1}, ${y}) before. Going back would waste moves; north looks promising instead.`,
  (x: number, y: number) =>
    `No goal is visible within my vision at (${x}, ${y}). I keep a systematic pattern and continue along row ${y}.`,
  (x: number, y: number) =>
    `The opening at (${x + 2}, ${y + 1}) is the closest unexplored cell. Two moves are needed, and the first of them is to the east.`,
];

/** A run as Oriole writes one, made from step numbers: every text is another one. */
function longRun(steps: number): RowSource {
  const integer = (name: string) => ({ name, type: 'integer', storage: 'integer' }) as const;
  const text = (name: string) => ({ name, type: 'text', storage: 'text' }) as const;
  const time = (name: string) => ({ name, type: 'timestamp without time zone', storage: 'time' }) as const;
  const boolean = (name: string) => ({ name, type: 'boolean', storage: 'boolean' }) as const;
  const real = (name: string) => ({ name, type: 'double precision', storage: 'real' }) as const;
  const json = (name: string) => ({ name, type: 'jsonb', storage: 'json' }) as const;
  const columns = {
    mazes: [integer('id'), text('name'), integer('width'), integer('height'), json('grid_data')],
    experiments: [
      integer('id'),
      text('model_name'),
      integer('maze_id'),
      integer('start_x'),
      integer('start_y'),
      time('started_at'),
      time('completed_at'),
      boolean('goal_found'),
    ],
    agent_actions: [
      ...['id', 'experiment_id', 'step_number'].map(integer),
      text('action_type'),
      ...['from_x', 'from_y', 'to_x', 'to_y'].map(integer),
      boolean('success'),
      time('timestamp'),
      text('reasoning'),
      text('assistant_message'),
      json('tiles_seen'),
      ...['turn_number', 'input_tokens', 'output_tokens'].map(integer),
      real('cost_usd'),
      ...['inference_duration_ms', 'prompt_eval_duration_ms', 'eval_duration_ms'].map(integer),
      real('tokens_per_second'),
      text('done_reason'),
    ],
  };
  let state = 1;
  const random = (most: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % most;
  };
  const reason = (x: number, y: number) => REASONS[random(REASONS.length)]?.(x, y) ?? '';
  const isWall = (x: number, y: number) => ((x * 7 + y * 13) % 11 === 0 ? 1 : 0);
  const row = (n: number): Value[] => {
    const [x, y] = [n % SIDE, Math.floor(n / SIDE) % SIDE];
    const tiles = Array.from({ length: 30 }, (_, i) => {
      const [seenX, seenY] = [x + (i % 6) - 2, y + Math.floor(i / 6) - 2];
      return `"${seenX},${seenY}": ${isWall(seenX, seenY)}`;
    });
    const isFirst = n % 4 === 0;
    return [
      n + 1,
      1,
      n + 1,
      `move_${['east', 'south', 'west', 'north'][n % 4]}`,
      x,
      y,
      (x + 1) % SIDE,
      y,
      n % 17 === 0 ? 0 : 1,
      1_700_000_000_000_000 + n * 1_000_000 + random(500_000),
      `${reason(x, y)} ${n % 2 === 0 ? reason(x + 3, y) : ''}`,
      isFirst
        ? `${reason(x, y)} ${reason(x + 1, y)} I will therefore call the tools in this order: move_east, move_south, move_west.`
        : null,
      `{${tiles.join(', ')}}`,
      Math.floor(n / 4),
      isFirst ? 900 + random(500) : null,
      isFirst ? 80 + random(90) : null,
      isFirst ? random(10_000) / 1e6 : null,
      800 + random(900),
      100 + random(90),
      600 + random(700),
      20 + random(3_000) / 100,
      'stop',
    ];
  };
  const grid = JSON.stringify(
    Array.from({ length: SIDE }, (_, y) =>
      Array.from({ length: SIDE }, (__, x) => ((x * 7 + y * 13) % 11 === 0 ? 1 : 0)),
    ),
  );
  return {
    columns,
    experiments: async () => ({
      experiments: [[1, 'long', 1, 0, 0, 1_700_000_000_000_000, 1_702_000_000_000_000, 0]],
      mazes: [[1, 'large', SIDE, SIDE, grid]],
    }),
    count: async () => steps,
    async *actions() {
      for (let first = 0; first < steps; first += PAGE) {
        yield Array.from({ length: Math.min(PAGE, steps - first) }, (_, n) => row(first + n));
        await new Promise(setImmediate);
      }
    },
  };
}

export async function measureSessions(): Promise<SessionFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'oriole-bench-'));
  try {
    const path = join(folder, 'long.oriole');
    const rows = longRun(STEPS);
    let rowBytes = 0;
    for await (const page of rows.actions(1, ALL)) {
      rowBytes =
        page.reduce(
          (sum, row) => sum + row.reduce<number>((bytes, value) => bytes + String(value ?? '').length, 0),
          0,
        ) / page.length;
      break;
    }
    const began = performance.now();
    const facts = {
      id: 'bench',
      name: 'bench',
      profile: null,
      database: null,
      host: null,
      serverVersion: null,
      timeZone: 'UTC',
      applicationVersion: '',
      clockOffsetMs: 0,
      hasTexts: true,
      choice: null,
      startedAt: 0,
      endedAt: 1,
      endReason: null,
    };
    await buildSession(path, rows, ALL, facts, () => {});
    const closeMs = performance.now() - began;
    const opening = performance.now();
    const source = new SessionSource('session:bench', async () => path);
    source.start();
    for (let revision: string | null = null; ; ) {
      const { status, revision: next } = await source.feed(revision, { waitMs: 10_000, signal: undefined });
      if (status.state !== 'connecting') break;
      revision = next;
    }
    await source.experiments(null, NOW);
    await source.maze(1);
    await source.run({ experimentId: 1, after: null, limit: 100_000, sights: 'later', ...NOW });
    const openMs = performance.now() - opening;
    const seeks: number[] = [];
    for (let n = 0; n < SEEKS; n++) {
      const id = 1 + Math.floor(Math.random() * STEPS);
      const asked = performance.now();
      const details = await source.action(1, id, null, NOW);
      seeks.push(performance.now() - asked);
      if (!details?.reasoning) throw new Error('an action without its texts');
    }
    await source.stop();
    return {
      bytes: statSync(path).size,
      rowBytes,
      closeMs,
      openMs,
      seekP50: percentile(seeks, 0.5),
      seekP99: percentile(seeks, 0.99),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
