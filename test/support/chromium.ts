import { existsSync } from 'node:fs';
import type { LaunchOptions } from '@playwright/test';

const SHELLS = ['/usr/bin/chromium-headless-shell'];
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * How Chromium is started: software rendering, and no word to anybody outside.
 *
 * @param purpose Tests take Chromium's headless shell where it is, the same engine without a browser around it, and
 *   let the processor put the page together, as Chromium does on a machine without a graphics card: WebGL's software
 *   renderer has the mazes only. A test takes half the time. Benches measure the whole browser, and the whole page is
 *   drawn as a graphics card would.
 */
export function chromiumOptions(purpose: 'tests' | 'benches' = 'tests'): LaunchOptions {
  const places = purpose === 'tests' ? [...SHELLS, ...BROWSERS] : BROWSERS;
  const executablePath = process.env['CHROMIUM_PATH'] ?? places.find(existsSync);
  return {
    ...(executablePath ? { executablePath } : {}),
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      ...(purpose === 'tests' ? ['--disable-gpu-compositing'] : []),
    ],
  };
}
