import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';

// electron-vite writes relative addresses, for pages from file://. Ours have paths (/run/12) and an origin of their own.
const filesFromTheTop: Plugin = { name: 'files-from-the-top', enforce: 'post', config: () => ({ base: '/' }) };

// Three bundles, one per process. What runs in Node keeps its dependencies outside; the sandboxed preload can load
// nothing at all, so it is one CommonJS file.
export default defineConfig({
  main: {
    build: {
      rollupOptions: { input: 'src/main/index.ts', output: { format: 'es', entryFileNames: '[name].js' } },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      rollupOptions: { input: 'src/preload/index.ts', output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react(), filesFromTheTop],
    build: {
      rollupOptions: { input: 'src/renderer/index.html' },
      minify: true,
      target: 'chrome142',
      chunkSizeWarningLimit: 2500,
    },
  },
});
