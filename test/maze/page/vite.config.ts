import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

// Its own cache: the application's development server may be running beside the tests.
export default defineConfig({
  cacheDir: fileURLToPath(new URL('../../../test-results/maze-vite', import.meta.url)),
});
