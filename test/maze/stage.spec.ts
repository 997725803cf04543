import { expect, type Page, test } from '@playwright/test';

const VIEW = { width: 900, height: 640 };

test.beforeEach(async ({ page }) => {
  await page.goto('/');
  await page.evaluate(async () => {
    await mazePage.open('usual', 'light');
    await mazePage.render({ index: 500 });
  });
});

test('the wheel zooms at the pointer: the cell under it stays', async ({ page }) => {
  await pointAt(page, { x: 40, y: 12 });
  await expect.poll(() => hover(page)).toEqual({ x: 40, y: 12 });
  const before = await cellSize(page);
  for (let i = 0; i < 5; i++) await page.mouse.wheel(0, -120);
  await expect.poll(() => cellSize(page)).toBeGreaterThan(before * 1.5);
  expect(await hover(page)).toEqual({ x: 40, y: 12 });
  await page.mouse.wheel(0, 5000);
  await expect.poll(() => cellSize(page)).toBe(before);
});

test('a drag pans, and is no click', async ({ page }) => {
  await page.evaluate(() => mazePage.zoomBy(4));
  const before = await pointOf(page, { x: 30, y: 30 });
  await drag(page, { x: 450, y: 320 }, { x: 350, y: 270 });
  const after = await pointOf(page, { x: 30, y: 30 });
  expect(after.x - before.x).toBeCloseTo(-100, 0);
  expect(after.y - before.y).toBeCloseTo(-50, 0);
  expect((await log(page)).picked).toBeNull();
});

test('the maze cannot be lost, however far it is dragged', async ({ page }) => {
  await page.evaluate(() => mazePage.zoomBy(4));
  for (let i = 0; i < 8; i++) await drag(page, { x: 50, y: 50 }, { x: 850, y: 600 });
  await page.mouse.move(VIEW.width / 2 + 1, VIEW.height / 2 + 1);
  await expect.poll(() => hover(page)).toEqual({ x: 0, y: 0 });
});

test('fit returns to the whole maze', async ({ page }) => {
  const before = await pointOf(page, { x: 0, y: 0 });
  await page.evaluate(() => mazePage.zoomBy(6));
  expect(await pointOf(page, { x: 0, y: 0 })).not.toEqual(before);
  await page.evaluate(() => mazePage.fit());
  expect(await pointOf(page, { x: 0, y: 0 })).toEqual(before);
});

test('a click picks the cell', async ({ page }) => {
  const point = await pointAt(page, { x: 7, y: 9 });
  await page.mouse.click(point.x, point.y);
  await expect.poll(async () => (await log(page)).picked).toEqual({ x: 7, y: 9 });
});

test('leaving the stage ends the hover', async ({ page }) => {
  await pointAt(page, { x: 7, y: 9 });
  await page.mouse.move(20, 320);
  await expect.poll(() => hover(page)).toBeNull();
});

test('follow keeps the agent in view, and moves nothing while the whole maze is', async ({ page }) => {
  await page.evaluate(() => mazePage.setFollow(true));
  const fitted = await pointOf(page, { x: 0, y: 0 });
  await page.evaluate(() => mazePage.render({ index: 900 }));
  expect(await pointOf(page, { x: 0, y: 0 })).toEqual(fitted);
  await page.evaluate(() => mazePage.zoomBy(6));
  for (let index = 0; index < 1200; index += 60) {
    const point = await page.evaluate(async (i) => {
      await mazePage.render({ index: i });
      return mazePage.pointOf(mazePage.agentAt(i) ?? { x: -1, y: -1 });
    }, index);
    expect(point.x, `step ${index}`).toBeGreaterThan(0);
    expect(point.x, `step ${index}`).toBeLessThan(VIEW.width);
    expect(point.y, `step ${index}`).toBeGreaterThan(0);
    expect(point.y, `step ${index}`).toBeLessThan(VIEW.height);
  }
});

test('a smaller window keeps the whole maze in view', async ({ page }) => {
  await page.setViewportSize({ width: 500, height: 400 });
  await expect.poll(async () => (await pointOf(page, { x: 59, y: 59 })).y).toBeLessThan(400);
  expect((await pointOf(page, { x: 0, y: 0 })).y).toBeGreaterThan(0);
});

test('nothing is drawn while nothing changes', async ({ page }) => {
  const browserFrames = (count: number) =>
    page.evaluate(async (most) => {
      for (let i = 0; i < most; i++) await new Promise(requestAnimationFrame);
    }, count);
  await browserFrames(10);
  const { frames } = await log(page);
  await browserFrames(30);
  expect((await log(page)).frames).toBe(frames);
});

test('a lost graphics context is reported, and the picture comes back whole', async ({ page }) => {
  await page.evaluate(() => mazePage.render({ index: 520, seen: true, selected: { x: 20, y: 20 } }));
  await page.evaluate(() => mazePage.loseContext());
  await expect
    .poll(async () => (await log(page)).messages)
    .toEqual([expect.stringContaining('graphics driver stopped')]);
  await page.evaluate(() => mazePage.restoreContext());
  await expect.poll(async () => (await log(page)).messages.length).toBe(2);
  await expect(page).toHaveScreenshot('middle-light.png');
});

test('a browser without WebGL is told so in words', async ({ page }) => {
  const message = await page.evaluate(() => mazePage.mountWithoutWebGl());
  expect(message).toMatch(/^The maze cannot be drawn: this browser offers no WebGL 2\. /);
});

test('fifty mazes one after the other leave nothing on the graphics card', async ({ page }) => {
  const { before, after } = await page.evaluate(() => mazePage.switchMazes(50));
  expect(before).toBeGreaterThan(5);
  expect(after).toBe(before);
});

async function pointAt(page: Page, cell: { x: number; y: number }) {
  const point = await pointOf(page, cell);
  await page.mouse.move(point.x, point.y);
  return point;
}

async function drag(page: Page, from: { x: number; y: number }, to: { x: number; y: number }) {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 5 });
  await page.mouse.move(to.x, to.y, { steps: 5 });
  await page.mouse.up();
}

async function cellSize(page: Page): Promise<number> {
  return page.evaluate(() => mazePage.pointOf({ x: 1, y: 0 }).x - mazePage.pointOf({ x: 0, y: 0 }).x);
}

const pointOf = (page: Page, cell: { x: number; y: number }) => page.evaluate((c) => mazePage.pointOf(c), cell);
const log = (page: Page) => page.evaluate(() => mazePage.log());
const hover = async (page: Page) => (await log(page)).hover;
