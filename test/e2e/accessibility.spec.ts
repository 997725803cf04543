import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, openField, test } from './viewer.ts';

/** What is wrong, in a line each, with where. */
async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme, viewport: { width: 1280, height: 800 } });

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
  });
}
