import { expect, openField, test } from './viewer.ts';

test('an action that is committed appears in the maze, the log and the list', async ({ laboratory, viewer }) => {
  const maze = await laboratory.addMaze(openField(60, 10), 60, 10);
  const experiment = await laboratory.addExperiment('watched-model', maze);
  await laboratory.addAction(experiment, 1);
  await viewer.visit(`/run/${experiment}`);
  const { page } = viewer;
  await expect(page.getByTestId('feed-state')).toHaveAttribute('data-state', 'live');
  const drawn = page.getByTestId('maze');
  await expect(drawn).toHaveAttribute('data-step', '1');
  await expect(drawn).toHaveAttribute('data-agent', '2,1');
  await expect(page.getByTestId('follow')).toHaveAttribute('aria-pressed', 'true');
  await laboratory.addActions(experiment, 2, 40);
  await expect(drawn).toHaveAttribute('data-step', '41');
  await expect(drawn).toHaveAttribute('data-agent', '40,1');
  await expect(page.locator('[data-testid=action-row][data-step="41"]')).toBeVisible();
  await expect(page.locator(`[data-testid=experiment-row][data-experiment="${experiment}"]`)).toContainText('41');
});

test('the Wall shows every running experiment, and opens one @page', async ({ laboratory, viewer }) => {
  const maze = await laboratory.addMaze(openField(20, 20), 20, 20);
  const experiments: number[] = [];
  for (const model of ['model-a', 'model-b', 'model-c']) experiments.push(await laboratory.addExperiment(model, maze));
  for (const id of experiments) await laboratory.addAction(id, 1);
  await viewer.visit('/');
  const { page } = viewer;
  await expect(page.getByTestId('maze')).toHaveCount(3);
  for (const [index, id] of experiments.entries()) {
    await laboratory.addActions(id, 2, index + 1);
    const tile = page.locator(`[data-testid=maze][data-experiment="${id}"]`);
    await expect(tile).toHaveAttribute('data-step', String(index + 2));
  }
  await page.locator(`[data-testid=maze][data-experiment="${experiments[1]}"]`).click();
  await expect(page).toHaveURL(new RegExp(`/run/${experiments[1]}`));
  await expect(page.getByRole('heading', { level: 1 })).toContainText('model-b');
  await page.goBack();
  await expect(page.getByTestId('maze')).toHaveCount(3);
});

test('names of any length leave every card and row its size @web', async ({ laboratory, viewer }) => {
  const name = 'a-name-that-goes-on-'.repeat(12);
  const maze = await laboratory.addMaze(openField(20, 20), 20, 20, name);
  const experiment = await laboratory.addExperiment(name, maze);
  await laboratory.addAction(experiment, 1);
  await viewer.visit('/');
  const { page } = viewer;
  const tile = page.getByTestId('maze');
  await expect(tile).toHaveAttribute('data-step', '1');
  const card = await page.locator('.wall-card').boundingBox();
  const canvas = await tile.boundingBox();
  expect(canvas?.width).toBeLessThan(card?.width ?? 0);
  expect(canvas?.height).toBeCloseTo(canvas?.width ?? 0, 0);
  const row = page.getByTestId('experiment-row');
  expect(await row.evaluate((element) => element.scrollHeight - element.clientHeight)).toBe(0);
});

test('a run that begins while the Wall is open appears on it with its first action @web', async ({
  laboratory,
  viewer,
}) => {
  await viewer.visit('/');
  const { page } = viewer;
  await expect(page.getByText('No experiment is running.')).toBeVisible();
  const experiment = await laboratory.addExperiment('late-comer', await laboratory.addMaze(openField(9, 9), 9, 9));
  await laboratory.addAction(experiment, 1);
  await expect(page.locator(`[data-testid=maze][data-experiment="${experiment}"]`)).toHaveAttribute('data-step', '1');
});

test('an action that commits late takes its place @page', async ({ laboratory, viewer }) => {
  const experiment = await laboratory.addExperiment('late', await laboratory.addMaze(openField(60, 9), 60, 9));
  const slow = await laboratory.db.connect();
  await slow.query('BEGIN');
  await laboratory.addAction(experiment, 1, slow);
  await laboratory.addActions(experiment, 2, 3);
  await viewer.visit(`/run/${experiment}`);
  const { page } = viewer;
  await expect(page.getByTestId('action-row')).toHaveCount(3);
  await slow.query('COMMIT');
  slow.release();
  await expect(page.getByTestId('action-row')).toHaveCount(4);
  const steps = await page
    .getByTestId('action-row')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-step')));
  expect(steps).toEqual(['1', '2', '3', '4']);
});

test('a completed experiment is announced, in a corner @page', async ({ laboratory, viewer }) => {
  const experiment = await laboratory.addExperiment('finisher', await laboratory.addMaze(openField(9, 9), 9, 9));
  await laboratory.addAction(experiment, 1);
  await viewer.visit('/');
  const { page } = viewer;
  const row = page.locator(`[data-testid=experiment-row][data-experiment="${experiment}"]`);
  await expect(row).toHaveAttribute('data-state', 'running');
  await laboratory.db.query('UPDATE experiments SET goal_found = true WHERE id = $1', [experiment]);
  await expect(row).toHaveAttribute('data-state', 'goal');
  await laboratory.db.query('UPDATE experiments SET completed_at = now() WHERE id = $1', [experiment]);
  const toast = page.getByRole('alert').filter({ hasText: 'finisher' });
  await expect(toast).toContainText('goal');
  await toast.click();
  await expect(page).toHaveURL(new RegExp(`/run/${experiment}`));
});

test('tokens that are written after the turn reach an open viewer @page', async ({ laboratory, viewer }) => {
  const experiment = await laboratory.addExperiment('tokens', await laboratory.addMaze(openField(9, 9), 9, 9));
  const action = await laboratory.addAction(experiment, 1);
  await viewer.visit(`/run/${experiment}`);
  const details = viewer.page.getByRole('region', { name: 'Selected action' });
  await expect(details).toContainText('Step 1');
  await expect(details).not.toContainText('Tokens in');
  await laboratory.db.query(
    'UPDATE agent_actions SET input_tokens = 4321, inference_duration_ms = 1500 WHERE id = $1',
    [action],
  );
  await expect(details).toContainText('4,321');
});
