import type { Page } from '@playwright/test';
import type { Laboratory } from '../support/laboratory.ts';
import { expect, openField, test } from './viewer.ts';

/** A run of so many steps to the east, along the top of an open field. */
async function straightRun(laboratory: Laboratory, steps: number): Promise<number> {
  const experiment = await laboratory.addExperiment('replayed', await laboratory.addMaze(openField(60, 9), 60, 9));
  await laboratory.addActions(experiment, 1, steps);
  return experiment;
}

/** Where a share of the timeline's width is, on its track. */
async function onTimeline(page: Page, share: number): Promise<{ x: number; y: number }> {
  const box = await page.getByTestId('timeline').boundingBox();
  if (!box) throw new Error('no timeline');
  // The right edge itself lies outside.
  return { x: box.x + Math.min(box.width - 1, share * box.width), y: box.y + box.height / 2 };
}

const stepOf = (page: Page) => page.getByTestId('maze').getAttribute('data-step').then(Number);

test('the timeline is scrubbed by mouse, and says where it is @web', async ({ laboratory, viewer }) => {
  const experiment = await straightRun(laboratory, 41);
  await viewer.visit(`/run/${experiment}`);
  const { page } = viewer;
  const maze = page.getByTestId('maze');
  const slider = page.getByRole('slider', { name: 'Step' });
  await expect(maze).toHaveAttribute('data-step', '41');
  const [quarter, half] = [await onTimeline(page, 0.25), await onTimeline(page, 0.5)];
  await page.mouse.move(quarter.x, quarter.y);
  await expect(page.getByText('step 11: east')).toBeVisible();
  await page.mouse.down();
  await expect(maze).toHaveAttribute('data-step', '11');
  await expect(slider).toHaveAttribute('aria-valuenow', '11');
  await expect(slider).toHaveAttribute('aria-valuemax', '41');
  await expect(slider).toHaveAttribute('aria-valuetext', /^step 11, east, /);
  await page.mouse.move(half.x, half.y, { steps: 8 });
  await expect(maze).toHaveAttribute('data-step', '21');
  await expect(maze).toHaveAttribute('data-agent', '21,1');
  await page.mouse.up();
  await page.mouse.move(quarter.x, quarter.y);
  await expect(page.getByText('step 11: east')).toBeVisible();
  await expect(maze).toHaveAttribute('data-step', '21');
  await page.mouse.wheel(0, 100);
  await expect(maze).toHaveAttribute('data-step', '22');
  await page.mouse.wheel(0, -100);
  await expect(maze).toHaveAttribute('data-step', '21');
});

test('the timeline is scrubbed by a finger, and zoomed by two @web', async ({ laboratory, viewer }) => {
  const experiment = await straightRun(laboratory, 41);
  await viewer.visit(`/run/${experiment}`);
  const { page } = viewer;
  const maze = page.getByTestId('maze');
  await expect(maze).toHaveAttribute('data-step', '41');
  const fingers = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: { x: number; y: number }[]) =>
    fingers.send('Input.dispatchTouchEvent', { type, touchPoints: touchPoints.map((point, id) => ({ ...point, id })) });
  const [quarter, half, end] = [
    await onTimeline(page, 0.25),
    await onTimeline(page, 0.5),
    await onTimeline(page, 0.75),
  ];
  await touch('touchStart', quarter);
  await expect(maze).toHaveAttribute('data-step', '11');
  await touch('touchMove', half);
  await expect(maze).toHaveAttribute('data-step', '21');
  await touch('touchEnd');
  await touch('touchStart', { ...half, x: half.x - 40 });
  await touch('touchStart', { ...half, x: half.x - 40 }, { ...half, x: half.x + 40 });
  await touch('touchMove', { ...half, x: half.x - 120 }, { ...half, x: half.x + 120 });
  await touch('touchEnd');
  // Zoomed in, three quarters of the way are nearer to the middle than before.
  await page.mouse.click(end.x, end.y);
  await expect.poll(() => stepOf(page)).toBeGreaterThan(20);
  expect(await stepOf(page)).toBeLessThan(31);
  await page.keyboard.press('|');
  await page.mouse.click(end.x, end.y);
  await expect(maze).toHaveAttribute('data-step', '31');
});

test('a run that goes on is scrubbed back like a recording, and Live returns to the newest step @page', async ({
  laboratory,
  viewer,
}) => {
  const experiment = await straightRun(laboratory, 20);
  await viewer.visit(`/run/${experiment}`);
  const { page } = viewer;
  const maze = page.getByTestId('maze');
  const live = page.getByRole('button', { name: 'Live' });
  await expect(maze).toHaveAttribute('data-step', '20');
  await expect(live).toHaveAttribute('aria-pressed', 'true');
  const half = await onTimeline(page, 0.5);
  await page.mouse.click(half.x, half.y);
  await expect(live).toHaveAttribute('aria-pressed', 'false');
  await expect.poll(() => stepOf(page)).toBeLessThan(12);
  const behind = await stepOf(page);
  await laboratory.addActions(experiment, 21, 10);
  await expect(page.getByText(`step ${behind} of 30`)).toBeVisible();
  // Played on from there, it catches up with the run and goes on with it.
  await page.keyboard.press('Home');
  for (let i = 0; i < 4; i++) await page.keyboard.press('>');
  await page.keyboard.press('Space');
  await expect(maze).toHaveAttribute('data-step', '30');
  await expect(live).toHaveAttribute('aria-pressed', 'true');
  await laboratory.addActions(experiment, 31, 1);
  await expect(maze).toHaveAttribute('data-step', '31');
  await page.keyboard.press('ArrowLeft');
  await expect(maze).toHaveAttribute('data-step', '30');
  await laboratory.addActions(experiment, 32, 1);
  await expect(page.getByText('step 30 of 32')).toBeVisible();
  await live.click();
  await expect(maze).toHaveAttribute('data-step', '32');
});

test('a range is chosen on the ruler, played over and over, and taken away @web', async ({ laboratory, viewer }) => {
  const experiment = await straightRun(laboratory, 41);
  await viewer.visit(`/run/${experiment}?step=1`);
  const { page } = viewer;
  await expect(page.getByTestId('maze')).toHaveAttribute('data-step', '1');
  const box = await page.getByTestId('timeline').boundingBox();
  if (!box) throw new Error('no timeline');
  const ruler = box.y + box.height - 4;
  await page.mouse.move(box.x + box.width * 0.25, ruler);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, ruler, { steps: 4 });
  await page.mouse.up();
  const loop = page.getByRole('button', { name: /^Loop/ });
  await expect(loop).toHaveAccessibleName(/range/);
  for (let i = 0; i < 3; i++) await page.keyboard.press('>');
  await page.keyboard.press('Space');
  // Every step shown, as the page draws them, until it has begun anew twice.
  const shown = await page.evaluate(
    () =>
      new Promise<number[]>((resolve) => {
        const maze = document.querySelector<HTMLElement>('[data-testid=maze]');
        const steps: number[] = [];
        const look = () => {
          const step = Number(maze?.dataset['step']);
          if (step !== steps.at(-1)) steps.push(step);
          const turns = steps.filter((at, i) => i > 0 && at < (steps[i - 1] ?? 0)).length;
          if (turns >= 2) resolve(steps);
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
  const inside = shown.slice(1);
  expect(Math.min(...inside)).toBeGreaterThanOrEqual(11);
  expect(Math.max(...inside)).toBeLessThanOrEqual(21);
  await page.keyboard.press('Space');
  await page.mouse.click(box.x + box.width * 0.8, ruler);
  await expect(loop).toHaveAccessibleName(/off/);
});

test('keys go from event to event, and a bookmark is one of them @web', async ({ laboratory, viewer }) => {
  const experiment = await straightRun(laboratory, 30);
  await laboratory.db.query(`UPDATE agent_actions SET success = step_number NOT IN (5, 17) WHERE experiment_id = $1`, [
    experiment,
  ]);
  await laboratory.db.query(
    `UPDATE agent_actions SET action_type = 'recall_all' WHERE experiment_id = $1 AND step_number = 9`,
    [experiment],
  );
  await viewer.visit(`/run/${experiment}?step=1`);
  const { page } = viewer;
  const maze = page.getByTestId('maze');
  await expect(maze).toHaveAttribute('data-step', '1');
  for (const step of ['5', '9', '17']) {
    await page.keyboard.press(']');
    await expect(maze).toHaveAttribute('data-step', step);
  }
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('b');
  await expect(page.getByText('Bookmark at step 18 set')).toBeVisible();
  await page.keyboard.press('Home');
  for (const step of ['5', '9', '17', '18']) {
    await page.keyboard.press(']');
    await expect(maze).toHaveAttribute('data-step', step);
  }
  await page.keyboard.press('[');
  await expect(maze).toHaveAttribute('data-step', '17');
  await page.getByRole('button', { name: 'Bookmarks' }).click();
  await page.getByRole('textbox', { name: 'Text of the bookmark at step 18' }).fill('here it turns');
  await page.reload();
  await page.getByRole('button', { name: 'Bookmarks' }).click();
  await expect(page.getByRole('textbox', { name: 'Text of the bookmark at step 18' })).toHaveValue('here it turns');
  await page.getByRole('button', { name: 'Remove the bookmark at step 18' }).click();
  await expect(page.getByText('No bookmark yet')).toBeVisible();
});

test('on the time axis long pauses are played as they were, or shortened @web', async ({ laboratory, viewer }) => {
  const experiment = await straightRun(laboratory, 10);
  // A second between steps, an hour after the fifth.
  await laboratory.db.query(
    `UPDATE agent_actions SET "timestamp" = now() - interval '2 hours' + step_number * interval '1 second'
       + CASE WHEN step_number > 5 THEN interval '1 hour' ELSE interval '0' END WHERE experiment_id = $1`,
    [experiment],
  );
  await viewer.visit(`/run/${experiment}?step=6&axis=time`);
  const { page } = viewer;
  const maze = page.getByTestId('maze');
  await expect(maze).toHaveAttribute('data-step', '6');
  await expect(page.getByText('1:00:05 of 1:00:09')).toBeVisible();
  const half = await onTimeline(page, 0.5);
  await page.mouse.click(half.x, half.y);
  await expect(maze).toHaveAttribute('data-step', '5');
  await page.getByRole('button', { name: 'Axis: Time' }).click();
  await page.getByRole('menuitem', { name: 'No longer than 1 s' }).click();
  await expect(page.getByText('of 0:09')).toBeVisible();
  await expect(maze).toHaveAttribute('data-step', '5');
  await page.keyboard.press('t');
  await expect(page.getByRole('button', { name: 'Axis: Steps' })).toBeVisible();
  await expect(maze).toHaveAttribute('data-step', '5');
});

test('a link to a step leads there, and back leads back', async ({ laboratory, viewer, hostKind }) => {
  const experiment = await straightRun(laboratory, 30);
  await viewer.visit(`/run/${experiment}?step=12`);
  const { page } = viewer;
  const maze = page.getByTestId('maze');
  await expect(maze).toHaveAttribute('data-step', '12');
  if (hostKind === 'web') await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.keyboard.press('y');
  await expect(page.getByText('Link copied')).toBeVisible();
  const search = page.getByRole('textbox', { name: /Search/ }).first();
  await search.focus();
  await page.keyboard.press('ControlOrMeta+v');
  await expect(search).toHaveValue(/step=12/);
  const link = new URL(await search.inputValue());
  expect(link.protocol).toBe(hostKind === 'web' ? 'http:' : 'oriole:');
  if (hostKind === 'desktop') expect(link.searchParams.get('database')).toMatch(/ on .*:\d+$/);
  await search.fill('');
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: /^step 12 of 30/ }).click();
  await page.getByRole('textbox', { name: 'Step to go to' }).fill('25');
  await page.keyboard.press('Enter');
  await expect(maze).toHaveAttribute('data-step', '25');
  await expect(page).toHaveURL(/step=25/);
  await page.goBack();
  await expect(maze).toHaveAttribute('data-step', '12');
  await page.goForward();
  await expect(maze).toHaveAttribute('data-step', '25');
  await viewer.visit(link.pathname + link.search);
  await expect(maze).toHaveAttribute('data-step', '12');
});

test('commands are found by name, and the keys are listed @web', async ({ laboratory, viewer }) => {
  const experiment = await straightRun(laboratory, 30);
  await viewer.visit(`/run/${experiment}?step=12`);
  const { page } = viewer;
  await expect(page.getByTestId('maze')).toHaveAttribute('data-step', '12');
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('textbox', { name: 'Find a command' }).fill('first st');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('maze')).toHaveAttribute('data-step', '1');
  await expect(page.getByRole('textbox', { name: 'Find a command' })).toHaveCount(0);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toContainText('Live: stay at the newest step');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toHaveCount(0);
});

test('an empty run and a run of one step have a playhead too @web', async ({ laboratory, viewer }) => {
  const empty = await laboratory.addExperiment('empty', await laboratory.addMaze(openField(9, 9), 9, 9));
  await viewer.visit(`/run/${empty}`);
  const { page } = viewer;
  const maze = page.getByTestId('maze');
  await expect(page.getByText('step 0 of 0')).toBeVisible();
  for (const key of ['Space', 'ArrowRight', 'End', ']', 't', 'i', 'o', 'Space', 'y', 'b'])
    await page.keyboard.press(key);
  await laboratory.addActions(empty, 1, 1);
  await expect(page.getByText('step 1 of 1')).toBeVisible();
  await page.keyboard.press('l');
  await expect(maze).toHaveAttribute('data-step', '1');
  for (const key of ['ArrowLeft', 'Space', 'ArrowRight', 't', '}', 'Space']) await page.keyboard.press(key);
  await expect(maze).toHaveAttribute('data-step', '1');
});
