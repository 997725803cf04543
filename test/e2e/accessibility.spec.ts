import { AxeBuilder } from '@axe-core/playwright';
import { expect, openField, test } from './viewer.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme, viewport: { width: 1280, height: 800 } });

    test('the Wall and a run have names, roles and contrast @web', async ({ laboratory, viewer }) => {
      const experiment = await laboratory.addExperiment('named', await laboratory.addMaze(openField(9, 9), 9, 9));
      await laboratory.addActions(experiment, 1, 8);
      await viewer.visit('/');
      const { page } = viewer;
      await expect(page.getByTestId('maze')).toHaveAttribute('data-step', '8');
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      await viewer.visit(`/run/${experiment}`);
      await expect(page.getByTestId('maze')).toHaveAttribute('data-step', '8');
      await expect(page.getByRole('region', { name: 'Selected action' })).toContainText('Saw');
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    });
  });
}
