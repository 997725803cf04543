import { existsSync } from 'node:fs';
import { OwnPostgres } from '../support/own-postgres.ts';

/** One real PostgreSQL for all specs; each makes databases of its own in it. */
export default async function setup(): Promise<() => Promise<void>> {
  if (!existsSync('out/web/cli.js')) throw new Error('These tests run the built program: npm run build');
  const server = await OwnPostgres.create();
  process.env['ORIOLE_TEST_POSTGRES'] = server.url;
  return () => server.remove();
}
