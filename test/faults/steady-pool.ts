import pg from 'pg';

/** A pool whose server may go away under it: its connections fail their queries, and nothing else. */
export function steadyPool(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 20, application_name: 'laboratory' });
  pool.on('error', () => {});
  // A client that is taken from the pool has no listener of the pool's.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}
