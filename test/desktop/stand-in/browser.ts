import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type BrowserContext,
  chromium,
  type Frame,
  type Page,
  type Request as PageRequest,
  type Route,
} from '@playwright/test';
import { chromiumOptions } from '../../support/chromium.ts';
import { BrowserWindow } from './browser-window.ts';
import { answerFromMain } from './protocol.ts';

/** Chromium, whose pages are the windows of the stand-in. */
interface Browser {
  readonly context: BrowserContext;
  /** Where `chromium.connectOverCDP` connects to the same browser. */
  readonly endpoint: string;
}

/** Starts Chromium; what its pages load is answered by main. */
export async function startBrowser(userData: string): Promise<Browser> {
  const profile = join(userData, 'chromium');
  const options = chromiumOptions();
  const context = await chromium.launchPersistentContext(profile, {
    ...options,
    // Beside Playwright's own pipe, for the test that drives the same pages.
    args: [...(options.args ?? []), '--remote-debugging-port=0'],
    viewport: { width: 1440, height: 900 },
    // Signals are main's.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  await context.route('**/*', answer);
  context.on('page', (page) => closeUnlessWindow(page));
  const [port] = readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n');
  return { context, endpoint: `http://127.0.0.1:${port}` };
}

async function answer(route: Route): Promise<void> {
  const request = route.request();
  if (request.isNavigationRequest() && !mayNavigate(request)) {
    await route.abort('aborted');
    return;
  }
  const response = await answerFromMain(request);
  if (response === undefined) {
    await route.continue();
    return;
  }
  await route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  });
}

function mayNavigate(request: PageRequest): boolean {
  let frame: Frame;
  try {
    frame = request.frame();
  } catch {
    return false; // There is no frame yet: this is a page that another page has just opened, soon to be closed.
  }
  return windowOf(frame.page())?.webContents.mayNavigate(request.url(), frame.parentFrame() === null) ?? false;
}

function windowOf(page: Page): BrowserWindow | undefined {
  return BrowserWindow.getAllWindows().find((window) => window.webContents.isOf(page));
}

/** Chromium opens what a page asks for and tells main (web-contents.ts); Electron, told "deny", would not have. */
async function closeUnlessWindow(page: Page): Promise<void> {
  await Promise.all(BrowserWindow.getAllWindows().map((window) => window.webContents.whenOpened()));
  if (windowOf(page) === undefined) {
    await page.close();
  }
}
