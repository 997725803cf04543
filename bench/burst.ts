import { openField } from '../test/e2e/viewer.ts';
import { until } from '../test/support/until.ts';
import { clock } from './percentiles.ts';
import { rawListener, readFrames, setUp, watchFrames } from './stage.ts';

const ACTIONS = 20_000;

/** 20,000 actions in one INSERT: until a bare listener has them, until the last is drawn, and frames meanwhile. */
export async function measureBurst() {
  const stage = await setUp();
  const { laboratory, page } = stage;
  const experiment = await laboratory.addExperiment('burst', await laboratory.addMaze(openField(60, 60), 60, 60));
  await laboratory.addAction(experiment, 1);
  await stage.visit(`/run/${experiment}`);
  await page.locator('[data-testid=maze][data-step="1"]').waitFor();
  await watchFrames(page);
  const raw = await rawListener(laboratory.url);
  const before = await readFrames(page);
  const begin = clock();
  await laboratory.addActions(experiment, 2, ACTIONS);
  const inserted = clock();
  await until('everything is drawn', async () => (await readFrames(page)).drawn.at(-1)?.[0] === ACTIONS + 1, 60_000);
  await until('everything was heard', () => raw.heard.size >= ACTIONS);
  const after = await readFrames(page);
  const rawMs = Math.max(...raw.heard.values()) - begin;
  const drawnMs = (after.drawn.at(-1)?.[1] ?? Number.NaN) - begin;
  await raw.end();
  await stage.end();
  return {
    insertMs: inserted - begin,
    rawMs,
    drawnMs,
    framesPerSecond: ((after.count - before.count) / (clock() - begin)) * 1_000,
  };
}
