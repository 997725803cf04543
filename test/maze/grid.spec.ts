import { expect, type Page, test } from '@playwright/test';
import type { GridShown } from './bridge.ts';
import type { FixtureName } from './fixtures.ts';

test.use({ viewport: { width: 660, height: 420 } });

const NINE: FixtureName[] = ['usual', 'rival', 'usual', 'small', 'smallRival', 'ragged', 'single', 'astray', 'ribbon'];

test('three runs of one maze, and how they differ from the first', async ({ page }) => {
  await open(page, { names: ['usual', 'rival', 'usual'], columns: 3, theme: 'light' });
  await page.evaluate(() => mazePage.renderGrid([520, 600, 300], { difference: true }));
  await expect(page).toHaveScreenshot('grid-3.png');
});

test('nine mazes of all sizes', async ({ page }) => {
  await open(page, { names: NINE, columns: 3, theme: 'dark' });
  await page.evaluate(() => mazePage.renderGrid([520, 600, 300, 90, 70, 14, 1, 3, 2500]));
  await expect(page).toHaveScreenshot('grid-9.png');
});

test('zooming one zooms all about the same place, and nothing leaves its pane', async ({ page }) => {
  await open(page, { names: NINE, columns: 3, theme: 'light' });
  await page.evaluate(() => mazePage.renderGrid([520, 600, 300, 90, 70, 14, 1, 3, 2500]));
  await point(page, 1, { x: 20, y: 18 });
  const fitted = await cellSize(page, 1);
  for (let i = 0; i < 8; i++) await page.mouse.wheel(0, -145);
  await expect.poll(() => cellSize(page, 1)).toBeCloseTo(fitted * 2 ** (8 / 3), 3);
  expect((await gridLog(page)).hover[1]).toEqual({ x: 20, y: 18 });
  // Panes of equal size show the very same part.
  const first = await pointOf(page, 0, { x: 20, y: 18 });
  const second = await pointOf(page, 1, { x: 20, y: 18 });
  expect(second.x - first.x).toBeCloseTo(222, 5);
  expect(second.y).toBeCloseTo(first.y, 5);
  await expect(page).toHaveScreenshot('grid-near.png');
  await page.evaluate(() => mazePage.fitGrid());
  expect(await cellSize(page, 1)).toBe(fitted);
});

test('dragging in one pane pans all, and is no click', async ({ page }) => {
  await open(page, { names: ['usual', 'rival'], columns: 2, theme: 'light' });
  await page.evaluate(() => mazePage.renderGrid([520, 600]));
  await page.evaluate(() => mazePage.zoomGrid(4));
  const before = [await pointOf(page, 0, { x: 30, y: 30 }), await pointOf(page, 1, { x: 30, y: 30 })];
  await page.mouse.move(500, 200);
  await page.mouse.down();
  await page.mouse.move(470, 180, { steps: 4 });
  await page.mouse.move(440, 170, { steps: 4 });
  await page.mouse.up();
  for (const pane of [0, 1]) {
    const after = await pointOf(page, pane, { x: 30, y: 30 });
    expect(after.x - (before[pane]?.x ?? 0)).toBeCloseTo(-60, 0);
    expect(after.y - (before[pane]?.y ?? 0)).toBeCloseTo(-30, 0);
  }
  expect((await gridLog(page)).picked).toEqual([]);
});

test('two fingers zoom and pan', async ({ page }) => {
  await open(page, { names: ['usual', 'rival'], columns: 2, theme: 'light' });
  await page.evaluate(() => mazePage.renderGrid([520, 600]));
  const size = await cellSize(page, 0);
  await page.evaluate(() => {
    const canvas = document.querySelector('#stage canvas');
    const touch = (type: string, pointerId: number, clientX: number, clientY: number) =>
      canvas?.dispatchEvent(
        new PointerEvent(type, { pointerId, clientX, clientY, pointerType: 'touch', bubbles: true }),
      );
    HTMLElement.prototype.setPointerCapture = () => undefined;
    touch('pointerdown', 11, 120, 200);
    touch('pointerdown', 12, 200, 200);
    touch('pointermove', 11, 80, 200);
    touch('pointermove', 12, 240, 200);
    touch('pointerup', 11, 80, 200);
    touch('pointerup', 12, 240, 200);
  });
  expect((await cellSize(page, 0)) / size).toBeCloseTo(2, 1);
  expect((await cellSize(page, 1)) / size).toBeCloseTo(2, 1);
  expect((await gridLog(page)).picked).toEqual([]);
});

test('a click picks in its pane, and hovering ends where the pane does', async ({ page }) => {
  await open(page, { names: ['usual', 'rival'], columns: 2, theme: 'light' });
  await page.evaluate(() => mazePage.renderGrid([520, 600]));
  const place = await point(page, 1, { x: 7, y: 9 });
  await expect.poll(async () => (await gridLog(page)).hover[1]).toEqual({ x: 7, y: 9 });
  await page.mouse.click(place.x, place.y);
  await expect.poll(async () => (await gridLog(page)).picked).toEqual([{ pane: 1, cell: { x: 7, y: 9 } }]);
  await point(page, 0, { x: 3, y: 4 });
  await expect.poll(async () => (await gridLog(page)).hover).toEqual({ 0: { x: 3, y: 4 }, 1: null });
});

test('one pane is followed, the others go with it', async ({ page }) => {
  await open(page, { names: ['usual', 'rival'], columns: 2, theme: 'light' });
  await page.evaluate(() => mazePage.renderGrid([0, 0]));
  await page.evaluate(() => mazePage.zoomGrid(6));
  await page.evaluate(() => mazePage.followPane(1));
  await page.evaluate(() => mazePage.renderGrid([0, 600]));
  const shift = (await pointOf(page, 1, { x: 5, y: 5 })).x - (await pointOf(page, 0, { x: 5, y: 5 })).x;
  expect(shift).toBeCloseTo(333, 5);
  const agent = await page.evaluate(async () => {
    await mazePage.open('rival', 'light');
    return mazePage.agentAt(600);
  });
  const at = await pointOf(page, 1, agent ?? { x: -1, y: -1 });
  expect(at.x).toBeGreaterThan(333);
  expect(at.x).toBeLessThan(660);
  expect(at.y).toBeGreaterThan(0);
  expect(at.y).toBeLessThan(420);
});

test('a pane that is taken away leaves the others as they were', async ({ page }) => {
  await open(page, { names: ['usual', 'rival', 'usual', 'small'], columns: 2, theme: 'light' });
  await page.evaluate(() => mazePage.renderGrid([520, 600, 300, 90]));
  await page.evaluate(() => mazePage.detachPane(1));
  await page.evaluate(() => mazePage.detachPane(2));
  await expect(page).toHaveScreenshot('grid-detached.png');
});

test('panes that come and go leave nothing on the graphics card', async ({ page }) => {
  await open(page, { names: ['usual'], columns: 1, theme: 'light' });
  const { before, after } = await page.evaluate(() => mazePage.switchPanes(20));
  expect(before).toBeGreaterThan(0);
  expect(after).toBe(before);
});

test('a lost graphics context is reported, and all panes come back', async ({ page }) => {
  await open(page, { names: ['usual', 'rival', 'usual'], columns: 3, theme: 'light' });
  await page.evaluate(() => mazePage.renderGrid([520, 600, 300], { difference: true }));
  await page.evaluate(() => mazePage.loseContext());
  await expect
    .poll(async () => (await gridLog(page)).messages)
    .toEqual([expect.stringContaining('graphics driver stopped')]);
  await page.evaluate(() => mazePage.restoreContext());
  await expect.poll(async () => (await gridLog(page)).messages.length).toBe(2);
  await expect(page).toHaveScreenshot('grid-3.png');
});

async function open(page: Page, shown: Omit<GridShown, 'gutter'>): Promise<void> {
  await page.goto('/');
  await page.evaluate((what) => mazePage.openGrid(what), { ...shown, gutter: 6 });
}

async function point(page: Page, pane: number, cell: { x: number; y: number }) {
  const place = await pointOf(page, pane, cell);
  await page.mouse.move(place.x, place.y);
  return place;
}

async function cellSize(page: Page, pane: number): Promise<number> {
  return (await pointOf(page, pane, { x: 1, y: 0 })).x - (await pointOf(page, pane, { x: 0, y: 0 })).x;
}

const pointOf = (page: Page, pane: number, cell: { x: number; y: number }) =>
  page.evaluate(([p, c]) => mazePage.gridPointOf(p, c), [pane, cell] as const);
const gridLog = (page: Page) => page.evaluate(() => mazePage.gridLog());
