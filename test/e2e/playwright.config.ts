import { defineConfig } from '@playwright/test';
import { findElectron } from '../../scripts/electron.ts';
import type { HostOptions } from './viewer.ts';

// The same specs through both hosts. Desktop means Electron where its binary is there, otherwise the stand-in; the
// launcher says which. @web: about the web host alone. @page: about what happens in the page, whose Chromium is the
// same one in the web host and in the stand-in, and another in Electron.
export default defineConfig<HostOptions>({
  testDir: '.',
  outputDir: '../../test-results/e2e',
  globalSetup: './global-setup.ts',
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: 'list',
  projects: [
    { name: 'web', use: { hostKind: 'web' } },
    { name: 'desktop', use: { hostKind: 'desktop' }, grepInvert: findElectron() ? /@web/ : /@web|@page/ },
  ],
});
