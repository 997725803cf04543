import type { TestProject } from 'vitest/node';
import { OwnPostgres } from './own-postgres.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string;
  }
}

/** One real PostgreSQL for a run of the tests; each test file makes databases of its own in it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await OwnPostgres.create({ max_connections: '200' });
  project.provide('postgresUrl', server.url);
  return () => server.remove();
}
