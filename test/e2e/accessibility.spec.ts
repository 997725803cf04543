import { profileOf, seedProfiles } from '../support/profiles.ts';
import { expect, openField, test } from './viewer.ts';
import { violations } from './violations.ts';

test.describe('in light and in dark', () => {
  test.use({ viewport: { width: 1280, height: 800 } });

  test('the Wall and a run have names, roles and contrast @web', async ({ laboratory, viewer }) => {
    const experiment = await laboratory.addExperiment('named', await laboratory.addMaze(openField(9, 9), 9, 9));
    await laboratory.addActions(experiment, 1, 7);
    await laboratory.addAction(experiment, 8);
    await viewer.visit('/');
    const { page } = viewer;
    await expect(page.getByTestId('maze')).toHaveAttribute('data-step', '8');
    expect(await violations(page)).toEqual([]);
    await viewer.visit(`/run/${experiment}`);
    await expect(page.getByTestId('maze')).toHaveAttribute('data-step', '8');
    await expect(page.getByRole('region', { name: 'Selected action' })).toContainText('Saw');
    expect(await violations(page)).toEqual([]);
  });

  test('the Wall at a moment has names, roles and contrast @web', async ({ laboratory, viewer }) => {
    const experiment = await laboratory.addExperiment('named', await laboratory.addMaze(openField(9, 9), 9, 9));
    await laboratory.addActions(experiment, 1, 7);
    await viewer.visit('/');
    const { page } = viewer;
    await expect(page.getByTestId('maze')).toHaveAttribute('data-step', '7');
    await page.keyboard.press('Home');
    await expect(page.getByTestId('moment')).toBeVisible();
    expect(await violations(page)).toEqual([]);
  });

  test('the dialogs about profiles have names, roles and contrast @web', async ({ laboratory, start, directory }) => {
    // Seven looks at a whole page.
    test.slow();
    await seedProfiles(directory, [
      profileOf(laboratory.url, 'Lab', { environment: 'staging', favourite: true }),
      profileOf(laboratory.url, 'Real', { environment: 'production', colour: 'red' }),
    ]);
    const { page } = await start({ args: ['--profile', 'Real'], directory });
    const prompt = page.getByRole('dialog', { name: 'Password of the database' });
    await expect(prompt).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await prompt.getByRole('button', { name: 'Cancel' }).click();
    await page.getByTestId('profile-switcher').click();
    await expect(page.getByTestId('profile-option')).toHaveCount(3);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'All profiles…' }).click();
    await expect(page.getByTestId('profile-row')).toHaveCount(3);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'New profile…' }).click();
    const dialog = page.getByRole('dialog', { name: 'New profile' });
    await dialog.getByLabel('Host').fill('db.example');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    for (const tab of ['Server', 'TLS: verify-full', 'SSH tunnel: off', 'More']) {
      await dialog.getByRole('tab', { name: tab }).click();
      if (tab.startsWith('SSH')) await dialog.getByRole('switch', { name: /^Reach/ }).check();
      expect(await violations(page)).toEqual([]);
    }
    await page.keyboard.press('Escape');
    await dialog.getByRole('button', { name: 'Discard it' }).click();
    await expect(dialog).toBeHidden();
  });
});
