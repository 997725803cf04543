import { expect, type Page, test } from '@playwright/test';
import type { Shown, Theme } from './bridge.ts';
import type { FixtureName } from './fixtures.ts';

// Golden pictures of the maze: state = f(step) down to the pixels. `--update-snapshots` writes them anew; look at them.

for (const theme of ['light', 'dark'] as const) {
  test.describe(theme, () => {
    test('before the first step', async ({ page }) => {
      await open(page, 'usual', theme);
      await expectPicture(page, `start-${theme}`, { index: -1 });
    });

    test('in the middle of a run, with what the agent sees and a chosen cell', async ({ page }) => {
      await open(page, 'usual', theme);
      await expectPicture(page, `middle-${theme}`, { index: 520, seen: true, selected: { x: 20, y: 20 } });
    });

    test('when the agent runs into a wall', async ({ page }) => {
      await open(page, 'small', theme);
      const index = await page.evaluate(() => mazePage.bumpAfter(40));
      await expectPicture(page, `bump-${theme}`, { index });
    });

    test('when it first sees the goal', async ({ page }) => {
      await open(page, 'small', theme);
      const index = await page.evaluate(() => mazePage.goalSeen());
      await expectPicture(page, `goal-${theme}`, { index, seen: true });
    });

    test('a ragged grid with tiles nobody knows', async ({ page }) => {
      await open(page, 'ragged', theme);
      await expectPicture(page, `ragged-${theme}`, { index: 14 });
    });

    test('an agent that left the grid', async ({ page }) => {
      await open(page, 'astray', theme);
      await expectPicture(page, `astray-${theme}`, { index: 3 });
    });

    test('a wall of live mazes', async ({ page }) => {
      await page.goto('/');
      await page.evaluate(
        (t) => mazePage.openWall(['usual', 'small', 'ragged', 'ribbon', 'single', 'astray'], 260, t),
        theme,
      );
      await page.evaluate(() => mazePage.renderWall(200));
      await expect(page).toHaveScreenshot(`wall-${theme}.png`);
    });
  });
}

test('one cell', async ({ page }) => {
  await open(page, 'single', 'light');
  await expectPicture(page, 'single', { index: 1 });
});

test('three cells by 4096', async ({ page }) => {
  await open(page, 'ribbon', 'light');
  await expectPicture(page, 'ribbon', { index: 2500 });
});

test('a million cells', async ({ page }) => {
  await open(page, 'large', 'dark');
  await expectPicture(page, 'large', { index: 15_000 });
});

test('a million cells, near enough to see the agent', async ({ page }) => {
  await open(page, 'large', 'light');
  await page.evaluate(async () => {
    await mazePage.render({ index: 15_000 });
    await mazePage.setFollow(true);
    await mazePage.zoomBy(30);
  });
  await expectPicture(page, 'large-near', { index: 15_000 });
});

async function open(page: Page, name: FixtureName, theme: Theme): Promise<void> {
  await page.goto('/');
  await page.evaluate(([n, t]) => mazePage.open(n, t), [name, theme] as const);
}

async function expectPicture(page: Page, name: string, shown: Shown): Promise<void> {
  await page.evaluate((what) => mazePage.render(what), shown);
  await expect(page).toHaveScreenshot(`${name}.png`);
}
