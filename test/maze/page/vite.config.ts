import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

export default defineConfig({
  // Its own cache: the application's development server may be running beside the tests.
  cacheDir: fileURLToPath(new URL('../../../test-results/maze-vite', import.meta.url)),
  // Top-level await, and no older browser than the one that runs the tests.
  build: { target: 'esnext' },
});
