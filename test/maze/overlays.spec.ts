import { expect, type Page, test } from '@playwright/test';
import type { Shown, Theme } from './bridge.ts';
import type { FixtureName } from './fixtures.ts';

// Small pictures: each overlay once at cells large enough for patterns, and once where cells are a few pixels.
test.use({ viewport: { width: 420, height: 320 } });

const ALL_OFF = { visited: false, heat: false, trail: 0, fog: false, seenNow: false, hits: false } as const;

for (const theme of ['light', 'dark'] as const) {
  test.describe(theme, () => {
    test('heat, on a logarithmic scale', async ({ page }) => {
      await open(page, 'small', theme);
      await expectPicture(page, `heat-near-${theme}`, { index: 150, overlays: { heat: true } });
      await open(page, 'usual', theme);
      await expectPicture(page, `heat-${theme}`, { index: 1100, overlays: { heat: true } });
    });

    test('the shortest ways from here and from the start', async ({ page }) => {
      await open(page, 'small', theme);
      const overlays = { route: true, optimal: true };
      await expectPicture(page, `routes-near-${theme}`, { index: 70, overlays });
      await open(page, 'usual', theme);
      await expectPicture(page, `routes-${theme}`, { index: 400, overlays });
    });

    test('the difference to another run', async ({ page }) => {
      await open(page, 'small', theme);
      const overlays = { difference: true };
      await expectPicture(page, `difference-near-${theme}`, {
        index: 70,
        overlays,
        other: { name: 'smallRival', index: 70 },
      });
      await open(page, 'usual', theme);
      await expectPicture(page, `difference-${theme}`, { index: 520, overlays, other: { name: 'rival', index: 600 } });
    });

    test('nothing but the maze, its start and its agent', async ({ page }) => {
      await open(page, 'small', theme);
      await expectPicture(page, `bare-${theme}`, { index: 150, seen: true, overlays: ALL_OFF });
    });
  });
}

test('overlays leave no trace when they are switched off again', async ({ page }) => {
  await open(page, 'small', 'light');
  const overlays = { heat: true, difference: true, route: true, optimal: true };
  await page.evaluate((what) => mazePage.render(what), {
    index: 90,
    overlays,
    other: { name: 'smallRival', index: 3 },
  } as const);
  await page.evaluate((what) => mazePage.render(what), { index: 60, overlays: { heat: true } } as const);
  expect(await page.evaluate(() => mazePage.heatTop())).toBe(4);
  await expectPicture(page, 'bare-light', { index: 150, seen: true, overlays: ALL_OFF });
  expect(await page.evaluate(() => mazePage.heatTop())).toBe(0);
});

test('switching overlays a hundred times leaves nothing on the graphics card', async ({ page }) => {
  await open(page, 'small', 'light');
  const { before, after } = await page.evaluate(async () => {
    const round = async () => {
      const other = { name: 'smallRival', index: 9 } as const;
      await mazePage.render({ index: 90, overlays: { heat: true, route: true } });
      await mazePage.render({ index: 91, overlays: { difference: true, optimal: true }, other });
      await mazePage.render({ index: 92 });
    };
    await round();
    const held = mazePage.resources();
    for (let i = 0; i < 33; i++) await round();
    return { before: held, after: mazePage.resources() };
  });
  expect(after).toBe(before);
});

test('scrubbing with heat shows what counting from scratch shows', async ({ page }) => {
  await open(page, 'small', 'light');
  for (const index of [150, 3, 149, 80, -1, 159]) {
    await page.evaluate((what) => mazePage.render(what), { index, overlays: { heat: true } });
  }
  await expectPicture(page, 'heat-near-light', { index: 150, overlays: { heat: true } });
});

test('a lost graphics context brings every overlay back', async ({ page }) => {
  await open(page, 'small', 'light');
  await page.evaluate((what) => mazePage.render(what), { index: 150, overlays: { heat: true } });
  await page.evaluate(() => mazePage.loseContext());
  await page.evaluate(() => mazePage.restoreContext());
  await expect.poll(() => page.evaluate(() => mazePage.log().messages.length)).toBe(2);
  await expect(page).toHaveScreenshot('heat-near-light.png');
});

async function open(page: Page, name: FixtureName, theme: Theme): Promise<void> {
  await page.goto('/');
  await page.evaluate(([n, t]) => mazePage.open(n, t), [name, theme] as const);
}

async function expectPicture(page: Page, name: string, shown: Shown): Promise<void> {
  await page.evaluate((what) => mazePage.render(what), shown);
  await expect(page).toHaveScreenshot(`${name}.png`);
}
