import { setTimeout as delay } from 'node:timers/promises';
import { openField } from '../test/e2e/viewer.ts';
import { setUp } from './stage.ts';

const RUNS = 9;
const STEPS = 10_000;
const SIDE = 60;
const SECONDS = 6;

/** Nine runs side by side, played at 60 steps a second: frames a second. */
export async function measureCompare() {
  const stage = await setUp();
  const { laboratory, page } = stage;
  const maze = await laboratory.addMaze(openField(SIDE, SIDE), SIDE, SIDE);
  const ids: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    const id = await laboratory.addExperiment(`model ${i}`, maze);
    await laboratory.addActions(id, 1, STEPS);
    ids.push(id);
  }
  await laboratory.db.query('UPDATE experiments SET completed_at = now()');
  await stage.visit(`/compare?runs=${ids.join('-')}&at=1`);
  await page
    .locator('[data-testid=compare-pane][data-step="1"]')
    .nth(RUNS - 1)
    .waitFor({ timeout: 60_000 });
  await delay(2_000);
  // 10 times, 20, 50, 100 times as fast: between 50 and 100 lies what is measured, so the faster one.
  for (let i = 0; i < 3; i++) await page.keyboard.press('>');
  await page.keyboard.press('Space');
  await delay(1_000);
  const count = () =>
    page.evaluate(
      (ms) =>
        new Promise<number>((resolve) => {
          let frames = 0;
          const pane = document.querySelector<HTMLElement>('[data-testid=compare-pane]');
          let last = pane?.dataset['step'];
          const end = performance.now() + ms;
          const look = () => {
            if (pane?.dataset['step'] !== last) frames++;
            last = pane?.dataset['step'];
            if (performance.now() < end) requestAnimationFrame(look);
            else resolve(frames);
          };
          requestAnimationFrame(look);
        }),
      SECONDS * 1_000,
    );
  const drawn = await count();
  await stage.end();
  return { framesPerSecond: drawn / SECONDS };
}
