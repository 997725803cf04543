import { existsSync } from 'node:fs';
import { startPostgres } from '../support/postgres-server.ts';

/** One real PostgreSQL for all specs; each makes databases of its own in it. */
export default async function setup(): Promise<() => Promise<void>> {
  if (!existsSync('out/web/cli.js')) throw new Error('These tests run the built program: npm run build');
  const server = await startPostgres();
  process.env['ORIOLE_TEST_POSTGRES'] = server.url;
  return server.stop;
}
