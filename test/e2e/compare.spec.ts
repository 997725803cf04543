import { expect, openField, test } from './viewer.ts';

test('three runs are compared on one clock: by step, by time, by share @page', async ({ laboratory, viewer }) => {
  const maze = await laboratory.addMaze(openField(60, 9), 60, 9);
  const ids: number[] = [];
  for (const [model, steps] of [
    ['quick', 20],
    ['steady', 40],
    ['slow', 10],
  ] as const) {
    const id = await laboratory.addExperiment(model, maze);
    await laboratory.addActions(id, 1, steps);
    ids.push(id);
  }
  // The third one takes ten times as long for a step.
  await laboratory.db.query(
    `UPDATE agent_actions a SET "timestamp" = e.started_at + a.step_number * interval '1 second' *
       CASE WHEN e.id = $1 THEN 10 ELSE 1 END
       FROM experiments e WHERE e.id = a.experiment_id`,
    [ids[2]],
  );
  await laboratory.db.query(`UPDATE experiments SET model_config = jsonb_build_object('temperature', id % 2)`);
  await viewer.visit(`/compare?runs=${ids.join('-')}&at=15`);
  const { page } = viewer;
  const panes = page.getByTestId('compare-pane');
  const steps = () => panes.evaluateAll((all) => all.map((pane) => pane.dataset['step']));
  await expect(panes).toHaveCount(3);
  await expect.poll(steps).toEqual(['15', '15', '10']);
  await expect(page.getByRole('table', { name: 'What differs' })).toContainText('temperature');
  await expect(page.getByRole('table', { name: 'What differs' })).toContainText('quick');
  await expect(page.getByRole('table', { name: 'Statistics' })).toContainText('slow #');
  await page.keyboard.press('ArrowRight');
  await expect.poll(steps).toEqual(['16', '16', '10']);
  await page.keyboard.press('End');
  await expect.poll(steps).toEqual(['20', '40', '10']);
  await expect(page).toHaveURL(/at=40/);

  await page.keyboard.press('t');
  await expect(page.getByTestId('compare-position')).toContainText('after the start of each run');
  const half = await page.getByTestId('timeline').boundingBox();
  if (!half) throw new Error('no timeline');
  // A little more than half of the hundred seconds that the slow one took.
  await page.mouse.click(half.x + half.width * 0.53, half.y + half.height / 2);
  await expect.poll(steps).toEqual(['20', '40', '5']);

  await page.keyboard.press('t');
  await page.mouse.click(half.x + half.width / 2, half.y + half.height / 2);
  await expect.poll(steps).toEqual(['11', '21', '6']);
  // The axis is in the address before the place on it is: that is not written before the playhead rests.
  const at = () => Number(new URL(page.url()).searchParams.get('at'));
  await expect.poll(at).toBeCloseTo(0.5, 2);
  await expect(page).toHaveURL(/axis=share/);
  await page.reload();
  await expect.poll(steps).toEqual(['11', '21', '6']);
  await page.getByRole('tab', { name: 'Charts' }).click();
  await expect(page.getByTestId('compare-chart').first()).toHaveAccessibleName(
    /Wall hits at the end: quick #\d+ 3, steady #\d+ 6/,
  );
});

test('runs are added and taken away in the list, and the address remembers them @web', async ({
  laboratory,
  viewer,
}) => {
  const maze = await laboratory.addMaze(openField(30, 9), 30, 9);
  const [first, second] = [await laboratory.addExperiment('one', maze), await laboratory.addExperiment('two', maze)];
  for (const id of [first, second]) await laboratory.addActions(id, 1, 12);
  await viewer.visit(`/run/${first}`);
  const { page } = viewer;
  await expect(page.getByTestId('maze')).toHaveAttribute('data-step', '12');
  await page.locator(`[data-testid=experiment-row][data-experiment="${second}"]`).hover();
  await page.getByRole('button', { name: `Compare: experiment ${second}` }).click();
  await expect(page.getByTestId('compare-pane')).toHaveCount(2);
  await expect(page).toHaveURL(new RegExp(`/compare\\?runs=${first}-${second}`));
  await page.keyboard.press('8');
  await expect(page).toHaveURL(/difference/);
  await laboratory.addActions(second, 13, 1);
  await expect(page.getByTestId('compare-pane').nth(1)).toHaveAttribute('data-step', '13');
  await expect(page.getByTestId('compare-pane').nth(0)).toHaveAttribute('data-step', '12');
  await page.getByRole('button', { name: `Take out of the comparison: experiment ${second}` }).click();
  await expect(page.getByTestId('compare-pane')).toHaveCount(1);
  await page.goBack();
  await expect(page.getByTestId('compare-pane')).toHaveCount(2);
  await page.getByRole('region', { name: 'Mazes' }).getByRole('link', { name: /^two/ }).click();
  await expect(page).toHaveURL(new RegExp(`/run/${second}`));
});

test('runs that are not there are said @web', async ({ laboratory, viewer }) => {
  const id = await laboratory.addExperiment('there', await laboratory.addMaze(openField(9, 9), 9, 9));
  await viewer.visit(`/compare?runs=${id}-999998`);
  await expect(viewer.page.getByText('Not in this database: #999998.')).toBeVisible();
});
