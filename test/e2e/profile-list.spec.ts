import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { homeWithPasswords, profileOf, seedProfiles } from '../support/profiles.ts';
import { expect, openList, openSwitcher, present, row, state, test } from './profile-steps.ts';

test('what was filled in is not lost by a key, and a name is not given twice @web', async ({
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

test('a profile is copied, made a favourite, deleted, and back again @web', async ({
  laboratory,
  start,
  directory,
}) => {
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

test('a file of profiles that is half written is set aside, and the last good one offered @web', async ({
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

test('five hundred profiles, and names of every kind @web', async ({ laboratory, start, directory }) => {
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
