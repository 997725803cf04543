import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSession, type SessionFacts } from '#core/sessions/build.ts';
import { exportCsv } from '#core/sessions/export/csv.ts';
import type { ExportJob } from '#core/sessions/export/job.ts';
import { exportParquet } from '#core/sessions/export/parquet.ts';
import { type Row, type RowSource, storageOf } from '#core/sessions/rows.ts';
import { SessionRows } from '#core/sessions/session-rows.ts';
import type { SessionSelection } from '#shared/domain/session.ts';

const ROWS = 500_000;
const EXPERIMENTS = 50;
const PAGE = 2_000;

const FACTS: SessionFacts = {
  id: 'bench',
  name: 'bench',
  profile: null,
  database: null,
  host: null,
  serverVersion: null,
  timeZone: 'UTC',
  applicationVersion: 'bench',
  clockOffsetMs: null,
  hasTexts: true,
  choice: null,
  startedAt: null,
  endedAt: null,
  endReason: null,
};

const column = (name: string, type: string) => ({ name, type, storage: storageOf(type) });

/** All columns that Oriole has. */
const COLUMNS: RowSource['columns'] = {
  mazes: [column('id', 'integer'), column('name', 'text')],
  experiments: [
    column('id', 'integer'),
    column('model_name', 'text'),
    column('maze_id', 'integer'),
    column('comment', 'text'),
  ],
  agent_actions: [
    ...['id', 'experiment_id', 'step_number'].map((name) => column(name, 'integer')),
    column('action_type', 'text'),
    ...['from_x', 'from_y', 'to_x', 'to_y'].map((name) => column(name, 'integer')),
    column('success', 'boolean'),
    column('timestamp', 'timestamp without time zone'),
    column('reasoning', 'text'),
    column('assistant_message', 'text'),
    column('tiles_seen', 'jsonb'),
    ...['turn_number', 'input_tokens', 'output_tokens'].map((name) => column(name, 'integer')),
    column('cost_usd', 'numeric(12,6)'),
    ...['inference_duration_ms', 'prompt_eval_duration_ms', 'eval_duration_ms'].map((name) => column(name, 'integer')),
    column('tokens_per_second', 'double precision'),
    column('done_reason', 'text'),
  ],
};

const WORDS =
  'the corridor goes on to the east there is a wall north of here and I have been at this place before'.split(' ');

/** A text of so many words that is like no other. */
function words(seed: number, count: number): string {
  return Array.from({ length: count }, (_, n) => WORDS[(seed * 31 + n * n * 7) % WORDS.length]).join(' ');
}

function row(id: number, experimentId: number): Row {
  const [x, y, step] = [id % 50, Math.floor(id / 50) % 50, Math.floor(id / EXPERIMENTS)];
  const isFirst = id % 4 === 0;
  const tiles = Array.from(
    { length: 9 },
    (_, n) => `"${x + (n % 3)},${y + Math.floor(n / 3)}": ${(id + n) % 3 ? 0 : 1}`,
  );
  return [
    ...[id, experimentId, step, ['move_east', 'move_north', 'move_south'][id % 3] ?? ''],
    ...[x, y, x + 1, y, id % 7 ? 1 : 0, 1_777_636_800_000_000 + step * 1_000_123],
    ...[words(id, 45), words(id + 7, 40), `{${tiles.join(', ')}}`],
    ...[id >> 2, isFirst ? 1_200 + (id % 100) : null, isFirst ? 200 + (id % 77) : null, isFirst ? 0.001234 : null],
    ...[900 + (id % 333), 100 + (id % 99), 700 + (id % 200), 30.5 + (id % 100) / 7, 'stop'],
  ];
}

const rows: RowSource = {
  columns: COLUMNS,
  async experiments() {
    const ids = Array.from({ length: EXPERIMENTS }, (_, n) => n + 1);
    return { experiments: ids.map((id): Row => [id, `model ${id % 4}`, 1, 'a batch']), mazes: [[1, 'spiral']] };
  },
  count: async () => ROWS,
  async *actions(experimentId) {
    for (let done = 0; done < ROWS / EXPERIMENTS; done += PAGE) {
      const size = Math.min(PAGE, ROWS / EXPERIMENTS - done);
      yield Array.from({ length: size }, (_, n) => row((done + n) * EXPERIMENTS + experimentId, experimentId));
    }
  },
};

/** Rows a second from a session of rows of some 700 bytes into tables on the disk; and what only reading them takes. */
export async function measureExport() {
  const folder = await mkdtemp(join(tmpdir(), 'oriole-bench-'));
  const path = join(folder, 'bench.oriole');
  await buildSession(path, rows, select(true), FACTS, () => {});
  const session = SessionRows.open(path);
  const figures = {
    rows: ROWS,
    bytes: (await stat(path)).size,
    whole: await measure(true),
    bare: await measure(false),
  };
  session.close();
  await rm(folder, { recursive: true, force: true });
  return figures;

  async function measure(texts: boolean) {
    const job: ExportJob = { rows: session, selection: select(texts), progress() {} };
    const read = await rate(async () => {
      for (let id = 1; id <= EXPERIMENTS; id++) for await (const _ of session.actions(id, job.selection));
    });
    const parquet = await rate(() => exportParquet(job, join(folder, `parquet ${texts}`)));
    const csv = await rate(() => exportCsv(job, join(folder, `csv ${texts}`)));
    return { read, parquet, csv };
  }
}

function select(texts: boolean): SessionSelection {
  return { experiments: null, from: null, to: null, texts };
}

async function rate(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (ROWS / (performance.now() - began)) * 1_000;
}
