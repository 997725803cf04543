import { setTimeout as delay } from 'node:timers/promises';
import { openField } from '../test/e2e/viewer.ts';
import { until } from '../test/support/until.ts';
import { clock, percentile } from './percentiles.ts';
import { rawListener, readFrames, setUp, watchFrames } from './stage.ts';

const RATE = 200;
const SECONDS = 5;

/** 200 actions a second in one experiment: from INSERT to the notice at a bare listener, and to the frame that draws. */
export async function measureSteady() {
  const stage = await setUp();
  const { laboratory, page } = stage;
  const experiment = await laboratory.addExperiment('steady', await laboratory.addMaze(openField(60, 60), 60, 60));
  await laboratory.addAction(experiment, 1);
  await stage.visit(`/run/${experiment}`);
  await page.locator('[data-testid=maze][data-step="1"]').waitFor();
  await watchFrames(page);
  const raw = await rawListener(laboratory.url);
  const writer = await laboratory.db.connect();
  const sent = new Map<number, number>();
  const begin = performance.now();
  const last = RATE * SECONDS + 1;
  for (let step = 2; step <= last; ) {
    const due = Math.min(last, 1 + Math.floor(((performance.now() - begin) / 1_000) * RATE));
    for (; step <= due; step++) {
      sent.set(step, clock());
      await laboratory.addAction(experiment, step, writer);
    }
    await delay(1);
  }
  writer.release();
  await until('everything is drawn', async () => (await readFrames(page)).drawn.at(-1)?.[0] === last);
  const { drawn } = await readFrames(page);
  // A frame draws everything up to the step it shows.
  const latencies = [...sent].map(([step, at]) => (drawn.find(([shown]) => shown >= step)?.[1] ?? Number.NaN) - at);
  const notices = [...sent].map(([step, at]) => (raw.heard.get(step) ?? Number.NaN) - at);
  await raw.end();
  await stage.end();
  return {
    rawP50: percentile(notices, 0.5),
    rawP99: percentile(notices, 0.99),
    drawnP50: percentile(latencies, 0.5),
    drawnP99: percentile(latencies, 0.99),
  };
}
