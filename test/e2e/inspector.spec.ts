import type { Page } from '@playwright/test';
import type { Laboratory } from '../support/laboratory.ts';
import { expect, openField, test } from './viewer.ts';
import { violations } from './violations.ts';

/** A run of `count` actions, every seventh of them a wall hit. */
async function addRun(laboratory: Laboratory, count: number): Promise<number> {
  const experiment = await laboratory.addExperiment('inspected', await laboratory.addMaze(openField(60, 9), 60, 9));
  await laboratory.addActions(experiment, 1, count);
  return experiment;
}

const rowOf = (page: Page, step: number) => page.locator(`[data-testid=action-row][data-step="${step}"]`);
const mazeOf = (page: Page) => page.getByTestId('maze');
const statistic = (page: Page, key: string) => page.locator(`[data-statistic=${key}] td`);

test('the log lists the kinds that are chosen, and says how many of each there are @web', async ({
  laboratory,
  viewer,
}) => {
  const experiment = await addRun(laboratory, 30);
  await laboratory.db.query(
    `INSERT INTO agent_actions (experiment_id, step_number, action_type, from_x, from_y, success)
     VALUES ($1, 31, 'no_tool_call', 1, 1, true), ($1, 32, 'recall_all', 1, 1, true)`,
    [experiment],
  );
  await viewer.visit(`/run/${experiment}`);
  const { page } = viewer;
  await expect(page.getByRole('button', { name: 'moves 25' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'recalls 1' })).toBeVisible();
  const hits = page.getByRole('button', { name: 'wall hits 5' });
  await hits.click();
  await expect(page.getByTestId('action-row')).toHaveCount(5);
  await expect(rowOf(page, 29)).toHaveAttribute('data-failed', 'true');
  await page.getByRole('button', { name: 'no tool call 1' }).click();
  await expect(page.getByTestId('action-row')).toHaveCount(6);
  await expect(rowOf(page, 31)).toBeVisible();
  await hits.click();
  await page.getByRole('button', { name: 'no tool call 1' }).click();
  await expect(rowOf(page, 30)).toBeVisible();
});

test('the arrow keys go through the listed actions @web', async ({ laboratory, viewer }) => {
  const experiment = await addRun(laboratory, 30);
  await viewer.visit(`/run/${experiment}`);
  const { page } = viewer;
  await expect(mazeOf(page)).toHaveAttribute('data-step', '30');
  await page.getByRole('listbox', { name: 'Actions' }).focus();
  await page.keyboard.press('ArrowUp');
  await expect(mazeOf(page)).toHaveAttribute('data-step', '29');
  await expect(rowOf(page, 29)).toHaveAttribute('aria-current', 'step');
  await page.keyboard.press('Home');
  await expect(mazeOf(page)).toHaveAttribute('data-step', '1');
  await page.keyboard.press('ArrowDown');
  await expect(mazeOf(page)).toHaveAttribute('data-step', '2');
  await page.getByRole('button', { name: 'wall hits' }).click();
  await page.getByRole('listbox', { name: 'Actions' }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(mazeOf(page)).toHaveAttribute('data-step', '8');
  await page.keyboard.press('ArrowDown');
  await expect(mazeOf(page)).toHaveAttribute('data-step', '15');
});

test('who has scrolled away from the newest action is left there, and can come back @web', async ({
  laboratory,
  viewer,
}) => {
  const experiment = await addRun(laboratory, 200);
  await viewer.visit(`/run/${experiment}`);
  const { page } = viewer;
  await expect(rowOf(page, 200)).toBeVisible();
  await page.getByRole('listbox', { name: 'Actions' }).hover();
  await page.mouse.wheel(0, -2_400);
  await expect(rowOf(page, 95)).toBeVisible();
  await laboratory.addActions(experiment, 201, 5);
  await expect(mazeOf(page)).toHaveAttribute('data-step', '205');
  const back = page.getByRole('button', { name: 'Back to step 205' });
  await expect(back).toBeVisible();
  await expect(rowOf(page, 95)).toBeVisible();
  await back.click();
  await expect(rowOf(page, 205)).toBeVisible();
  await expect(back).toBeHidden();
  await laboratory.addActions(experiment, 206, 5);
  await expect(rowOf(page, 210)).toBeVisible();
});

test('a log longer than a browser can scroll reaches its end, its beginning and every step @web', async ({
  laboratory,
  viewer,
}) => {
  test.slow();
  const experiment = await addRun(laboratory, 170_000);
  await viewer.visit(`/run/${experiment}`);
  const { page } = viewer;
  const log = page.getByRole('listbox', { name: 'Actions' });
  await expect(rowOf(page, 170_000)).toBeVisible({ timeout: 90_000 });
  expect(await log.evaluate((element) => element.scrollHeight)).toBe(4_000_000);
  await log.focus();
  await page.keyboard.press('Home');
  await expect(rowOf(page, 1)).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(rowOf(page, 2)).toHaveAttribute('aria-current', 'step');
  await log.evaluate((element) => element.scrollTo(0, 2_000_000));
  await expect(rowOf(page, 85_005)).toBeVisible();
  await rowOf(page, 85_005).click();
  await expect(mazeOf(page)).toHaveAttribute('data-step', '85005');
});

test('an action can be copied @web', async ({ laboratory, viewer, hostKind }) => {
  const experiment = await addRun(laboratory, 3);
  await laboratory.db.query(`UPDATE agent_actions SET reasoning = 'The wall is near.' WHERE experiment_id = $1`, [
    experiment,
  ]);
  await viewer.visit(`/run/${experiment}?step=2`);
  const { page } = viewer;
  if (hostKind === 'web') await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const pasted = async () => {
    await page.evaluate(() => {
      document.querySelector('[data-testid=pasted]')?.remove();
      const field = document.createElement('textarea');
      field.dataset['testid'] = 'pasted';
      document.body.append(field);
      field.focus();
    });
    await page.keyboard.press('ControlOrMeta+v');
    return page.evaluate(() => document.querySelector<HTMLTextAreaElement>('[data-testid=pasted]')?.value);
  };
  await page.getByRole('button', { name: 'Copy: reasoning' }).click();
  await expect(page.getByRole('button', { name: 'Copy: reasoning' })).toContainText('Copied');
  expect(await pasted()).toBe('The wall is near.');
  await page.getByRole('button', { name: 'Copy this action' }).click();
  await page.getByRole('menuitem', { name: 'Copy as JSON' }).click();
  await expect.poll(pasted).toContain('"step": 2');
  expect(JSON.parse((await pasted()) ?? '')).toMatchObject({ step: 2, reasoning: 'The wall is near.' });
  await page.getByRole('listbox', { name: 'Actions' }).focus();
  await page.keyboard.press('ControlOrMeta+c');
  await expect(page.getByRole('region', { name: 'Action log' }).getByText('Copied')).toBeAttached();
  expect(await pasted()).toMatch(/^2\tmove_east\tsucceeded\t/);
});

test('a deleted action says so, and keeps what was read of it @web', async ({ laboratory, viewer }) => {
  const experiment = await addRun(laboratory, 3);
  await laboratory.db.query(`UPDATE agent_actions SET reasoning = 'Soon gone' WHERE experiment_id = $1`, [experiment]);
  await viewer.visit(`/run/${experiment}?step=2`);
  const { page } = viewer;
  const details = page.getByRole('region', { name: 'Selected action' });
  await expect(details).toContainText('Soon gone');
  await laboratory.db.query('DELETE FROM agent_actions WHERE experiment_id = $1 AND step_number = 2', [experiment]);
  await rowOf(page, 3).click();
  await expect(details).toContainText('Step 3');
  await rowOf(page, 2).click();
  await expect(details).toContainText('This action is no longer in the database.');
});

test('a text is found in reasoning and answers, marked, and gone through by Enter @web', async ({
  laboratory,
  viewer,
}) => {
  const experiment = await addRun(laboratory, 30);
  await laboratory.db.query(
    `UPDATE agent_actions SET reasoning = CASE WHEN step_number IN (5, 20) THEN 'I believe the GOAL is north.' END,
       assistant_message = CASE WHEN step_number = 12 THEN '<b>a goal</b> is seen' ELSE 'north' END
     WHERE experiment_id = $1`,
    [experiment],
  );
  await viewer.visit(`/run/${experiment}?step=10`);
  const { page } = viewer;
  await expect(mazeOf(page)).toHaveAttribute('data-step', '10');
  const box = page.getByLabel('Search reasoning and answers');
  await box.fill('goal');
  const results = page.getByRole('region', { name: 'Search results' });
  await expect(results).toContainText('3 hits');
  await expect(results.getByTestId('search-hit').locator('mark')).toHaveText(['GOAL', 'goal', 'GOAL']);
  await box.press('Enter');
  await expect(mazeOf(page)).toHaveAttribute('data-step', '12');
  const details = page.getByRole('region', { name: 'Selected action' });
  await expect(details).toContainText('<b>a goal</b> is seen');
  await expect(details.locator('mark')).toHaveText('goal');
  await box.press('Enter');
  await expect(mazeOf(page)).toHaveAttribute('data-step', '20');
  await box.press('Enter');
  await expect(mazeOf(page)).toHaveAttribute('data-step', '5');
  await box.press('Shift+Enter');
  await expect(mazeOf(page)).toHaveAttribute('data-step', '20');
  await results.getByTestId('search-hit').first().click();
  await expect(mazeOf(page)).toHaveAttribute('data-step', '5');
  await box.fill('nowhere at all');
  await expect(results).toContainText('Nothing was found');
  await box.press('Escape');
  await expect(results).toBeHidden();
});

test('the experiment is shown with all its columns, and the tab is remembered @web', async ({ laboratory, viewer }) => {
  const experiment = await addRun(laboratory, 3);
  await laboratory.db.query(
    `UPDATE experiments SET comment = 'A/B: first', model_config = '{"temperature": 0.5, "stop": ["a", "b"]}',
       prompt_text = 'You are in a maze.' WHERE id = $1`,
    [experiment],
  );
  await viewer.visit(`/run/${experiment}`);
  const { page } = viewer;
  await page.getByRole('tab', { name: 'Experiment' }).click();
  const panel = page.getByRole('tabpanel', { name: 'Experiment' });
  await expect(panel).toContainText('inspected');
  await expect(panel).toContainText('A/B: first');
  await expect(panel).toContainText('temperature 0.5');
  await expect(panel).not.toContainText('You are in a maze.');
  await panel.getByRole('button', { name: /^Prompt/ }).click();
  await expect(panel).toContainText('You are in a maze.');
  await panel.getByRole('button', { name: /^stop/ }).click();
  await expect(panel).toContainText('1 b');
  await laboratory.db.query(`UPDATE experiments SET comment = 'A/B: second' WHERE id = $1`, [experiment]);
  await expect(panel).toContainText('A/B: second');
  await page.reload();
  await expect(page.getByRole('tab', { name: 'Experiment' })).toHaveAttribute('aria-selected', 'true');
  await expect(panel).toContainText('A/B: second');
});

test('statistics are those of the playhead @web', async ({ laboratory, viewer }) => {
  const experiment = await addRun(laboratory, 30);
  await viewer.visit(`/run/${experiment}`);
  const { page } = viewer;
  await expect(mazeOf(page)).toHaveAttribute('data-step', '30');
  await page.getByRole('tab', { name: 'Statistics' }).click();
  await expect(statistic(page, 'actions')).toHaveText('30');
  await expect(statistic(page, 'wallHits')).toHaveText('5');
  await expect(statistic(page, 'wallHitShare')).toHaveText('16.7 %');
  await page.keyboard.press('Home');
  await expect(statistic(page, 'actions')).toHaveText('1');
  await expect(statistic(page, 'wallHits')).toHaveText('1');
  await page.keyboard.press('f');
  await laboratory.addActions(experiment, 31, 5);
  await expect(statistic(page, 'actions')).toHaveText('35');
  await expect(statistic(page, 'wallHits')).toHaveText('6');
});

test('a click on a chart moves the playhead @web', async ({ laboratory, viewer }) => {
  const experiment = await addRun(laboratory, 101);
  await viewer.visit(`/run/${experiment}`);
  const { page } = viewer;
  await expect(mazeOf(page)).toHaveAttribute('data-step', '101');
  await page.getByRole('tab', { name: 'Statistics' }).click();
  const chart = page.locator('[data-chart=wallHits]');
  await expect(chart).toHaveAccessibleName(/^Wall hits: 15 at step 101/);
  await chart.scrollIntoViewIfNeeded();
  const plot = await chart.locator('.u-over').boundingBox();
  if (!plot) throw new Error('no plot');
  await page.mouse.click(plot.x + plot.width / 2, plot.y + plot.height / 2);
  await expect(chart).toHaveAccessibleName(/at step (50|51|52),/);
  await page.mouse.move(plot.x + plot.width / 2, plot.y + plot.height / 2);
  await page.mouse.down();
  await page.mouse.move(plot.x - 20, plot.y + plot.height / 2, { steps: 3 });
  await page.mouse.up();
  await expect(mazeOf(page)).toHaveAttribute('data-step', '1');
});

test('tokens, costs and timings are added up, also those that are written later @web', async ({
  laboratory,
  viewer,
}) => {
  const experiment = await addRun(laboratory, 10);
  const use = (step: number, tokens: number) =>
    laboratory.db.query(
      `UPDATE agent_actions SET input_tokens = $3, output_tokens = 7, cost_usd = 0.25, inference_duration_ms = 2000
        WHERE experiment_id = $1 AND step_number = $2`,
      [experiment, step, tokens],
    );
  await use(1, 100);
  await use(4, 200);
  await viewer.visit(`/run/${experiment}`);
  const { page } = viewer;
  await page.getByRole('tab', { name: 'Statistics' }).click();
  await expect(statistic(page, 'inputTokens')).toHaveText('300');
  await expect(statistic(page, 'cost')).toHaveText('$0.50');
  await expect(statistic(page, 'meanInference')).toHaveText('2.0 s');
  await expect(page.locator('[data-chart=tokens]')).toHaveAccessibleName(/300 in, 14 out at step 10/);
  await use(7, 1_000);
  await expect(statistic(page, 'inputTokens')).toHaveText('1,300');
  await page.keyboard.press('Home');
  await expect(statistic(page, 'inputTokens')).toHaveText('100');
});

test('a run without actions, a goal, tokens or texts says what there is @web', async ({ laboratory, viewer }) => {
  const experiment = await laboratory.addExperiment('bare', null);
  await viewer.visit(`/run/${experiment}`);
  const { page } = viewer;
  await expect(page.getByText('No action yet')).toBeVisible();
  await page.getByRole('tab', { name: 'Statistics' }).click();
  await expect(page.getByText('Statistics begin with the first action.')).toBeVisible();
  await laboratory.addActions(experiment, 1, 1);
  await expect(statistic(page, 'actions')).toHaveText('1');
  await expect(statistic(page, 'distance')).toHaveCount(0);
  await expect(page.getByText('No action of this run says what its model call used.')).toBeVisible();
  await page.getByRole('tab', { name: 'Action' }).click();
  await expect(page.getByText('The database has no texts of this step.')).toBeVisible();
});

test.describe('in light and in dark', () => {
  test.use({ viewport: { width: 1280, height: 800 } });

  test('every tab has names, roles and contrast @web', async ({ laboratory, viewer }) => {
    const experiment = await addRun(laboratory, 30);
    await laboratory.db.query(
      `UPDATE agent_actions SET reasoning = 'north', input_tokens = 5, inference_duration_ms = 9 WHERE experiment_id = $1`,
      [experiment],
    );
    await viewer.visit(`/run/${experiment}`);
    const { page } = viewer;
    await expect(page.getByRole('region', { name: 'Selected action' })).toContainText('north');
    await page.getByLabel('Search reasoning and answers').fill('north');
    await expect(page.getByRole('region', { name: 'Search results' })).toBeVisible();
    expect(await violations(page, '.run-side')).toEqual([]);
    await page.getByRole('tab', { name: 'Experiment' }).click();
    await expect(page.getByRole('tabpanel', { name: 'Experiment' })).toContainText('inspected');
    expect(await violations(page, '.run-side')).toEqual([]);
    await page.getByRole('tab', { name: 'Statistics' }).click();
    await expect(page.locator('[data-chart=wallHits]')).toBeVisible();
    expect(await violations(page, '.run-side')).toEqual([]);
  });
});
