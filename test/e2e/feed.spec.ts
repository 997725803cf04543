import { readSql } from '#core/paths.ts';
import { startProxy } from '../support/proxy.ts';
import { expect, openField, test } from './viewer.ts';

test('an outage is said in words, and what was missed is drawn after it @page', async ({ laboratory, open }) => {
  const proxy = await startProxy(laboratory.url);
  try {
    const experiment = await laboratory.addExperiment('outage', await laboratory.addMaze(openField(60, 9), 60, 9));
    await laboratory.addAction(experiment, 1);
    const { page, visit } = await open(proxy.url);
    await visit(`/run/${experiment}`);
    const state = page.getByTestId('feed-state');
    await expect(state).toHaveAttribute('data-state', 'live');
    await expect(page.getByTestId('maze')).toHaveAttribute('data-step', '1');
    proxy.open(false);
    await expect(state).toHaveAttribute('data-state', 'reconnecting');
    await expect(state).toContainText(/Reconnecting/);
    await laboratory.addActions(experiment, 2, 3_000);
    proxy.open(true);
    await expect(state).toHaveAttribute('data-state', 'live', { timeout: 40_000 });
    await expect(page.getByTestId('maze')).toHaveAttribute('data-step', '3001');
    await state.click();
    await expect(page.getByText('What happened')).toBeVisible();
  } finally {
    proxy.close();
  }
});

test('what only a person can mend is said with what to do @page', async ({ laboratory, open }) => {
  const url = new URL(laboratory.url);
  url.password = 'wrong';
  const { page } = await open(url.href);
  const state = page.getByTestId('feed-state');
  await expect(state).toHaveAttribute('data-state', 'failed');
  await expect(state).toContainText('The password was not accepted');
  await expect(page.getByRole('button', { name: 'Try now' })).toBeVisible();
});

test('where triggers are missing it polls and says so @page', async ({ laboratory, open }) => {
  await laboratory.db.query('DROP TRIGGER agent_action_notify_trigger ON agent_actions');
  const { page } = await open(laboratory.url);
  const state = page.getByTestId('feed-state');
  await expect(state).toHaveAttribute('data-state', 'polling');
  await expect(state).toContainText('triggers are not installed');
});

test('triggers are installed after a look at the SQL, and only then @page', async ({ laboratory, open }) => {
  await laboratory.db.query(readSql('remove-triggers'));
  const { page } = await open(laboratory.url);
  const state = page.getByTestId('feed-state');
  await expect(state).toHaveAttribute('data-state', 'polling');
  await page.getByRole('button', { name: 'Install…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Triggers' });
  await expect(dialog.getByTestId('trigger-status')).toContainText('Not installed');
  await expect(dialog.getByRole('region', { name: 'SQL' })).toContainText('statement form, version');
  await dialog.getByText('Per action').click();
  await expect(dialog.getByRole('region', { name: 'SQL' })).toContainText('row form, version');
  await dialog.getByText('Per statement (recommended)').click();
  const triggers = () => laboratory.db.query("SELECT 1 FROM pg_trigger WHERE tgname = 'agent_action_notify_trigger'");
  expect((await triggers()).rowCount).toBe(0);
  await dialog.getByRole('button', { name: 'Install', exact: true }).click();
  await expect(dialog.getByTestId('trigger-outcome')).toHaveText('The triggers are installed.');
  await expect(state).toHaveAttribute('data-state', 'live');
  expect((await triggers()).rowCount).toBe(1);
  await dialog.getByText('Remove', { exact: true }).click();
  await expect(dialog.getByRole('region', { name: 'SQL' })).toContainText('DROP TRIGGER');
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(dialog.getByTestId('trigger-outcome')).toHaveText('The triggers are removed.');
  await expect(state).toHaveAttribute('data-state', 'polling');
});

test('the poll interval is chosen in the panel, and notices are counted there @web', async ({ laboratory, open }) => {
  await laboratory.db.query(readSql('remove-triggers'));
  const { page } = await open(laboratory.url);
  const state = page.getByTestId('feed-state');
  await expect(state).toContainText('Polling every 2 s');
  await state.click();
  await page.getByRole('combobox', { name: 'Read the table every' }).selectOption('500 ms');
  await expect(state).toContainText('Polling every 500 ms');
  await laboratory.db.query("SELECT pg_notify('agent_action_update', 'not json')");
  await expect(page.getByText('1 of them could not be read')).toBeVisible();
});

test('tokens and timings that are written after the turn reach the open details @web', async ({ laboratory, open }) => {
  const experiment = await laboratory.addExperiment('late', await laboratory.addMaze(openField(20, 9), 20, 9));
  const id = await laboratory.addAction(experiment, 1);
  const { page, visit } = await open(laboratory.url);
  await visit(`/run/${experiment}`);
  const details = page.getByRole('complementary', { name: 'Inspector' });
  await expect(details.getByText('step 1', { exact: false }).first()).toBeVisible();
  for (const tokens of [4_321, 8_765]) {
    await laboratory.db.query(
      'UPDATE agent_actions SET input_tokens = $1, output_tokens = 12, inference_duration_ms = 900 WHERE id = $2',
      [tokens, id],
    );
    await expect(details).toContainText(tokens.toLocaleString('en'));
  }
});

test('a table that is emptied while a run is open begins again with its new rows @web', async ({
  laboratory,
  open,
}) => {
  const experiment = await laboratory.addExperiment('emptied', await laboratory.addMaze(openField(20, 9), 20, 9));
  await laboratory.addActions(experiment, 1, 40);
  const { page, visit } = await open(laboratory.url);
  await visit(`/run/${experiment}`);
  await expect(page.getByTestId('maze')).toHaveAttribute('data-step', '40');
  await laboratory.db.query('TRUNCATE agent_actions RESTART IDENTITY');
  await laboratory.addActions(experiment, 1, 3);
  await expect(page.getByTestId('maze')).toHaveAttribute('data-step', '3', { timeout: 20_000 });
});
