import { defineConfig } from '@playwright/test';
import type { HostOptions } from './viewer.ts';

// The same specs through both hosts. Desktop means Electron where its binary is there, otherwise the stand-in; the
// launcher says which.
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
    { name: 'desktop', use: { hostKind: 'desktop' }, grepInvert: /@web/ },
  ],
});
