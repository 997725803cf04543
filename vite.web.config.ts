import { defineConfig } from 'vite';

// The web host and the command line, for Node. The renderer it serves is the one electron-vite builds.
export default defineConfig({
  build: {
    ssr: 'src/web/cli.ts',
    outDir: 'out/web',
    target: 'node22',
    rollupOptions: { output: { entryFileNames: 'cli.js' } },
  },
});
