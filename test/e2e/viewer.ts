import { test as base, chromium, type Page } from '@playwright/test';
import { type Desktop, launchDesktop } from '../desktop/launch.ts';
import { chromiumOptions } from '../support/chromium.ts';
import { Laboratory } from '../support/laboratory.ts';
import { startWebHostProcess } from '../support/web-host.ts';

export interface HostOptions {
  readonly hostKind: 'web' | 'desktop';
}

/** A viewer on a database, whichever host it came through. */
interface Viewer {
  readonly page: Page;
  /** Opens a page path, as a link or a typed address does. */
  visit(path: string): Promise<void>;
  /** The desktop application, null for the web host. */
  readonly desktop: Desktop | null;
}

interface Fixtures {
  /** A laboratory with triggers. */
  readonly laboratory: Laboratory;
  /** Opens a viewer on a database; it is closed with the test. */
  readonly open: (url: string) => Promise<Viewer>;
  /** A viewer on {@link laboratory}. */
  readonly viewer: Viewer;
}

/** Specs that run in both hosts. */
export const test = base.extend<HostOptions & Fixtures>({
  hostKind: ['web', { option: true }],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture wants from its pattern.
  laboratory: async ({}, use) => {
    const server = process.env['ORIOLE_TEST_POSTGRES'];
    if (!server) throw new Error('global-setup.ts did not run');
    const laboratory = await Laboratory.create('triggers', server);
    await use(laboratory);
    await laboratory.remove();
  },

  open: async ({ hostKind, colorScheme, viewport }, use) => {
    const closing: (() => Promise<unknown>)[] = [];
    await use(async (url) => {
      if (hostKind === 'desktop') {
        const desktop = await launchDesktop({ args: ['--url', url] });
        closing.push(() => desktop.close());
        await desktop.page.emulateMedia({ colorScheme: colorScheme ?? null });
        return {
          page: desktop.page,
          desktop,
          visit: async (path) => void (await desktop.page.goto(desktop.origin + path)),
        };
      }
      const host = await startWebHostProcess(['--url', url]);
      closing.push(() => host.stop());
      const browser = await chromium.launch(chromiumOptions());
      closing.push(() => browser.close());
      const context = await browser.newContext({ colorScheme: colorScheme ?? null, viewport: viewport ?? null });
      const page = await context.newPage();
      await page.goto(host.url.href);
      return {
        page,
        desktop: null,
        visit: async (path) => void (await page.goto(new URL(path, host.url.origin).href)),
      };
    });
    for (const close of closing.reverse()) await close();
  },

  viewer: async ({ open, laboratory }, use) => use(await open(laboratory.url)),
});

export { expect } from '@playwright/test';

/** A grid with a border of walls and nothing inside but a goal in the last corner. */
export function openField(width: number, height: number): number[][] {
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (__, x) => {
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) return 1;
      return x === width - 2 && y === height - 2 ? 2 : 0;
    }),
  );
}
