import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

export default defineConfig({
  // Its own cache: the application's development server may be running beside the tests.
  cacheDir: fileURLToPath(new URL('../../../test-results/maze-vite', import.meta.url)),
  // A file saved, or a dependency found late, must not reload the page in the middle of a test.
  server: { hmr: false, watch: null },
  optimizeDeps: { include: ['pixi.js', 'pixi.js/unsafe-eval', 'pixi.js/events', 'pixi.js/mesh', 'pixi-viewport'] },
});
