import { expect, type Page, test } from '@playwright/test';
import type { Printed } from './bridge.ts';
import type { FixtureName } from './fixtures.ts';

const SAME = { maxDiffPixels: 60, threshold: 0.1 };

test.beforeEach(async ({ page }) => {
  await page.goto('/');
});

test('fits the maze into a size, cells whole pixels wide', async ({ page }) => {
  const file = await print(page, 'usual', {
    index: 520,
    theme: 'dark',
    size: { width: 400, height: 260 },
    overlays: { route: true },
    pixels: true,
  });
  expect(sizeOf(file)).toEqual([400, 260]);
  expect(file).toMatchSnapshot('print-fitted.png', SAME);
});

test('prints at any number of pixels per cell, lines as thick as asked for', async ({ page }) => {
  const what: Printed = { index: 150, theme: 'light', size: { pixelsPerCell: 24 }, pixelRatio: 2, margin: 12 };
  const file = await print(page, 'small', { ...what, overlays: { heat: true } });
  expect(sizeOf(file)).toEqual([15 * 24 + 24, 11 * 24 + 24]);
  expect(file).toMatchSnapshot('print-scaled.png', SAME);
});

test('prints a part of the maze', async ({ page }) => {
  const area = { x: 0, y: 5, width: 6, height: 6 };
  const file = await print(page, 'small', { index: 150, theme: 'light', size: { width: 136, height: 136 }, area });
  expect(file).toMatchSnapshot('print-part.png', SAME);
});

test('prints the same picture again after others', async ({ page }) => {
  const what: Printed = { index: 520, theme: 'dark', size: { width: 400, height: 260 }, overlays: { route: true } };
  await print(page, 'large', { ...what, index: 9_000, size: { width: 64, height: 64 } });
  await print(page, 'usual', { ...what, theme: 'light', overlays: { heat: true }, size: { pixelsPerCell: 3 } });
  expect(await print(page, 'usual', what)).toMatchSnapshot('print-fitted.png', SAME);
});

test('puts pictures larger than the canvas of a WebGL context together', async ({ page }) => {
  const whole = await print(page, 'usual', { index: 520, theme: 'light', size: { pixelsPerCell: 100 }, margin: 0 });
  expect(sizeOf(whole)).toEqual([6_000, 6_000]);
  // Where the tiles meet, at pixel 4096, is within this part.
  const same = await page.evaluate(async (png) => {
    const bitmap = await createImageBitmap(
      await (await fetch(`data:image/png;base64,${png}`)).blob(),
      4000,
      4000,
      200,
      200,
    );
    const area = { x: 40, y: 40, width: 2, height: 2 };
    const part = await mazePage.print('usual', {
      index: 520,
      theme: 'light',
      size: { pixelsPerCell: 100 },
      margin: 0,
      area,
    });
    const other = await createImageBitmap(await (await fetch(`data:image/png;base64,${part}`)).blob());
    const bytes = [bitmap, other].map((image) => {
      const context = new OffscreenCanvas(200, 200).getContext('2d');
      context?.drawImage(image, 0, 0);
      return [...(context?.getImageData(0, 0, 200, 200).data ?? [])];
    });
    return JSON.stringify(bytes[0]) === JSON.stringify(bytes[1]);
  }, whole.toString('base64'));
  expect(same).toBe(true);
});

test('says in words when a picture is too large', async ({ page }) => {
  const message = await page.evaluate(() =>
    mazePage.print('usual', { index: 5, theme: 'light', size: { pixelsPerCell: 2_000 } }),
  );
  expect(message).toMatch(
    /^The picture would be 120,016 × 120,016 pixels; the graphics card draws [\d,]+ × [\d,]+ at most\. Choose fewer/,
  );
});

async function print(page: Page, name: FixtureName, what: Printed): Promise<Buffer> {
  const file = await page.evaluate(([n, w]) => mazePage.print(n, w), [name, what] as const);
  if (!file.startsWith('iVBOR')) throw new Error(file);
  return Buffer.from(file, 'base64');
}

/** A PNG file says its size in its first chunk. */
function sizeOf(file: Buffer): [width: number, height: number] {
  return [file.readUInt32BE(16), file.readUInt32BE(20)];
}
