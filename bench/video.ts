import { statSync } from 'node:fs';
import { openField } from '../test/e2e/viewer.ts';
import { setUp } from './stage.ts';

const STEPS = 10_000;
const SIDE = 60;
const RATE = 60;

/** A video of 10,000 steps at 60 steps and frames a second, 1280 × 720: how long it takes to make, and to play. */
export async function measureVideo() {
  const stage = await setUp();
  const { laboratory, page } = stage;
  const id = await laboratory.addExperiment('filmed', await laboratory.addMaze(openField(SIDE, SIDE), SIDE, SIDE));
  await laboratory.addActions(id, 1, STEPS);
  await laboratory.db.query('UPDATE experiments SET completed_at = now()');
  await stage.visit(`/run/${id}?step=1`);
  await page.locator('[data-testid=maze][data-step="1"]').waitFor();
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('textbox', { name: 'Find a command' }).fill('video');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Steps a second' }).fill(String(RATE));
  const downloading = page.waitForEvent('download', { timeout: 900_000 });
  const begin = performance.now();
  await page.getByRole('button', { name: 'Make the video' }).click();
  const file = await (await downloading).path();
  const madeMs = performance.now() - begin;
  const bytes = statSync(file).size;
  await stage.end();
  return { madeMs, playingMs: (STEPS / RATE) * 1_000, bytes };
}
