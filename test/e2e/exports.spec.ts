import { readFileSync } from 'node:fs';
import { chromium, type Download, type Page } from '@playwright/test';
import { chromiumOptions } from '../support/chromium.ts';
import { expect, openField, test } from './viewer.ts';

/** Does a command by its name in the palette, and gives the file that it saves. */
async function saved(page: Page, command: string, confirm?: string): Promise<{ download: Download; bytes: Buffer }> {
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('textbox', { name: 'Find a command' }).fill(command);
  const downloading = page.waitForEvent('download', { timeout: 50_000 });
  await page.keyboard.press('Enter');
  if (confirm) await page.getByRole('button', { name: confirm }).click();
  const download = await downloading;
  return { download, bytes: readFileSync(await download.path()) };
}

test('the actions and the statistics are saved as CSV @web', async ({ laboratory, viewer }) => {
  const experiment = await laboratory.addExperiment('tabled', await laboratory.addMaze(openField(60, 9), 60, 9));
  await laboratory.addActions(experiment, 1, 30);
  await laboratory.db.query(`UPDATE agent_actions SET action_type = '=1+1' WHERE step_number = 4`);
  await viewer.visit(`/run/${experiment}?step=12`);
  const { page } = viewer;
  await expect(page.getByTestId('maze')).toHaveAttribute('data-step', '12');
  const actions = await saved(page, 'Save the actions');
  expect(actions.download.suggestedFilename()).toBe(`run-${experiment}-actions.csv`);
  const rows = actions.bytes.toString('utf8').trimEnd().split('\r\n');
  expect(rows).toHaveLength(31);
  expect(rows[0]).toMatch(/^id,step_number,action_type,/);
  expect(rows[4]).toMatch(/,4,'=1\+1,3,1,4,1,true,/);
  const { rows: table } = await laboratory.db.query<{ row: string }>(
    `SELECT id || ',' || step_number || ',' || action_type || ',' || from_x || ',' || from_y AS row
       FROM agent_actions WHERE step_number <> 4 ORDER BY step_number`,
  );
  expect(
    rows
      .slice(1)
      .filter((_, n) => n !== 3)
      .map((row) => row.split(',').slice(0, 5).join(',')),
  ).toEqual(table.map(({ row }) => row));
  await page.getByRole('tab', { name: 'Statistics' }).click();
  await expect(page.getByRole('table', { name: 'Statistics' })).toBeVisible();
  const statistics = await saved(page, 'Save the statistics');
  const figures = new Map(
    statistics.bytes
      .toString('utf8')
      .trimEnd()
      .split('\r\n')
      .map((line) => [line.split(',')[0], line.split(',')[2]]),
  );
  expect(figures.get('actions')).toBe('12');
  expect(figures.get('wallHits')).toBe('2');
});

test('a picture has the size that was asked for, and shows what the maze shows @web', async ({
  laboratory,
  viewer,
}) => {
  const experiment = await laboratory.addExperiment('drawn', await laboratory.addMaze(openField(40, 20), 40, 20));
  await laboratory.addActions(experiment, 1, 30);
  await viewer.visit(`/run/${experiment}?step=12`);
  const { page } = viewer;
  await expect(page.getByTestId('maze')).toHaveAttribute('data-step', '12');
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('textbox', { name: 'Find a command' }).fill('picture');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Pixels per cell' }).fill('900');
  await expect(page.getByText('No browser holds a picture of that size')).toBeVisible();
  await page.getByRole('textbox', { name: 'Pixels per cell' }).fill('20');
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the picture' }).click();
  const bytes = readFileSync(await (await downloading).path());
  const colours = await decodePicture(page, bytes, [
    [8 + 12.5 * 20, 8 + 1.5 * 20],
    [8 + 20.5 * 20, 8 + 0.5 * 20],
  ]);
  expect(colours.width).toBe(40 * 20 + 16);
  expect(colours.height).toBeGreaterThan(20 * 20 + 16);
  // The agent is amber, the wall is not.
  const [agent, wall] = colours.pixels;
  expect(agent?.[0]).toBeGreaterThan(200);
  expect(agent?.[2]).toBeLessThan(90);
  expect(Math.abs((wall?.[0] ?? 0) - (wall?.[2] ?? 0))).toBeLessThan(60);
});

test('a video has every frame, and its first and last show the first and last step @web', async ({
  laboratory,
  viewer,
}) => {
  test.setTimeout(120_000);
  const experiment = await laboratory.addExperiment('filmed', await laboratory.addMaze(openField(40, 20), 40, 20));
  await laboratory.addActions(experiment, 1, 30);
  await viewer.visit(`/run/${experiment}?step=30`);
  const { page } = viewer;
  await expect(page.getByTestId('maze')).toHaveAttribute('data-step', '30');
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('textbox', { name: 'Find a command' }).fill('video');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Steps a second' }).fill('15');
  await expect(page.getByText('30 steps, 0:02 long')).toBeVisible();
  const downloading = page.waitForEvent('download', { timeout: 90_000 });
  await page.getByRole('button', { name: 'Make the video' }).click();
  const download = await downloading;
  const film = await decodeVideo(readFileSync(await download.path()), download.suggestedFilename());
  // 29 steps at 15 a second and 60 frames a second, and the last one.
  expect(film.frames).toBe(117);
  expect([film.width, film.height]).toEqual([1280, 720]);
  // Where the amber agent is in the first and in the last frame, in cells.
  expect(film.agents[0]).toBe(1);
  expect(film.agents[1]).toBe(30);
});

test('making a video can be cancelled @web', async ({ laboratory, viewer }) => {
  const experiment = await laboratory.addExperiment('long', await laboratory.addMaze(openField(40, 20), 40, 20));
  await laboratory.addActions(experiment, 1, 5_000);
  await viewer.visit(`/run/${experiment}?step=30`);
  const { page } = viewer;
  await expect(page.getByTestId('maze')).toHaveAttribute('data-step', '30');
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('textbox', { name: 'Find a command' }).fill('video');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Make the video' }).click();
  await page.getByRole('alert').getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('Making the video: cancelled')).toBeVisible();
});

test('a comparison is saved as one picture @web', async ({ laboratory, viewer }) => {
  const maze = await laboratory.addMaze(openField(40, 20), 40, 20);
  const ids = [await laboratory.addExperiment('left', maze), await laboratory.addExperiment('right', maze)];
  for (const id of ids) await laboratory.addActions(id, 1, 12);
  await viewer.visit(`/compare?runs=${ids.join('-')}`);
  const { page } = viewer;
  await expect(page.getByTestId('compare-pane').nth(1)).toHaveAttribute('data-step', '12');
  const { bytes } = await saved(page, 'Save as picture', 'Save the picture');
  const { width, height } = await decodePicture(page, bytes, []);
  expect(width).toBe(2 * (40 * 50 + 16) + 8);
  expect(height).toBeGreaterThan(20 * 50 + 16);
});

/** In the page: decodes a picture and looks at some of its pixels. */
function decodePicture(page: Page, bytes: Buffer, at: readonly (readonly [number, number])[]) {
  return page.evaluate(
    async ([base64, places]) => {
      const blob = new Blob([Uint8Array.fromBase64(base64)], { type: 'image/png' });
      const image = await createImageBitmap(blob);
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext('2d');
      context?.drawImage(image, 0, 0);
      const pixels = places.map(([x, y]) => [
        ...(context?.getImageData(Math.round(x), Math.round(y), 1, 1).data ?? []),
      ]);
      return { width: image.width, height: image.height, pixels };
    },
    [bytes.toString('base64'), at] as const,
  );
}

/**
 * In a browser of its own: plays a video with the browser's own decoder, counts its frames, and finds the agent in the first and in the
 * last one.
 */
async function decodeVideo(bytes: Buffer, name: string) {
  const browser = await chromium.launch(chromiumOptions());
  // The viewer's own pages play nothing: their policy allows no media.
  const page = await browser.newPage();
  const film = await page.evaluate(
    async ([base64, type]) => {
      const video = document.createElement('video');
      video.muted = true;
      // When the frame that can be drawn was taken, seconds. "seeked" comes before that frame does, at times.
      let presented = Number.NaN;
      const note: VideoFrameRequestCallback = (_, { mediaTime }) => {
        presented = mediaTime;
        video.requestVideoFrameCallback(note);
      };
      video.requestVideoFrameCallback(note);
      video.src = URL.createObjectURL(new Blob([Uint8Array.fromBase64(base64)], { type }));
      document.body.append(video);
      await new Promise((resolve, reject) => {
        video.onloadeddata = resolve;
        video.onerror = () => reject(new Error(video.error?.message ?? 'the video cannot be played'));
      });
      const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
      const context = canvas.getContext('2d', { willReadFrequently: true });
      if (!context) throw new Error('no canvas');
      const show = async (at: number) => {
        video.currentTime = at;
        while (!(Math.abs(presented - at) <= 1 / 60)) await new Promise(requestAnimationFrame);
        context.drawImage(video, 0, 0);
        const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
        const found: number[] = [];
        for (let i = 0; i < width * height * 4; i += 4) {
          const [red = 0, green = 0, blue = 0] = [data[i], data[i + 1], data[i + 2]];
          if (red > 200 && green > 120 && green < 200 && blue < 90) {
            found.push((i / 4) % width);
          }
        }
        // The middle one: edges of other things may come out as amber.
        return found.sort((a, b) => a - b)[Math.floor(found.length / 2)] ?? Number.NaN;
      };
      const frames = Math.round(video.duration * 60);
      const places = [await show(0), await show(video.duration - 1 / 120)];
      // 40 cells, centred, as wide as fits into 1280 less the margins.
      const cell = Math.floor((video.videoWidth - 16) / 40);
      const left = (video.videoWidth - 40 * cell) / 2;
      const agents = places.map((x) => Math.floor((x - left) / cell));
      return { frames, width: video.videoWidth, height: video.videoHeight, agents };
    },
    [bytes.toString('base64'), name.endsWith('mp4') ? 'video/mp4' : 'video/webm'] as const,
  );
  await browser.close();
  return film;
}
