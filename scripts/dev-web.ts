// npm run dev:web -- …: the web host on the demo, restarted when core or web change, behind Vite's development server,
// which serves the viewer and replaces its modules as they are edited.
import { spawn } from 'node:child_process';
import react from '@vitejs/plugin-react';
import { createServer } from 'vite';

const HOST_PORT = 4174;
const TOKEN = 'development';
const target = `http://127.0.0.1:${HOST_PORT}`;

const serve = ['serve', '--port', String(HOST_PORT), '--token', TOKEN, '--no-open', ...process.argv.slice(2)];
const host = spawn(
  process.execPath,
  ['--watch-path=src/core', '--watch-path=src/web', '--watch-path=src/shared', 'src/web/cli.ts', ...serve],
  {
    stdio: 'inherit',
  },
);

// The host answers only its own pages; for these two doors the development server speaks as one of them.
const asOwnPage = { target, changeOrigin: true, headers: { authorization: `Bearer ${TOKEN}`, origin: target } };
const server = await createServer({
  configFile: false,
  root: 'src/renderer',
  plugins: [react()],
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy: {
      '/contract': { ...asOwnPage, ws: true },
      '/stream': asOwnPage,
      '/healthz': asOwnPage,
      '/exports': asOwnPage,
      '/sessions/': asOwnPage,
    },
  },
});
await server.listen();
server.printUrls();

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    host.kill('SIGTERM');
    void server.close().then(() => process.exit(0));
  });
}
