import type { Page } from '@playwright/test';
import { readSql } from '#core/paths.ts';
import { freePort } from '../support/free-port.ts';
import { homeWithPasswords, profileOf, seedProfiles } from '../support/profiles.ts';
import {
  expect,
  openList,
  openSwitcher,
  paste,
  present,
  row,
  sessionsIn,
  state,
  switchBySwitcher,
  test,
} from './profile-steps.ts';

test('a profile is made of a pasted URL, tested, connected, and open again at the next start', async ({
  laboratory,
  other,
  start,
  directory,
  hostKind,
}) => {
  const first = await start({ args: ['--url', laboratory.url], directory });
  const { page } = first;
  await expect(state(page)).toHaveAttribute('data-state', 'live');
  await openSwitcher(page);
  await page.getByRole('button', { name: 'New profile…' }).click();
  const dialog = page.getByRole('dialog', { name: 'New profile' });
  await dialog.getByRole('button', { name: 'Save and connect' }).click();
  await expect(dialog.getByText('Give it a name.')).toBeVisible();
  await paste(dialog.getByLabel('Host'), `${other.url}?sslmode=disable`);
  const { port, pathname } = new URL(other.url);
  await expect(dialog.getByLabel('Host')).toHaveValue('127.0.0.1');
  await expect(dialog.getByLabel('Port', { exact: true })).toHaveValue(port);
  await expect(dialog.getByLabel('Database', { exact: true })).toHaveValue(pathname.slice(1));
  await expect(dialog.getByLabel('User', { exact: true })).toHaveValue('postgres');
  await expect(dialog.getByText('One came with the pasted text')).toBeVisible();
  await expect(dialog.getByText('sslmode=disable protects less than prefer')).toBeVisible();
  await dialog.getByLabel('Name').fill('The other one');

  await dialog.getByRole('button', { name: 'Test connection' }).click();
  await expect(dialog.getByTestId('check').filter({ hasText: 'Notices' })).toHaveAttribute('data-state', 'ok');
  await expect(dialog.getByTestId('check')).toHaveCount(11);
  await expect(dialog.getByText(/^It works/)).toBeVisible();

  await dialog.getByRole('button', { name: 'Save and connect' }).click();
  await expect(present(page)).toContainText('The other one');
  await expect(state(page)).toHaveAttribute('data-state', 'live');
  await expect(page.getByTestId('experiment-row')).toContainText('of the other database');
  await first.close();

  const again = await start({ directory });
  await expect(present(again.page)).toContainText('The other one');
  // The desktop's vault kept the password; the web host stores nothing, and asks once.
  if (hostKind === 'web') {
    const prompt = again.page.getByRole('dialog', { name: 'Password of the database' });
    await prompt.getByLabel('Password of the database').fill('postgres');
    await prompt.getByRole('button', { name: 'Connect' }).click();
  }
  await expect(state(again.page)).toHaveAttribute('data-state', 'live');
  await expect(again.page.getByTestId('experiment-row')).toContainText('of the other database');
});

test('switching ends the former feed and shows the other database, by click, by key and by back @page', async ({
  laboratory,
  other,
  start,
  directory,
  hostKind,
}) => {
  const experiment = await laboratory.addExperiment('of the first database');
  await laboratory.addAction(experiment, 1);
  await seedProfiles(directory, [profileOf(laboratory.url, 'First'), profileOf(other.url, 'Second')]);
  const env = homeWithPasswords(directory, 'postgres');
  const { page, visit } = await start({ args: ['--profile', 'First'], directory, env });
  await visit(`/run/${experiment}`);
  await expect(state(page)).toHaveAttribute('data-state', 'live');
  await expect(page.getByTestId('maze')).toHaveAttribute('data-step', '1');

  await switchBySwitcher(page, 'Second');
  await expect(state(page)).toHaveAttribute('data-state', 'live');
  await expect(page.getByTestId('experiment-row')).toHaveCount(1);
  await expect(page.getByTestId('experiment-row')).toContainText('of the other database');
  expect(new URL(page.url()).pathname).toBe('/');
  // The web host itself goes on with what it was started with: programs stream from it.
  await expect.poll(() => sessionsIn(laboratory)).toBe(hostKind === 'web' ? 3 : 0);
  expect(await sessionsIn(other)).toBe(3);

  await page.goBack();
  await expect(present(page)).toContainText('First');
  await expect(page.getByTestId('maze')).toHaveAttribute('data-experiment', String(experiment));
  await expect(page.getByTestId('experiment-row')).toContainText('of the first database');
  await expect.poll(() => sessionsIn(other)).toBe(0);

  await page.keyboard.press(hostKind === 'web' ? 'Alt+2' : 'Control+2');
  await expect(present(page)).toContainText('Second');
  await expect(page.getByTestId('experiment-row')).toContainText('of the other database');
});

test('a page goes on with its profile when the host was started again @web', async ({
  laboratory,
  other,
  start,
  directory,
}) => {
  await seedProfiles(directory, [profileOf(laboratory.url, 'First'), profileOf(other.url, 'Second')]);
  const env = homeWithPasswords(directory, 'postgres');
  const port = String(await freePort());
  const args = ['--profile', 'First', '--port', port, '--token', 'the-token-of-this-spec'];
  const first = await start({ args, directory, env });
  const { page } = first;
  await switchBySwitcher(page, 'Second');
  await expect(state(page)).toHaveAttribute('data-state', 'live');
  await first.kill();
  await expect(state(page)).toContainText('This page goes on by itself');
  const experiment = await other.addExperiment('meanwhile');
  await start({ args, directory, env });
  await expect(state(page)).toHaveAttribute('data-state', 'live', { timeout: 20_000 });
  await expect(present(page)).toContainText('Second');
  await expect(page.locator(`[data-experiment="${experiment}"]`).first()).toContainText('meanwhile');
});

test('two windows watch two databases at the same time', async ({ laboratory, other, start, directory }) => {
  await laboratory.addExperiment('of the first database');
  await seedProfiles(directory, [profileOf(laboratory.url, 'First'), profileOf(other.url, 'Second')]);
  const env = homeWithPasswords(directory, 'postgres');
  const { page } = await start({ args: ['--profile', 'First'], directory, env });
  await expect(state(page)).toHaveAttribute('data-state', 'live');
  const dialog = await openList(page);
  await row(dialog, 'Second').getByRole('button', { name: 'More for Second' }).click();
  await page.getByRole('menuitem', { name: 'Open in a new window' }).click();
  await expect.poll(() => windowWith(page, 'profile=second')).not.toBeNull();
  const second = windowWith(page, 'profile=second') ?? page;
  await expect(state(second)).toHaveAttribute('data-state', 'live');
  await expect(second.getByTestId('experiment-row')).toContainText('of the other database');
  await expect(page.getByTestId('experiment-row')).toContainText('of the first database');
  expect([await sessionsIn(laboratory), await sessionsIn(other)]).toEqual([3, 3]);
  await second.close();
  await expect.poll(() => sessionsIn(other)).toBe(0);
  await expect(state(page)).toHaveAttribute('data-state', 'live');
});

function windowWith(page: Page, part: string): Page | null {
  return (
    page
      .context()
      .pages()
      .find((one) => one.url().includes(part)) ?? null
  );
}

test('an address with an unknown profile says so, and shows the ways on @web', async ({
  laboratory,
  start,
  directory,
}) => {
  await seedProfiles(directory, [profileOf(laboratory.url, 'Lab')]);
  const env = homeWithPasswords(directory, 'postgres');
  const { page, visit } = await start({ args: ['--profile', 'Lab'], directory, env });
  await visit('/run/1?profile=elsewhere');
  await expect(page.getByTestId('missing-profile')).toContainText('is not here');
  await page.getByRole('button', { name: 'Go to the beginning' }).click();
  await expect(state(page)).toHaveAttribute('data-state', 'live');
  // Deleted under a window's eyes, it is the same.
  const list = await openList(page);
  await row(list, 'Lab')
    .getByRole('button', { name: /^More for/ })
    .click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(page.getByTestId('missing-profile')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(state(page)).toHaveAttribute('data-state', 'live');
});

test('a password that became wrong is asked for, and it goes on @page', async ({ laboratory, start, directory }) => {
  const role = `walker_${Date.now()}`;
  await laboratory.db.query(
    `CREATE ROLE ${role} LOGIN PASSWORD 'before'; GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role}`,
  );
  await seedProfiles(directory, [profileOf(laboratory.url, 'Lab', {}, { user: role })]);
  const env = homeWithPasswords(directory, 'before');
  const { page } = await start({ args: ['--profile', 'Lab'], directory, env });
  try {
    await expect(state(page)).toHaveAttribute('data-state', 'live');
    await laboratory.db.query(`ALTER ROLE ${role} PASSWORD 'after'`);
    await laboratory.endMonitors();
    const prompt = page.getByRole('dialog', { name: 'Password of the database' });
    await expect(prompt).toContainText('The password was not accepted');
    const first = await prompt.elementHandle();
    await prompt.getByLabel('Password of the database').fill('a guess');
    await prompt.getByRole('button', { name: 'Connect' }).click();
    // The next question is another dialog that says the same.
    await first?.waitForElementState('hidden');
    await expect(prompt).toContainText('The password was not accepted');
    await prompt.getByRole('button', { name: 'Cancel' }).click();
    await expect(prompt).toBeHidden();
    await page.getByRole('button', { name: 'Enter it…' }).click();
    await prompt.getByLabel('Password of the database').fill('after');
    await page.keyboard.press('Enter');
    await expect(state(page)).toHaveAttribute('data-state', 'live');
    await expect(prompt).toBeHidden();
  } finally {
    await laboratory.db.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`).catch(() => {});
  }
});

test('editing the connected profile asks, and connects anew @page', async ({ laboratory, other, start, directory }) => {
  const experiment = await laboratory.addExperiment('of the first database');
  await seedProfiles(directory, [profileOf(laboratory.url, 'Lab')]);
  const env = homeWithPasswords(directory, 'postgres');
  const { page, visit } = await start({ args: ['--profile', 'Lab'], directory, env });
  await visit(`/run/${experiment}`);
  await expect(state(page)).toHaveAttribute('data-state', 'live');
  const edit = async () => {
    const list = await openList(page);
    await row(list, 'Lab')
      .getByRole('button', { name: /^More for/ })
      .click();
    await page.getByRole('menuitem', { name: 'Edit…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit the profile' });
    // Once it has opened it takes the focus there, and with it what is being typed elsewhere.
    await expect(dialog.getByLabel('Name')).toBeFocused();
    return dialog;
  };
  let dialog = await edit();
  await dialog.getByLabel('Name').fill('Lab 3');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(present(page)).toContainText('Lab 3');

  dialog = await edit();
  await dialog.getByLabel('Database', { exact: true }).fill(new URL(other.url).pathname.slice(1));
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  const question = dialog.getByRole('alertdialog', { name: 'This profile is connected' });
  await question.getByRole('button', { name: 'Go on editing' }).click();
  await expect(page.getByTestId('experiment-row')).toContainText('of the first database');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await question.getByRole('button', { name: 'Save and reconnect' }).click();
  await expect(page.getByTestId('experiment-row')).toContainText('of the other database');
  await expect(state(page)).toHaveAttribute('data-state', 'live');
  await expect.poll(() => new URL(page.url()).pathname).toBe('/');
  await expect.poll(() => sessionsIn(laboratory)).toBe(0);
});

test('production frames the window, and asks before anything is written; read-only writes nothing @page', async ({
  laboratory,
  start,
  directory,
}) => {
  await laboratory.db.query(readSql('remove-triggers'));
  await seedProfiles(directory, [
    profileOf(laboratory.url, 'Harmless'),
    profileOf(laboratory.url, 'Real', { environment: 'production' }),
    profileOf(laboratory.url, 'Closed', { readOnly: true }),
  ]);
  const env = homeWithPasswords(directory, 'postgres');
  const { page } = await start({ args: ['--profile', 'Harmless'], directory, env });
  await expect(state(page)).toHaveAttribute('data-state', 'polling');
  await expect(page.getByTestId('production-frame')).toHaveCount(0);
  const triggers = () => laboratory.db.query("SELECT 1 FROM pg_trigger WHERE tgname = 'agent_action_notify_trigger'");

  await switchBySwitcher(page, 'Closed');
  await page.getByRole('button', { name: 'Install…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Triggers' });
  await expect(dialog).toContainText('This profile is read-only');
  await expect(dialog.getByRole('button', { name: 'Install', exact: true })).toBeDisabled();
  await page.keyboard.press('Escape');

  await switchBySwitcher(page, 'Real');
  await expect(page.getByTestId('production-frame')).toBeVisible();
  await expect(present(page)).toContainText('Production');
  await page.getByRole('button', { name: 'Install…' }).click();
  const install = dialog.getByRole('button', { name: 'Install', exact: true });
  await expect(install).toBeDisabled();
  await dialog.getByTestId('production-confirmation').fill('Harmless');
  await expect(install).toBeDisabled();
  expect((await triggers()).rowCount).toBe(0);
  await dialog.getByTestId('production-confirmation').fill('Real');
  await install.click();
  await expect(dialog.getByTestId('trigger-outcome')).toHaveText('The triggers are installed.');
  expect((await triggers()).rowCount).toBe(1);
});
