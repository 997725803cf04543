import pg from 'pg';
import { Connection, endClient } from './connection.ts';
import { type ConnectionTarget, tlsOptions } from './target.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** No read of ours runs longer on somebody's server. */
const STATEMENT_TIMEOUT_S = 30;
/** An answer that has not come by then is not coming: the server would have given up before. */
const ANSWER_TIMEOUT_MS = (STATEMENT_TIMEOUT_S + 5) * 1_000;

/** The settings of a session of our own, given when it begins. */
const SETTINGS = `-c statement_timeout=${STATEMENT_TIMEOUT_S}s -c default_transaction_read_only=on`;
/** The same for one transaction. */
const PROLOGUE = `BEGIN READ ONLY; SET LOCAL statement_timeout = '${STATEMENT_TIMEOUT_S}s'`;

/** Type numbers of `pg_type`: bigint and numeric come as strings unless told otherwise. */
const INT8 = 20;
const NUMERIC = 1700;

// Ids to 2^53 and costs to 15 digits are exact as numbers, and nobody has more.
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === INT8 || oid === NUMERIC ? (value: string) => Number(value) : pg.types.getTypeParser(oid, format ?? 'text'),
};

/**
 * Makes connections to one target, and remembers what it found out: whether a `prefer` target speaks TLS, and whether a
 * pooler stands before it. On a pooled connection nothing may be SET that outlives a transaction: the next one to get
 * that session may be an experiment, and it would be read-only.
 */
export class Connector {
  readonly #target: ConnectionTarget;
  readonly #opening = new Set<pg.Client>();
  #ended = false;
  #plain = false;
  #pooled: boolean | null = null;

  constructor(target: ConnectionTarget) {
    this.#target = target;
  }

  /** True when a pooler stands before the server; known after the first {@link connect}. */
  get pooled(): boolean {
    return this.#pooled ?? false;
  }

  /** A connection of its own. Rejects when there is none; `onLost` is called once when it is lost later. */
  async connect(onLost: (error: Error) => void): Promise<Connection> {
    const client = await this.#client();
    try {
      this.#pooled ??= await losesSettings(client);
    } catch (error) {
      await endClient(client);
      throw error;
    }
    return new Connection(client, this.#pooled ? PROLOGUE : null, onLost);
  }

  /** Gives up what is still being connected; nothing is connected any more. */
  end(): void {
    this.#ended = true;
    for (const client of this.#opening) void endClient(client);
  }

  async #client(): Promise<pg.Client> {
    try {
      return await this.#open();
    } catch (error) {
      if (this.#target.tls.mode === 'prefer' && !this.#plain && refusesTls(error)) {
        this.#plain = true;
        return await this.#client();
      }
      if (this.#pooled === null && refusesSettings(error)) {
        this.#pooled = true;
        return await this.#client();
      }
      throw error;
    }
  }

  async #open(): Promise<pg.Client> {
    const { host, port, database, user, password } = this.#target;
    const client = new pg.Client({
      host,
      port,
      database,
      user,
      ...(password === null ? {} : { password }),
      ssl: this.#plain ? false : tlsOptions(this.#target),
      application_name: 'oriole-monitor',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: ANSWER_TIMEOUT_MS,
      keepAlive: true,
      types,
      ...(this.#pooled ? {} : { options: SETTINGS }),
    });
    // Whoever uses it listens too; this one only keeps a late error from ending the process.
    client.on('error', () => {});
    this.#opening.add(client);
    try {
      if (this.#ended) throw new Error('the connection was given up');
      await client.connect();
    } catch (error) {
      void endClient(client);
      throw error;
    } finally {
      this.#opening.delete(client);
    }
    return client;
  }
}

/** Some poolers swallow the settings instead of refusing them. */
async function losesSettings(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ timeout: string; readOnly: string }>(
    `SELECT current_setting('statement_timeout') AS timeout, current_setting('default_transaction_read_only') AS "readOnly"`,
  );
  return rows[0]?.timeout !== `${STATEMENT_TIMEOUT_S}s` || rows[0]?.readOnly !== 'on';
}

function refusesTls(error: unknown): boolean {
  return error instanceof Error && error.message.includes('does not support SSL');
}

// What PgBouncer answers to settings that it does not track (https://www.pgbouncer.org/config.html, ignore_startup_parameters).
function refusesSettings(error: unknown): boolean {
  return error instanceof Error && /unsupported startup parameter/.test(error.message);
}
