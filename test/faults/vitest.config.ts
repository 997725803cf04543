import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { isSoak } from './soak-scale.ts';

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/faults/**/*.test.ts'],
    globalSetup: 'test/support/postgres-server.ts',
    // Faults last as long as they last, and the oracle waits for a back-off's end.
    testTimeout: isSoak ? 600_000 : 180_000,
    hookTimeout: 60_000,
    // Most of the time is spent waiting.
    maxWorkers: 10,
  },
});
