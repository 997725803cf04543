import { defineConfig } from '@playwright/test';

// Each spec starts the built application, and most a PostgreSQL with it: few at a time.
export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results/desktop',
  workers: 2,
  timeout: 60_000,
  forbidOnly: true,
  reporter: 'list',
});
