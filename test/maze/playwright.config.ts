import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import { chromiumOptions } from '../support/chromium.ts';

const PORT = 4519;
const page = fileURLToPath(new URL('page/', import.meta.url));
const built = fileURLToPath(new URL('../../test-results/maze-page/', import.meta.url));
const vite = 'node ../../node_modules/vite/bin/vite.js';
const where = `${JSON.stringify(page)} --outDir ${JSON.stringify(built)}`;

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../test-results/maze',
  snapshotPathTemplate: '{testDir}/golden/{arg}{ext}',
  workers: 2,
  fullyParallel: false,
  reporter: process.env['CI'] ? 'dot' : 'list',
  expect: {
    toHaveScreenshot: {
      // Another build of Chromium rounds the smoothed edges of marks differently: a few pixels. A share of the picture
      // would be no measure: 0.2 % are 1,152 pixels, and the smallest mark, a start, has 150 (it was tried: both a
      // missing start and missing wall hits passed).
      maxDiffPixels: 60,
      threshold: 0.1,
      animations: 'disabled',
    },
  },
  use: {
    baseURL: `http://127.0.0.1:${PORT}`,
    browserName: 'chromium',
    viewport: { width: 900, height: 640 },
    launchOptions: chromiumOptions(),
  },
  // Built first: a page of a hundred modules takes three seconds to open from Vite's development server, for each test.
  webServer: {
    command: `${vite} build ${where} --emptyOutDir --logLevel warn && ${vite} preview ${where} --host 127.0.0.1 --port ${PORT} --strictPort`,
    url: `http://127.0.0.1:${PORT}`,
    reuseExistingServer: false,
  },
});
