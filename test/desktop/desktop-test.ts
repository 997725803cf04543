import { test as base } from '@playwright/test';
import { type Desktop, launchDesktop } from './launch.ts';
import { leaveViewer } from './page-client.ts';

/** A database that refuses at once: for what a test tries on the window, the monitor behind it does not matter. */
export const NO_DATABASE = ['--url', 'postgres://nobody@127.0.0.1:1/nothing'] as const;

/** Tests that share one application for a whole file. */
export const test = base.extend<object, { desktop: Desktop }>({
  desktop: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture wants from its pattern.
    async ({}, use) => {
      const desktop = await launchDesktop({ args: NO_DATABASE });
      await leaveViewer(desktop);
      await use(desktop);
      await desktop.close();
    },
    { scope: 'worker' },
  ],
});

export { expect } from '@playwright/test';
