import pg from 'pg';
import { type ConnectionTarget, tlsOptions } from './target.ts';

/** At most this many connections beside the listener's own: one tails, one answers viewers. */
const POOL_SIZE = 2;
const CONNECT_TIMEOUT_MS = 10_000;
/** No read of ours runs longer on somebody's server. */
const STATEMENT_TIMEOUT_MS = 30_000;
/** An answer that has not come by then is not coming: the server would have given up before. */
const ANSWER_TIMEOUT_MS = 35_000;
/** How long connections may take to say goodbye before their sockets are destroyed. */
const GOODBYE_MS = 500;

/** Type numbers of `pg_type`: bigint and numeric come as strings unless told otherwise. */
const INT8 = 20;
const NUMERIC = 1700;

// Ids to 2^53 and costs to 15 digits are exact as numbers, and nobody has more.
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === INT8 || oid === NUMERIC ? (value: string) => Number(value) : pg.types.getTypeParser(oid, format ?? 'text'),
};

/** Makes connections to one target. Remembers whether a `prefer` target speaks TLS. */
export class Connector {
  readonly #target: ConnectionTarget;
  #plain = false;

  constructor(target: ConnectionTarget) {
    this.#target = target;
  }

  /**
   * A connected client of its own. The caller handles its `error` events: this one only keeps a late error from ending
   * the process.
   */
  async client(): Promise<pg.Client> {
    try {
      return await this.#connect();
    } catch (error) {
      if (this.#target.tls.mode !== 'prefer' || this.#plain || !refusesTls(error)) throw error;
      this.#plain = true;
      return await this.#connect();
    }
  }

  /**
   * A pool for queries, and how to end it. Call after {@link client} has found out about TLS.
   *
   * Ending waits for nobody: on a dead network a query would never return, and whoever waits for it neither. Its socket
   * is destroyed, and the query fails.
   */
  pool(onError: (error: Error) => void): { pool: pg.Pool; end(): Promise<void> } {
    const pool = new pg.Pool({
      ...this.#config(),
      max: POOL_SIZE,
      idleTimeoutMillis: 30_000,
      query_timeout: ANSWER_TIMEOUT_MS,
      // As statements, because a pooler refuses unknown start-up parameters.
      onConnect: async (client: pg.ClientBase) => {
        await client.query(`SET statement_timeout = ${STATEMENT_TIMEOUT_MS}; SET default_transaction_read_only = on`);
      },
    });
    pool.on('error', onError);
    const clients = new Set<pg.PoolClient>();
    pool.on('connect', (client) => clients.add(client));
    pool.on('remove', (client) => clients.delete(client));
    const end = async () => {
      const timer = setTimeout(() => {
        for (const client of clients) destroySocket(client);
      }, GOODBYE_MS);
      await pool.end().catch(onError);
      clearTimeout(timer);
    };
    return { pool, end };
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({ ...this.#config(), query_timeout: ANSWER_TIMEOUT_MS });
    client.on('error', () => {});
    await client.connect();
    return client;
  }

  #config(): pg.ClientConfig {
    const { host, port, database, user, password } = this.#target;
    return {
      host,
      port,
      database,
      user,
      ...(password === null ? {} : { password }),
      ssl: this.#plain ? false : tlsOptions(this.#target),
      application_name: 'oriole-monitor',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
      types,
    };
  }
}

/** Cuts a connection without a word. `client.end()` would wait for the peer; on a half-open one that is forever. */
export function destroySocket(client: pg.ClientBase): void {
  const { connection } = client as unknown as { connection?: { stream?: { destroy(): void } } };
  connection?.stream?.destroy();
}

function refusesTls(error: unknown): boolean {
  return error instanceof Error && error.message.includes('does not support SSL');
}
