import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/**
 * What is wrong with the names, roles and contrasts of a page, in a line each, with where.
 *
 * @param within a selector of the part that is looked at; the whole page when absent
 */
export async function violations(page: Page, within?: string): Promise<string[]> {
  // There are no frames in these pages: without collecting their results in a page of its own a look takes a third.
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] });
  const { violations: found } = await (within === undefined ? axe : axe.include(within)).analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}
