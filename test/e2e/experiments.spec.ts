import { expect, test } from './viewer.ts';

test('the list is searched and filtered by state and model @web', async ({ laboratory, viewer }) => {
  await laboratory.db.query(`
    INSERT INTO experiments (model_name, start_x, start_y, goal_found, completed_at, failure_reason, comment)
    VALUES ('alpha', 1, 1, true, now(), null, 'first batch'), ('alpha', 1, 1, false, now(), null, 'second batch'),
           ('beta', 1, 1, false, now(), 'out of memory', 'second batch'), ('beta', 1, 1, false, null, null, 'second batch')`);
  await viewer.visit('/');
  const { page } = viewer;
  const rows = page.getByTestId('experiment-row');
  await expect(rows).toHaveCount(4);
  expect(await rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-state')))).toEqual([
    'starting',
    'failed',
    'done',
    'goal',
  ]);
  const search = page.getByRole('textbox', { name: 'Search experiments' });
  await search.fill('second alpha');
  await expect(rows).toHaveCount(1);
  await search.fill('nothing like it');
  await expect(page.getByText('No experiment matches.')).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(rows).toHaveCount(4);
  await page.getByRole('button', { name: /^failed/ }).click();
  await page.getByRole('button', { name: /^goal/ }).click();
  await expect(rows).toHaveCount(2);
  await page.getByRole('combobox', { name: 'Filter by model' }).click();
  await page.getByRole('option', { name: 'beta' }).click();
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('beta');
});

test('ten thousand experiments scroll, and only those in view are in the page @web', async ({ laboratory, viewer }) => {
  await laboratory.db.query(`
    INSERT INTO experiments (model_name, start_x, start_y, goal_found, completed_at)
    SELECT 'model ' || i % 7, 1, 1, false, now() FROM generate_series(1, 10000) AS i`);
  await viewer.visit('/');
  const { page } = viewer;
  await expect(page.getByText('10,000 of 10,000 experiments')).toBeVisible();
  const rows = page.getByTestId('experiment-row');
  expect(await rows.count()).toBeLessThan(60);
  await expect(rows.first()).toHaveAttribute('data-experiment', '10000');
  await page.locator('.experiments').evaluate((list) => list.scrollTo(0, list.scrollHeight));
  await expect(page.locator('[data-testid=experiment-row][data-experiment="1"]')).toBeVisible();
  expect(await rows.count()).toBeLessThan(60);
});
