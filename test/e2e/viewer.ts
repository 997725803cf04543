import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, test as base, chromium, type Page } from '@playwright/test';
import { type Desktop, launchDesktop } from '../desktop/launch.ts';
import { chromiumOptions } from '../support/chromium.ts';
import { Laboratory } from '../support/laboratory.ts';
import { startWebHostProcess } from '../support/web-host.ts';

export interface HostOptions {
  readonly hostKind: 'web' | 'desktop';
}

/** How a host is started. */
interface Start {
  /** The command line; the profile that was open last when empty. */
  readonly args?: readonly string[];
  /** Where profiles are kept; a new folder when absent. */
  readonly directory?: string;
  /**
   * False leaves a browser's page blank until it visits something: a page that nobody looks at costs a second. The desktop
   * opens its window in any case.
   */
  readonly opens?: boolean;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A viewer on a database, whichever host it came through. */
interface Viewer {
  readonly page: Page;
  /** Opens a page path, as a link or a typed address does. */
  visit(path: string): Promise<void>;
  /** The desktop application, null for the web host. */
  readonly desktop: Desktop | null;
  /** The address of a page of the viewer. */
  href(path: string): string;
  /** What the host has written to standard output and standard error. */
  output(): string;
  readonly pid: number;
  /** Kills the host without a word; the page stays. */
  kill(): Promise<void>;
  /** Ends the host, which is done at the end of the test in any case. */
  close(): Promise<void>;
}

interface WorkerFixtures {
  /** The Chromium that the pages of the web host are in; each test has a context of its own. */
  readonly chromiumOfWorker: Browser;
}

interface Fixtures {
  /** A laboratory with triggers. */
  readonly laboratory: Laboratory;
  /** Starts a host and opens a viewer; both are closed with the test. */
  readonly start: (start: Start) => Promise<Viewer>;
  /** Opens a viewer on a database; it is closed with the test. */
  readonly open: (url: string) => Promise<Viewer>;
  /** A folder that is gone after the test: for the profiles of a host, or of one after the other. */
  readonly directory: string;
  /** A viewer on {@link laboratory}, which has visited nothing yet. */
  readonly viewer: Viewer;
}

/** Specs that run in both hosts. */
export const test = base.extend<HostOptions & Fixtures, WorkerFixtures>({
  hostKind: ['web', { option: true }],

  chromiumOfWorker: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture wants from its pattern.
    async ({}, use) => {
      const browser = await chromium.launch(chromiumOptions());
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture wants from its pattern.
  laboratory: async ({}, use) => {
    const server = process.env['ORIOLE_TEST_POSTGRES'];
    if (!server) throw new Error('global-setup.ts did not run');
    const laboratory = await Laboratory.create('triggers', server);
    await use(laboratory);
    await laboratory.remove();
  },

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture wants from its pattern.
  directory: async ({}, use) => {
    const directory = mkdtempSync(join(tmpdir(), 'oriole-e2e-'));
    await use(directory);
    // Chromium may still be putting its own things away.
    rmSync(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  },

  start: async ({ hostKind, colorScheme, viewport, chromiumOfWorker }, use) => {
    const closing: (() => Promise<unknown>)[] = [];
    await use(async ({ args = [], directory, opens = true, env = {} }) => {
      let close: (() => Promise<unknown>) | null = null;
      const closeOnce = async () => {
        await close?.();
        close = null;
      };
      closing.push(closeOnce);
      if (hostKind === 'desktop') {
        const desktop = await launchDesktop({ args, env, ...(directory === undefined ? {} : { directory }) });
        close = () => desktop.close();
        await desktop.page.emulateMedia({ colorScheme: colorScheme ?? null });
        const href = (path: string) => desktop.origin + path;
        return {
          page: desktop.page,
          desktop,
          href,
          visit: async (path) => void (await desktop.page.goto(href(path))),
          output: desktop.output,
          pid: desktop.pid,
          kill: async () => void process.kill(desktop.pid, 'SIGKILL'),
          close: closeOnce,
        };
      }
      const own = directory === undefined ? {} : { ORIOLE_CONFIG_DIR: directory };
      const host = await startWebHostProcess(args, { ...process.env, ...env, ...own });
      close = () => host.stop();
      const context = await chromiumOfWorker.newContext({
        colorScheme: colorScheme ?? null,
        viewport: viewport ?? null,
      });
      close = () => Promise.all([host.stop(), context.close()]);
      const page = await context.newPage();
      // The token in the address becomes a cookie, of the page's or of the whole context's.
      if (opens) await page.goto(host.url.href);
      else await context.request.get(host.url.href);
      const href = (path: string) => new URL(path, host.url.origin).href;
      return {
        page,
        desktop: null,
        href,
        visit: async (path) => void (await page.goto(href(path))),
        output: host.output,
        pid: host.child.pid ?? 0,
        kill: async () => void (await host.stop('SIGKILL')),
        close: closeOnce,
      };
    });
    for (const close of closing.reverse()) await close();
  },

  open: async ({ start }, use) => use((url) => start({ args: ['--url', url] })),

  viewer: async ({ start, laboratory }, use) => use(await start({ args: ['--url', laboratory.url], opens: false })),
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
