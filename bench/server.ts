import { OwnPostgres } from '../test/support/own-postgres.ts';

/** A PostgreSQL for a measurement, with the settings that one has as it is installed: commits reach the disk. */
export function startServer(): Promise<OwnPostgres> {
  return OwnPostgres.create({ fsync: 'on', shared_buffers: '128MB' });
}
