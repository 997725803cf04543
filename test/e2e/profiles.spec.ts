import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { readSql } from '#core/paths.ts';
import { freePort } from '../support/free-port.ts';
import { Laboratory } from '../support/laboratory.ts';
import { homeWithPasswords, profileOf, seedProfiles } from '../support/profiles.ts';
import { test as base, expect } from './viewer.ts';

/** Two databases, each with an experiment that tells which one it is. */
const test = base.extend<{ readonly other: Laboratory }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture wants from its pattern.
  other: async ({}, use) => {
    const other = await Laboratory.create('triggers', process.env['ORIOLE_TEST_POSTGRES'] ?? '');
    await other.addExperiment('of the other database');
    await use(other);
    await other.remove();
  },
});

/** Pastes a text into a field, as a person does. */
async function paste(field: Locator, text: string): Promise<void> {
  await field.focus();
  await field.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

async function openSwitcher(page: Page): Promise<void> {
  await page.getByTestId('profile-switcher').click();
  await expect(page.getByRole('textbox', { name: 'Search profiles' })).toBeFocused();
}

async function openList(page: Page): Promise<Locator> {
  await openSwitcher(page);
  await page.getByRole('button', { name: 'All profiles…' }).click();
  return page.getByRole('dialog', { name: 'Profiles' });
}

async function switchBySwitcher(page: Page, name: string): Promise<void> {
  await openSwitcher(page);
  await page.getByTestId('profile-option').filter({ hasText: name }).click();
}

const state = (page: Page) => page.getByTestId('feed-state');
const present = (page: Page) => page.getByTestId('profile-switcher');
/** A row by the name of its profile, as {@link profileOf} makes an id of it, or by a part of a name that only one has. */
const row = (dialog: Locator, name: string) =>
  name === 'Lab'
    ? dialog.locator('[data-testid=profile-row][data-profile=lab]')
    : dialog.getByTestId('profile-row').filter({ hasText: name });

/** How many sessions monitors have in a database. */
async function sessionsIn(laboratory: Laboratory): Promise<number> {
  const { rows } = await laboratory.db.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_stat_activity
      WHERE application_name = 'oriole-monitor' AND datname = current_database()`,
  );
  return rows[0]?.count ?? -1;
}

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

test('switching ends the former feed and shows the other database, by click, by key and by back', async ({
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

test('an address with an unknown profile says so, and shows the ways on', async ({ laboratory, start, directory }) => {
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

test('a password that became wrong is asked for, and it goes on', async ({ laboratory, start, directory }) => {
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

test('editing the connected profile asks, and connects anew', async ({ laboratory, other, start, directory }) => {
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
    return page.getByRole('dialog', { name: 'Edit the profile' });
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

test('what was filled in is not lost by a key, and a name is not given twice', async ({
  laboratory,
  other,
  start,
  directory,
  hostKind,
}) => {
  await seedProfiles(directory, [profileOf(laboratory.url, 'First'), profileOf(other.url, 'Second')]);
  const env = homeWithPasswords(directory, 'postgres');
  const { page } = await start({ args: ['--profile', 'First'], directory, env });
  await expect(state(page)).toHaveAttribute('data-state', 'live');
  await expect(page).toHaveTitle('First · Oriole Monitor');
  await openSwitcher(page);
  await page.getByRole('button', { name: 'New profile…' }).click();
  const dialog = page.getByRole('dialog', { name: 'New profile' });
  await dialog.getByLabel('Host').fill('db.example');
  await page.keyboard.press(hostKind === 'web' ? 'Alt+2' : 'Control+2');
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: 'Go on editing' }).click();
  await expect(dialog.getByLabel('Host')).toHaveValue('db.example');
  await expect(present(page)).toContainText('First');
  await dialog.getByLabel('Database', { exact: true }).fill('oriole');
  await dialog.getByLabel('User', { exact: true }).fill('reader');
  await dialog.getByLabel('Name').fill('Second');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('Another profile has this name.')).toBeVisible();
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: 'Discard it' }).click();
  await expect(dialog).toBeHidden();
});

test('a profile is copied, made a favourite, deleted, and back again', async ({ laboratory, start, directory }) => {
  await seedProfiles(directory, [profileOf(laboratory.url, 'Lab'), profileOf(laboratory.url, 'Other lab')]);
  const env = homeWithPasswords(directory, 'postgres');
  const { page } = await start({ args: ['--profile', 'Lab'], directory, env });
  let list = await openList(page);
  const names = () => list.getByTestId('profile-row').evaluateAll((rows) => rows.map((one) => one.dataset['profile']));
  expect(await names()).toEqual(['lab', 'other-lab', 'demo']);
  await list.getByRole('button', { name: 'Make a favourite: Other lab' }).click();
  await expect.poll(names).toEqual(['other-lab', 'lab', 'demo']);

  await row(list, 'Other lab')
    .getByRole('button', { name: /^More for/ })
    .click();
  await page.getByRole('menuitem', { name: 'Duplicate' }).click();
  const copy = page.getByRole('dialog', { name: 'Edit the profile' });
  await expect(copy.getByLabel('Name')).toHaveValue('Other lab (2)');
  await copy.getByRole('button', { name: 'Cancel' }).click();

  list = await openList(page);
  await row(list, 'Other lab (2)')
    .getByRole('button', { name: /^More for/ })
    .click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(row(list, 'Other lab (2)')).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row(list, 'Other lab (2)')).toHaveCount(1);
  expect(JSON.parse(readFileSync(join(directory, 'profiles.json'), 'utf8')).profiles).toHaveLength(3);
});

test('profiles are exported without secrets, and imported again; psql’s are offered', async ({
  laboratory,
  start,
  directory,
}) => {
  const lab = profileOf(laboratory.url, 'Lab "7"\u{1F9EA}');
  await seedProfiles(directory, [{ ...lab, id: 'lab' }]);
  const services = join(directory, 'services.conf');
  const { hostname, port, pathname } = new URL(laboratory.url);
  writeFileSync(
    services,
    `[maze_lab]\nhost=${hostname}\nport=${port}\ndbname=${pathname.slice(1)}\nuser=postgres\npassword=marked-service-secret\n`,
  );
  const env = { ...homeWithPasswords(directory, 'postgres'), PGSERVICEFILE: services };
  const { page } = await start({ args: ['--profile', 'lab'], directory, env });
  await expect(state(page)).toHaveAttribute('data-state', 'live');
  let list = await openList(page);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    list.getByRole('button', { name: 'Export' }).click(),
  ]);
  const file = join(directory, 'exported.json');
  await download.saveAs(file);
  const exported = readFileSync(file, 'utf8');
  expect(JSON.parse(exported)).toMatchObject({ format: 'oriole-monitor profiles', profiles: [{ name: lab.name }] });
  expect(exported).not.toContain('postgres:postgres');

  await list.getByRole('button', { name: 'Import…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import profiles' });
  await dialog.locator('input[type=file]').setInputFiles(file);
  await expect(dialog.getByTestId('import-outcome')).toHaveText('1 profile was imported.');
  await dialog.getByRole('button', { name: 'Show the profiles' }).click();
  list = page.getByRole('dialog', { name: 'Profiles', exact: true });
  await expect(row(list, '(2)')).toHaveCount(1);

  await list.getByRole('button', { name: 'Import…' }).click();
  await expect(dialog.getByRole('checkbox', { name: 'maze_lab' })).toBeChecked();
  for (const box of await dialog.getByRole('checkbox').all()) await box.uncheck();
  await dialog.getByRole('checkbox', { name: 'maze_lab' }).check();
  await dialog.getByRole('button', { name: 'Import 1 profile' }).click();
  await dialog.getByRole('button', { name: 'Show the profiles' }).click();
  await expect(row(list, 'maze_lab')).toHaveCount(1);
  expect(readFileSync(join(directory, 'profiles.json'), 'utf8')).not.toContain('marked-service-secret');

  await list.getByRole('button', { name: 'Import…' }).click();
  await dialog.locator('input[type=file]').setInputFiles({
    name: 'foreign.json',
    mimeType: 'application/json',
    buffer: Buffer.from('{"connections": []}'),
  });
  await expect(dialog.getByTestId('import-outcome')).toContainText('These are no exported profiles');
});

test('production frames the window, and asks before anything is written; read-only writes nothing', async ({
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

test('a file of profiles that is half written is set aside, and the last good one offered', async ({
  laboratory,
  start,
  directory,
}) => {
  await seedProfiles(directory, [profileOf(laboratory.url, 'Lab')]);
  const file = join(directory, 'profiles.json');
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, 200));
  const { page } = await start({ args: ['--url', laboratory.url], directory });
  const problem = page.getByTestId('store-problem');
  await expect(problem).toContainText('It was set aside as profiles.json.broken-');
  await problem.getByRole('button', { name: 'Take the last good copy' }).click();
  await expect(problem).toHaveCount(0);
  const list = await openList(page);
  await expect(list.locator('[data-profile="lab"]')).toHaveCount(1);
});

test('five hundred profiles, and names of every kind', async ({ laboratory, start, directory }) => {
  const names = [
    'a.b.c',
    `"quoted" 'twice'`,
    '\u{1F426}\u{1F3FD} bird',
    'x'.repeat(10_000),
    '<b>bold</b>',
    '__proto__',
  ];
  await seedProfiles(directory, [
    ...names.map((name, index) => ({ ...profileOf(laboratory.url, name), id: `name-${index}` })),
    ...Array.from({ length: 494 }, (_, index) => ({
      ...profileOf(laboratory.url, `Bench ${index + 1}`),
      id: `bench-${index}`,
    })),
  ]);
  const env = homeWithPasswords(directory, 'postgres');
  const { page } = await start({ args: ['--profile', 'Bench 494'], directory, env });
  await expect(state(page)).toHaveAttribute('data-state', 'live');
  await openSwitcher(page);
  await page.getByRole('textbox', { name: 'Search profiles' }).fill('bird');
  await expect(page.getByTestId('profile-option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(present(page)).toContainText('bird');
  await expect(state(page)).toHaveAttribute('data-state', 'live');
  const list = await openList(page);
  await expect(list.getByText('501 profiles')).toBeVisible();
  expect(await list.getByTestId('profile-row').count()).toBeLessThan(40);
  for (const [index] of names.entries()) {
    await expect(list.locator(`[data-profile="name-${index}"]`)).toHaveCount(1);
  }
  const width = (element: HTMLElement) => [element.scrollWidth, element.clientWidth];
  const [content, visible] = await list.locator('.profile-rows').evaluate(width);
  expect(content).toBe(visible);
  await list.getByRole('textbox', { name: 'Search profiles' }).fill('bold');
  await expect(list.getByTestId('profile-row')).toHaveCount(1);
  await expect(list.getByText('<b>bold</b>')).toBeVisible();
});
