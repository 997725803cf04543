import { globSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, openField, test } from './viewer.ts';
import { violations } from './violations.ts';

const rows = (page: Page) => page.getByTestId('session-row');

/** Begins to record what is shown, as the dialog offers it. */
async function record(page: Page, name: string): Promise<void> {
  await page.getByTestId('record').click();
  const dialog = page.getByRole('dialog', { name: /^Record/ });
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  await dialog.getByRole('button', { name: 'Record', exact: true }).click();
  await expect(page.getByTestId('record')).toHaveAttribute('data-recording', 'here');
}

/** Ends the only recording that goes on, once it has so many actions, or more. */
async function stop(page: Page, actions: number): Promise<void> {
  await page.getByTestId('record').click();
  const counted = page.getByTestId('recording').locator('dd').nth(1);
  await expect.poll(async () => Number(await counted.textContent())).toBeGreaterThanOrEqual(actions);
  await page.getByRole('button', { name: /^Stop recording/ }).click();
  await expect(page.getByText('Recording saved')).toBeVisible();
}

test('what is recorded is in the library, and opens without its database', async ({ laboratory, viewer }) => {
  const { page } = viewer;
  const experiment = await laboratory.addExperiment('recorded', await laboratory.addMaze(openField(9, 9), 9, 9));
  await laboratory.addActions(experiment, 1, 3);
  await viewer.visit('/');
  await expect(page.getByTestId('maze')).toHaveAttribute('data-step', '3');
  await record(page, 'The first one');
  await laboratory.addActions(experiment, 4, 3);
  await stop(page, 6);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(page.getByTestId('feed-state')).toHaveAttribute('data-state', 'recorded');
  await expect(page).toHaveTitle(/The first one/);
  await expect(page).toHaveURL(/profile=session%3A/);
  // What happens in the database from now on is not in it.
  await laboratory.addActions(experiment, 7, 2);
  await page.getByTestId('experiment-row').first().click();
  await expect(page.getByTestId('maze')).toHaveAttribute('data-step', '6');
  await expect(page.getByTestId('record')).toHaveAttribute('aria-disabled', 'true');
  await page.getByRole('button', { name: /^Back to/ }).click();
  await expect(page.getByTestId('feed-state')).toHaveAttribute('data-state', 'live');
  await expect(page.getByTestId('maze')).toHaveAttribute('data-step', '8');
});

test('a bookmark of a session lives in its file, and leads back to its step @page', async ({ laboratory, viewer }) => {
  const { page } = viewer;
  const experiment = await laboratory.addExperiment('marked', await laboratory.addMaze(openField(9, 9), 9, 9));
  await laboratory.addActions(experiment, 1, 9);
  await viewer.visit('/');
  await expect(page.getByTestId('maze')).toHaveAttribute('data-step', '9');
  await record(page, 'Marked');
  await stop(page, 9);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByTestId('experiment-row').first().click();
  await expect(page.getByTestId('maze')).toHaveAttribute('data-step', '9');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('b');
  await expect(page.getByText('Bookmark at step 7 set')).toBeVisible();
  await page.keyboard.press('s');
  await rows(page)
    .getByRole('button', { name: /^More for/ })
    .click();
  await page.getByRole('menuitem', { name: 'Details' }).click();
  const details = page.getByTestId('session-details');
  const text = details.getByRole('textbox', { name: /^Text of the bookmark/ });
  // Only what is in the file comes back after a reload; what was typed a moment before may not have reached it.
  await expect(async () => {
    await text.fill('it turns back here');
    await page.reload();
    await rows(page)
      .getByRole('button', { name: /^More for/ })
      .click();
    await page.getByRole('menuitem', { name: 'Details' }).click();
    await expect(text).toHaveValue('it turns back here', { timeout: 2_000 });
  }).toPass();
  await details.getByRole('button', { name: `Run ${experiment}, step 7`, exact: true }).click();
  await expect(page.getByTestId('maze')).toHaveAttribute('data-step', '7');
});

test('a session is renamed, tagged, found, thrown away and taken back @web', async ({ laboratory, viewer }) => {
  const { page } = viewer;
  const experiment = await laboratory.addExperiment('kept', await laboratory.addMaze(openField(9, 9), 9, 9));
  await laboratory.addActions(experiment, 1, 2);
  await viewer.visit('/');
  await expect(page.getByTestId('maze')).toHaveAttribute('data-step', '2');
  await record(page, 'Before');
  await stop(page, 2);
  await page.keyboard.press('Escape');
  await page.keyboard.press('s');
  const more = rows(page).getByRole('button', { name: /^More for/ });
  await more.click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('textbox', { name: 'New name of Before' }).fill('After');
  await page.keyboard.press('Enter');
  await expect(rows(page).getByRole('link', { name: 'After' })).toBeVisible();
  await more.click();
  await page.getByRole('menuitem', { name: 'Details' }).click();
  const details = page.getByTestId('session-details');
  await details.getByRole('combobox', { name: 'Tags' }).fill('meeting');
  await page.keyboard.press('Enter');
  await details.getByRole('textbox', { name: 'Notes' }).fill('It circles at the third crossing.');
  await page.keyboard.press('Tab');
  await expect(rows(page)).toContainText('meeting');
  await expect(rows(page)).toContainText('third crossing');
  const search = page.getByRole('textbox', { name: 'Search the sessions' });
  await search.fill('MEETING crossing');
  await expect(rows(page)).toHaveCount(1);
  await search.fill('nothing like it');
  await expect(page.getByText('No session matches.')).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).click();
  await details.getByRole('button', { name: 'Move to the trash' }).click();
  await expect(page.getByText('No recordings yet')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rows(page).getByRole('link', { name: 'After' })).toBeVisible();
});

test('an address of a session that is not here says what can be done @page', async ({ viewer }) => {
  const { page } = viewer;
  await viewer.visit('/run/3?profile=session:gone');
  const missing = page.getByTestId('missing-session');
  await expect(missing).toContainText('not in the library');
  await missing.getByRole('button', { name: 'All recordings' }).click();
  await expect(page.getByText('No recordings yet')).toBeVisible();
  await page.goBack();
  await missing.getByRole('button', { name: 'Leave it' }).click();
  await expect(page.getByTestId('feed-state')).toHaveAttribute('data-state', 'live');
});

test.describe('in light and in dark', () => {
  test.use({ viewport: { width: 1280, height: 800 } });

  test('the library and the dialogs about recordings have names, roles and contrast @web', async ({
    laboratory,
    viewer,
  }) => {
    // Each look goes through all of the page.
    test.slow();
    const { page } = viewer;
    const experiment = await laboratory.addExperiment('seen', await laboratory.addMaze(openField(9, 9), 9, 9));
    await laboratory.addActions(experiment, 1, 2);
    await viewer.visit('/sessions');
    await expect(page.getByText('No recordings yet')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Alt+r');
    const dialog = page.getByRole('dialog', { name: /^Record/ });
    await dialog.getByText('Chosen experiments').click();
    await dialog.getByRole('textbox', { name: 'Experiments' }).fill('9-4');
    await expect(dialog.getByText(/runs backwards/)).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole('tab', { name: 'Automatically' }).click();
    await dialog.getByRole('combobox', { name: /^Record this profile/ }).click();
    await page.getByRole('option', { name: 'Always' }).click();
    await expect(dialog.getByText(/begun by themselves are deleted/)).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await expect(dialog).toBeHidden();
    await record(page, 'To be looked at');
    await page.getByTestId('record').click();
    await expect(page.getByTestId('recording')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await stop(page, 2);
    await page.keyboard.press('Escape');
    await rows(page)
      .getByRole('button', { name: /^More for/ })
      .click();
    await page.getByRole('menuitem', { name: 'Details' }).click();
    await expect(page.getByTestId('session-details')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Folders…' }).click();
    await expect(page.getByText('Recordings are put here.')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByTestId('session-details').getByRole('button', { name: 'Export…' }).click();
    await expect(page.getByRole('dialog', { name: 'Export' })).toBeVisible();
    expect(await violations(page)).toEqual([]);
  });
});

test('in a browser exports are downloaded, and a file of another host is uploaded and opens @web', async ({
  laboratory,
  start,
  directory,
}) => {
  const { page, visit } = await start({ args: ['--url', laboratory.url], directory });
  const experiment = await laboratory.addExperiment('taken along', await laboratory.addMaze(openField(9, 9), 9, 9));
  await laboratory.addActions(experiment, 1, 5);
  await visit('/sessions');
  const dialog = page.getByRole('dialog', { name: 'Export' });
  const exportAs = async (format: string) => {
    await page.getByRole('button', { name: 'Export the database…' }).click();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Taken along');
    await dialog.getByRole('combobox', { name: 'As' }).click();
    await page.getByRole('option', { name: format }).click();
    await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  };
  const [download] = await Promise.all([page.waitForEvent('download'), exportAs('JSON Lines')]);
  expect(download.suggestedFilename()).toMatch(/^Taken along/);
  await exportAs('Session');
  await expect(rows(page).getByRole('link', { name: 'Taken along' })).toBeVisible();

  const other = await start({ args: ['--url', 'postgres://nobody@127.0.0.1:1/nothing'] });
  await other.visit('/sessions');
  const [chooser] = await Promise.all([
    other.page.waitForEvent('filechooser'),
    other.page.getByRole('button', { name: 'Open a file…' }).click(),
  ]);
  await chooser.setFiles(globSync(join(directory, 'sessions/*.oriole')));
  await expect(other.page.getByTestId('feed-state')).toHaveAttribute('data-state', 'recorded');
  await expect(other.page).toHaveTitle(/Taken along/);
});
