import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Faults mostly wait, so they run with more workers (test/faults/vitest.config.ts).
    exclude: [...configDefaults.exclude, 'test/faults/**'],
    globalSetup: 'test/support/postgres-server.ts',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Two cores, and tests that wait for databases and processes as often as they compute.
    maxWorkers: 4,
  },
});
