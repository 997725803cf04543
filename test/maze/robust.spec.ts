import { expect, type Page, test } from '@playwright/test';
import type { Shown } from './bridge.ts';
import type { FixtureName } from './fixtures.ts';

test.use({ viewport: { width: 420, height: 320 } });

const ALL_ON = { heat: true, route: true, optimal: true, trail: 1_000 } as const;

let complaints: string[] = [];

test.beforeEach(async ({ page }) => {
  complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (/GL_INVALID|INVALID_|GL ERROR/.test(message.text())) complaints.push(message.text());
  });
  await page.goto('/');
});

test.afterEach(() => {
  expect(complaints).toEqual([]);
});

const ODD: FixtureName[] = ['astray', 'gridless', 'empty', 'oneStep', 'shrunk', 'grown', 'ragged', 'single', 'ribbon'];

for (const name of ODD) {
  test(`every overlay at any step: ${name}`, async ({ page }) => {
    await page.evaluate((n) => mazePage.open(n, 'light'), name);
    const last = await page.evaluate(() => mazePage.length() - 1);
    for (const index of [-1, 0, 1, Math.floor(last / 2), last, last + 99]) {
      await render(page, { index, seen: true, overlays: ALL_ON });
      const other = { name: 'usual', index: 50 } as const;
      await render(page, { index, seen: true, overlays: { ...ALL_ON, difference: true }, other });
      expect(await drawn(page)).toBe(Math.min(index, last));
    }
  });
}

test('all of them on one grid', async ({ page }) => {
  await page.evaluate((names) => mazePage.openGrid({ names, columns: 3, gutter: 2, theme: 'dark' }), ODD);
  for (const index of [-1, 0, 2, 99_999]) {
    for (const difference of [false, true]) {
      await page.evaluate(([i, overlays]) => mazePage.renderGrid(new Array(9).fill(i), overlays), [
        index,
        { ...ALL_ON, difference },
      ] as const);
    }
  }
  expect((await page.evaluate(() => mazePage.gridLog())).drawn).toEqual([3, 39, -1, 0, 1199, 159, 23, 2, 2999]);
});

test('a maze of 4096 × 4096 opens, scrubs and comes near', async ({ page }) => {
  test.slow();
  await page.evaluate(() => mazePage.open('huge', 'light'));
  for (const index of [-1, 3_999, 10, 2_000]) await render(page, { index, overlays: { heat: index > 1_000 } });
  expect(await page.evaluate(() => mazePage.heatTop())).toBeGreaterThan(0);
  await page.evaluate(async () => {
    await mazePage.setFollow(true);
    await mazePage.zoomBy(100);
  });
  const shown: Shown = { index: 1_200, seen: true, overlays: { route: true } };
  await render(page, shown);
  await expect(page).toHaveScreenshot('huge-near.png');
  for (const index of [3_999, 30, 2_500]) {
    await render(page, { index, overlays: ALL_ON });
    const other = { name: 'huge', index: 900 } as const;
    await render(page, { index, overlays: { difference: true }, other });
  }
  await page.evaluate(() => mazePage.loseContext());
  await page.evaluate(() => mazePage.restoreContext());
  await expect.poll(() => page.evaluate(() => mazePage.log().messages.length)).toBe(2);
  await render(page, { index: 1, overlays: { route: true } });
  await render(page, shown);
  await expect(page).toHaveScreenshot('huge-near.png');
});

async function render(page: Page, shown: Shown): Promise<void> {
  await page.evaluate((what) => mazePage.render(what), shown);
}

const drawn = async (page: Page) => (await page.evaluate(() => mazePage.log())).index;
