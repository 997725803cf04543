import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/**
 * What is wrong with the names, roles and contrasts of a page, in a line each, with where. Contrasts are looked at in
 * light and in dark.
 *
 * @param within a selector of the part that is looked at; the whole page when absent
 */
export async function violations(page: Page, within?: string): Promise<string[]> {
  const look = async (rules: readonly string[] | null) => {
    // There are no frames in these pages: without collecting their results in a page of its own a look takes a third.
    const axe = new AxeBuilder({ page }).setLegacyMode(true).options({
      resultTypes: ['violations'],
      ...(rules === null ? {} : { runOnly: { type: 'rule', values: [...rules] } }),
    });
    const { violations: found } = await (within === undefined ? axe : axe.include(within)).analyze();
    return found.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    );
  };
  // Begun in the one that the last look ended with: to switch takes as long as to look.
  const first = await schemeOf(page);
  const second = first === 'dark' ? 'light' : 'dark';
  const found = (await look(null)).map((line) => `in ${first}: ${line}`);
  await show(page, second);
  return [...found, ...(await look(['color-contrast'])).map((line) => `in ${second}: ${line}`)];
}

async function schemeOf(page: Page): Promise<string | null> {
  return page.locator('html').getAttribute('data-mantine-color-scheme');
}

/** Resolves when the page has taken on the colour scheme, and no colour is on its way any more. */
async function show(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
  await page.evaluate(async () => {
    const transitions = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    await Promise.allSettled(transitions.map(({ finished }) => finished));
  });
}
