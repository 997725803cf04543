import { startProxy } from '../support/proxy.ts';
import { expect, openField, test } from './viewer.ts';

test('an outage is said in words, and what was missed is drawn after it', async ({ laboratory, open }) => {
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

test('what only a person can mend is said with what to do', async ({ laboratory, open }) => {
  const url = new URL(laboratory.url);
  url.password = 'wrong';
  const { page } = await open(url.href);
  const state = page.getByTestId('feed-state');
  await expect(state).toHaveAttribute('data-state', 'failed');
  await expect(state).toContainText('The password was not accepted');
  await expect(page.getByRole('button', { name: 'Try now' })).toBeVisible();
});

test('where triggers are missing it polls and says so', async ({ laboratory, open }) => {
  await laboratory.db.query('DROP TRIGGER agent_action_notify_trigger ON agent_actions');
  const { page } = await open(laboratory.url);
  const state = page.getByTestId('feed-state');
  await expect(state).toHaveAttribute('data-state', 'polling');
  await expect(state).toContainText('triggers are not installed');
});
