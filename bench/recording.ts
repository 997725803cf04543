import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Laboratory } from '../test/support/laboratory.ts';
import { percentile } from './percentiles.ts';
import type { RecorderAsked, RecorderTold } from './processes/recorder.ts';
import { startServer } from './server.ts';

const RATE = 1_000;
const EVERY_MS = 20;
const WARM_MS = 3_000;
const MEASURED_MS = 15_000;

/** What a host takes for 1,000 actions a second with full texts, without and with recording them. */
export interface RecordingFigures {
  /** Shares of one core. */
  readonly watching: number;
  readonly recording: number;
  /** From INSERT until an action had come through, milliseconds. */
  readonly delayWatching: readonly [p50: number, p99: number];
  readonly delayRecording: readonly [p50: number, p99: number];
}

export async function measureRecording(): Promise<RecordingFigures> {
  const server = await startServer();
  const laboratory = await Laboratory.create('triggers', server.url);
  const experiments = [await laboratory.addExperiment('one'), await laboratory.addExperiment('two')];
  const child = fork(fileURLToPath(new URL('processes/recorder.ts', import.meta.url)), [laboratory.url]);
  const ask = async (asked: RecorderAsked): Promise<RecorderTold> => {
    child.send(asked);
    const [told] = await once(child, 'message');
    return told as RecorderTold;
  };
  await once(child, 'message');
  let isOver = false;
  const writing = write(laboratory, experiments, () => isOver);
  const measure = async (): Promise<RecorderTold> => {
    await delay(WARM_MS);
    await ask('figures');
    await delay(MEASURED_MS);
    return await ask('figures');
  };
  const watching = await measure();
  await ask('record');
  const recording = await measure();
  isOver = true;
  await writing;
  child.kill();
  await once(child, 'exit');
  await laboratory.remove();
  await server.remove();
  const delays = ({ delays }: RecorderTold) => [percentile(delays, 0.5), percentile(delays, 0.99)] as const;
  return {
    watching: watching.cpu,
    recording: recording.cpu,
    delayWatching: delays(watching),
    delayRecording: delays(recording),
  };
}

/** Writes rows as Oriole does, of about a kilobyte, at a steady rate. */
async function write(laboratory: Laboratory, experiments: readonly number[], isOver: () => boolean): Promise<void> {
  let step = 0;
  const begun = performance.now();
  while (!isOver()) {
    const due = Math.floor(((performance.now() - begun) / 1_000) * RATE) - step;
    if (due > 0) {
      await laboratory.db.query(
        `INSERT INTO agent_actions (experiment_id, step_number, action_type, from_x, from_y, to_x, to_y, success,
                                    "timestamp", turn_number, reasoning, assistant_message, tiles_seen)
         SELECT ($1::int[])[1 + i % 2], i, 'move_east', i % 50, 1, i % 50 + 1, 1, true, clock_timestamp(), i / 4,
                repeat('because of the wall ', 10), CASE WHEN i % 4 = 0 THEN repeat('answer ', 40) END,
                (SELECT jsonb_object_agg((i % 50 + dx) || ',' || dy, 0) FROM generate_series(0, 4) dx, generate_series(0, 4) dy)
           FROM generate_series($2::int, $3::int) AS i`,
        [experiments, step + 1, step + due],
      );
      step += due;
    }
    await delay(EVERY_MS);
  }
}
