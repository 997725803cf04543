import type { Locator, Page } from '@playwright/test';
import { Laboratory } from '../support/laboratory.ts';
import { test as base, expect } from './viewer.ts';

/** Two databases, each with an experiment that tells which one it is. */
export const test = base.extend<{ readonly other: Laboratory }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture wants from its pattern.
  other: async ({}, use) => {
    const other = await Laboratory.create('triggers', process.env['ORIOLE_TEST_POSTGRES'] ?? '');
    await other.addExperiment('of the other database');
    await use(other);
    await other.remove();
  },
});

/** Pastes a text into a field, as a person does. */
export async function paste(field: Locator, text: string): Promise<void> {
  await field.focus();
  await field.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

export async function openSwitcher(page: Page): Promise<void> {
  await page.getByTestId('profile-switcher').click();
  await expect(page.getByRole('textbox', { name: 'Search profiles' })).toBeFocused();
}

export async function openList(page: Page): Promise<Locator> {
  await openSwitcher(page);
  await page.getByRole('button', { name: 'All profiles…' }).click();
  return page.getByRole('dialog', { name: 'Profiles' });
}

export async function switchBySwitcher(page: Page, name: string): Promise<void> {
  await openSwitcher(page);
  await page.getByTestId('profile-option').filter({ hasText: name }).click();
}

export const state = (page: Page) => page.getByTestId('feed-state');
export const present = (page: Page) => page.getByTestId('profile-switcher');
/** A row by the name of its profile, as `profileOf` makes an id of it, or by a part of a name that only one has. */
export const row = (dialog: Locator, name: string) =>
  name === 'Lab'
    ? dialog.locator('[data-testid=profile-row][data-profile=lab]')
    : dialog.getByTestId('profile-row').filter({ hasText: name });

/** How many sessions monitors have in a database. */
export async function sessionsIn(laboratory: Laboratory): Promise<number> {
  const { rows } = await laboratory.db.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_stat_activity
      WHERE application_name = 'oriole-monitor' AND datname = current_database()`,
  );
  return rows[0]?.count ?? -1;
}

export { expect } from './viewer.ts';
