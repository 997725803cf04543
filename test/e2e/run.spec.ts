import { expect, openField, test } from './viewer.ts';

test('an address with a step shows that step, and stays there while the run goes on @page', async ({
  laboratory,
  viewer,
}) => {
  const experiment = await laboratory.addExperiment('stepped', await laboratory.addMaze(openField(60, 9), 60, 9));
  await laboratory.addActions(experiment, 1, 30);
  await viewer.visit(`/run/${experiment}?step=12`);
  const { page } = viewer;
  const maze = page.getByTestId('maze');
  const follow = page.getByTestId('follow');
  await expect(maze).toHaveAttribute('data-step', '12');
  await expect(maze).toHaveAttribute('data-agent', '12,1');
  await expect(follow).toHaveAttribute('aria-pressed', 'false');
  await laboratory.addActions(experiment, 31, 5);
  await expect(page.getByText('step 12 of 35')).toBeVisible();
  await expect(maze).toHaveAttribute('data-step', '12');
  await follow.click();
  await expect(maze).toHaveAttribute('data-step', '35');
  await expect(page).not.toHaveURL(/step=/);
});

test('the playhead moves by keys, by the log and by the maze @page', async ({ laboratory, viewer }) => {
  const experiment = await laboratory.addExperiment('scrubbed', await laboratory.addMaze(openField(60, 9), 60, 9));
  await laboratory.addActions(experiment, 1, 30);
  await viewer.visit(`/run/${experiment}`);
  const { page } = viewer;
  const maze = page.getByTestId('maze');
  await expect(maze).toHaveAttribute('data-step', '30');
  await page.keyboard.press('ArrowLeft');
  await expect(maze).toHaveAttribute('data-step', '29');
  await expect(page).toHaveURL(/step=29/);
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(maze).toHaveAttribute('data-step', '19');
  await page.keyboard.press('Home');
  await expect(maze).toHaveAttribute('data-step', '1');
  await page.keyboard.press('ArrowRight');
  await expect(maze).toHaveAttribute('data-step', '2');
  await page.keyboard.press('f');
  await expect(maze).toHaveAttribute('data-step', '30');
  await page.locator('[data-testid=action-row][data-step="25"]').click();
  await expect(maze).toHaveAttribute('data-step', '25');
  await expect(page.getByRole('region', { name: 'Selected action' })).toContainText('Step 25');
});

test('the pointer tells the cell, and when it was seen and visited @web', async ({ laboratory, viewer }) => {
  const experiment = await laboratory.addExperiment('pointed', await laboratory.addMaze(openField(9, 9), 9, 9));
  await laboratory.addActions(experiment, 1, 5);
  await viewer.visit(`/run/${experiment}`);
  const { page } = viewer;
  const maze = page.getByTestId('maze');
  await expect(maze).toHaveAttribute('data-step', '5');
  const box = await maze.boundingBox();
  if (!box) throw new Error('no maze');
  // The fitted maze is centred, so the middle of the stage is its middle cell.
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await expect(page.getByText('(4, 4) floor')).toBeVisible();
  const cell = Math.min(box.width, box.height) / 9.4;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2 - 3 * cell);
  await expect(page.getByText(/\(4, 1\) floor.*visited at step 4/)).toBeVisible();
});

test("a model's text is text, whatever it says @page", async ({ laboratory, viewer }) => {
  const hostile = '<img src=x onerror="window.broken=1"><script>window.broken=1</script>';
  const experiment = await laboratory.addExperiment(hostile, await laboratory.addMaze(openField(9, 9), 9, 9, hostile));
  const action = await laboratory.addAction(experiment, 1);
  await laboratory.db.query('UPDATE agent_actions SET reasoning = $1, assistant_message = $1 WHERE id = $2', [
    hostile,
    action,
  ]);
  await laboratory.db.query('UPDATE experiments SET comment = $1, failure_reason = $1 WHERE id = $2', [
    hostile,
    experiment,
  ]);
  await viewer.visit(`/run/${experiment}`);
  const { page } = viewer;
  await expect(page.getByRole('region', { name: 'Selected action' })).toContainText(hostile);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(hostile);
  expect(await page.evaluate('window.broken')).toBeUndefined();
});

test('an absurd maze is drawn as far as it can be, and says what is wrong @web', async ({ laboratory, viewer }) => {
  const ragged = await laboratory.addMaze([[1, 1, 1], [1, 0], 'x', [9, 0, 2]], 60, 60);
  const experiment = await laboratory.addExperiment('absurd', ragged);
  await laboratory.addActions(experiment, 1, 3);
  await viewer.visit(`/run/${experiment}`);
  const { page } = viewer;
  await expect(page.getByTestId('maze')).toHaveAttribute('data-step', '3');
  const problems = page.getByRole('alert');
  await expect(problems).toContainText('2 of 4 rows are shorter');
  await expect(problems).toContainText('60 × 60');
  const nowhere = await laboratory.addExperiment('no maze at all', null);
  await laboratory.addAction(nowhere, 1);
  await viewer.visit(`/run/${nowhere}`);
  await expect(page.getByRole('alert')).toContainText('names no maze');
  await expect(page.getByTestId('maze')).toHaveAttribute('data-step', '1');
});

test('an experiment that does not exist is said, with a way back @web', async ({ viewer }) => {
  await viewer.visit('/run/999999');
  const { page } = viewer;
  await expect(page.getByText('There is no experiment 999999 in this database.')).toBeVisible();
  await page.getByRole('button', { name: 'Show the Wall' }).click();
  await expect(page.getByRole('heading', { name: 'Wall' })).toBeVisible();
});
