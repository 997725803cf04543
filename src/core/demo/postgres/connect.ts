import pg from 'pg';
import { ROLE } from './cluster.ts';

/** The demo's database. */
export const DATABASE = 'oriole_demo';
/** The database that every PostgreSQL has: it is there before the demo's own. */
const MAINTENANCE = 'postgres';
/** How the demo's own connections are called in pg_stat_activity. */
export const APPLICATION_NAME = 'oriole-demo';
/** Held by the process that runs the laboratory for as long as it lives ("orio" as a number). */
const OWNER_LOCK = 0x6f_72_69_6f;

/** Where the server is, and how to get in. */
export interface Access {
  readonly port: number;
  readonly password: string;
}

/** The demo database's address, with its password. */
export function addressOf({ port, password }: Access): string {
  return `postgres://${ROLE}:${encodeURIComponent(password)}@127.0.0.1:${port}/${DATABASE}`;
}

/** A connection to the demo's database, or to the one that is there before it. Its errors also come as rejections. */
export async function connect({ port, password }: Access, database = DATABASE): Promise<pg.Client> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: ROLE,
    password,
    database,
    ssl: false,
    application_name: APPLICATION_NAME,
    connectionTimeoutMillis: 2000,
  });
  // Without a listener a server that goes away would end this process.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/**
 * Takes the lock that says "this laboratory is alive". It is a session's lock: it goes with the process, however that
 * ends, which no file with a process id can promise. The connection that is returned holds it.
 */
export async function claim(access: Access): Promise<pg.Client> {
  const client = await connect(access, MAINTENANCE);
  await client.query('SELECT pg_advisory_lock($1)', [OWNER_LOCK]);
  return client;
}

/** What a server says of itself. */
export interface Answer {
  /** The folder whose data it serves. */
  readonly folder: string;
  /** True while the process that runs the laboratory holds its lock. */
  readonly claimed: boolean;
}

/** Asks who answers at a port; null when that is nobody who knows the password. */
export async function ask(access: Access): Promise<Answer | null> {
  try {
    const client = await connect(access, MAINTENANCE);
    try {
      const { rows } = await client.query<Answer>(
        `SELECT current_setting('data_directory') AS folder, EXISTS (
           SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND granted) AS claimed`,
        [OWNER_LOCK],
      );
      return rows[0] ?? null;
    } finally {
      await client.end();
    }
  } catch {
    return null;
  }
}
