import { setTimeout as delay } from 'node:timers/promises';
import { openField } from '../test/e2e/viewer.ts';
import { readFrames, setUp, watchFrames } from './stage.ts';

const EXPERIMENTS = 20;
const SIDE = 1_000;
const SECONDS = 8;
/** Each agent's actions a second. */
const RATE = 2;

/** Twenty running experiments on 1000 × 1000 mazes: how many frames a second the Wall has while all of them walk. */
export async function measureWall() {
  const stage = await setUp();
  const { laboratory, page } = stage;
  const grid = openField(SIDE, SIDE).map((row, y) => row.map((tile, x) => ((x * 7 + y * 13) % 11 === 0 ? 1 : tile)));
  const maze = await laboratory.addMaze(grid, SIDE, SIDE);
  const experiments: number[] = [];
  for (let i = 0; i < EXPERIMENTS; i++) experiments.push(await laboratory.addExperiment(`model ${i}`, maze));
  for (const id of experiments) await laboratory.addActions(id, 1, 200);
  await stage.visit('/');
  await page.locator('[data-testid=maze][data-step="200"]').first().waitFor({ timeout: 30_000 });
  await watchFrames(page);
  let isWalking = true;
  const walk = async (id: number, index: number) => {
    await delay((index / EXPERIMENTS) * (1_000 / RATE));
    for (let step = 201; isWalking; step++) {
      await laboratory.addAction(id, step);
      await delay(1_000 / RATE);
    }
  };
  const walkers = experiments.map(walk);
  await delay(1_000);
  const before = await readFrames(page);
  await delay(SECONDS * 1_000);
  const after = await readFrames(page);
  isWalking = false;
  await Promise.all(walkers);
  await stage.end();
  return { framesPerSecond: (after.count - before.count) / SECONDS, stepsPerSecond: after.drawn.length / SECONDS };
}
