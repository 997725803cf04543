import type { TLSSocket } from 'node:tls';
import pg from 'pg';
import { errorCode } from '#core/system-errors.ts';
import type { HopReport } from '#core/tunnel/ssh-connection.ts';
import { Tunnel } from '#core/tunnel/tunnel.ts';
import { requireChannelBinding, type Wire } from './channel-binding.ts';
import { Connection, endClient } from './connection.ts';
import { readPassword } from './pass-file.ts';
import { InvalidTargetError } from './settings.ts';
import { type ConnectionTarget, isSocket } from './target.ts';
import { tlsOptions, type Verification, waysOf } from './tls.ts';
import { TlsFileError } from './tls-files.ts';
import { explainTls, refusesTls, TlsHandshakeError } from './tls-problem.ts';

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

/** Told how far a connection has come. Where several ways are tried, it is told of each. */
export interface Milestones {
  /** The server's machine has answered. */
  connected(): void;
  /** What follows is encrypted, or with null is not. */
  secured(socket: TLSSocket | null, looked: Verification): void;
}

/**
 * Makes connections to one target, and remembers what it found out: whether TLS is used where that is left open, and
 * whether a pooler stands before the server. On a pooled connection nothing may be SET that outlives a transaction: the
 * next one to get that session may be an experiment, and it would be read-only.
 */
export class Connector {
  readonly #target: ConnectionTarget;
  readonly #opening = new Set<pg.Client>();
  /** All connections go through the same one. */
  readonly #tunnel: Tunnel | null;
  #ended = false;
  #encrypted: boolean | null = null;
  #setback: unknown = null;
  #pooled: boolean | null = null;

  constructor(target: ConnectionTarget) {
    this.#target = target;
    this.#tunnel = target.tunnel && new Tunnel(target.tunnel, target.connectTimeoutMs);
  }

  /** Where the tables are to be looked for; null: anywhere. */
  get schema(): string | null {
    return this.#target.schema;
  }

  /** True when a pooler stands before the server; known after the first {@link connect}. */
  get pooled(): boolean {
    return this.#pooled ?? false;
  }

  /** Why TLS is not used although it was preferred and the server speaks it; null where that is not so. */
  get setback(): unknown {
    return this.#encrypted === false ? this.#setback : null;
  }

  /**
   * Makes the tunnel, where there is to be one; {@link connect} does so by itself. Resolves with what was found out about
   * its SSH servers, null where none is to be used.
   * @throws TunnelError, InvalidTargetError
   */
  async openTunnel(): Promise<readonly HopReport[] | null> {
    if (!this.#tunnel) return null;
    if (isSocket(this.#target.host)) {
      throw new InvalidTargetError(
        'A socket on this machine cannot be reached through an SSH server. Give the host and port as that server sees them, or leave the server out.',
      );
    }
    return await this.#tunnel.open();
  }

  /** A connection of its own. Rejects when there is none; `onLost` is called once when it is lost later. */
  async connect(onLost: (error: Error) => void, milestones?: Milestones): Promise<Connection> {
    await this.openTunnel();
    const client = await this.#client(milestones);
    try {
      this.#pooled ??= await losesSettings(client);
    } catch (error) {
      await endClient(client);
      throw error;
    }
    return new Connection(client, this.#pooled ? PROLOGUE : null, onLost);
  }

  /**
   * Gives up what is still being connected; nothing is connected any more. Resolves when the tunnel is closed: what goes
   * through it and is being ended has a moment to say goodbye, what is not is cut.
   */
  async end(): Promise<void> {
    this.#ended = true;
    for (const client of this.#opening) void endClient(client);
    await this.#tunnel?.end();
  }

  // `prefer` and `allow` try the other way after a refusal and after a failure of TLS alike, a certificate that is not
  // accepted included: select_next_encryption_method in libpq. They promise no protection, and give none.
  async #client(milestones?: Milestones): Promise<pg.Client> {
    if (this.#encrypted !== null) return await this.#openPooled(this.#encrypted, milestones);
    const failures: unknown[] = [];
    for (const encrypted of waysOf(this.#target.tls.mode)) {
      try {
        const client = await this.#openPooled(encrypted, milestones);
        this.#encrypted = encrypted;
        this.#setback = failures.find((failure) => !refusesTls(failure)) ?? null;
        return client;
      } catch (error) {
        failures.push(error);
        if (!leavesAnotherWay(error)) break;
      }
    }
    throw failures.reduce((one, other) => (weight(other) >= weight(one) ? other : one));
  }

  async #openPooled(encrypted: boolean, milestones?: Milestones): Promise<pg.Client> {
    try {
      return await this.#open(encrypted, milestones);
    } catch (error) {
      if (this.#pooled !== null || !refusesSettings(error)) throw error;
      this.#pooled = true;
      return await this.#open(encrypted, milestones);
    }
  }

  async #open(encrypted: boolean, milestones?: Milestones): Promise<pg.Client> {
    const { host, address, port, database, user, password, passFile, options, tls, ...target } = this.#target;
    const { options: ssl, looked } = encrypted
      ? tlsOptions(tls, host)
      : { options: false as const, looked: 'none' as const };
    const tunnel = this.#tunnel;
    const client = new pg.Client({
      host: address ?? host,
      port,
      database,
      user,
      password: password ?? (() => readPassword(passFile, { host, port, database, user })),
      ssl,
      sslnegotiation: encrypted && tls.direct ? 'direct' : 'postgres',
      enableChannelBinding: target.channelBinding,
      application_name: 'oriole-monitor',
      connectionTimeoutMillis: target.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
      query_timeout: ANSWER_TIMEOUT_MS,
      keepAlive: true,
      ...(tunnel ? { stream: () => tunnel.stream() } : {}),
      types,
      ...(this.#pooled ? {} : { options: options === null ? SETTINGS : `${options} ${SETTINGS}` }),
    });
    // Whoever uses it listens too; this one only keeps a late error from ending the process.
    client.on('error', () => {});
    const { connection: wire } = client as unknown as { connection: Wire };
    const unbound = target.channelBinding ? requireChannelBinding(wire) : () => null;
    let isAgreeing = false;
    wire.once('connect', () => {
      milestones?.connected();
      if (!encrypted) milestones?.secured(null, looked);
    });
    wire.once('sslconnect', () => {
      isAgreeing = true;
      const socket = wire.stream as TLSSocket;
      socket.once('secureConnect', () => {
        isAgreeing = false;
        milestones?.secured(socket, looked);
      });
    });
    this.#opening.add(client);
    try {
      if (this.#ended) throw new Error('the connection was given up');
      await client.connect();
      // A server that asks for nothing lets in within one packet, refused or not.
      const refusal = unbound();
      if (refusal) throw refusal;
    } catch (reason) {
      // Through a tunnel, `pg` hears that TLS has closed before it hears why.
      const error = isCut(reason) ? (wire.stream.errored ?? reason) : reason;
      void endClient(client);
      // Whatever was being agreed on: the server had no part in it.
      if (tunnel?.failure) throw tunnel.failure;
      throw isAgreeing ? new TlsHandshakeError(explainTls(error) ?? BROKEN_OFF, { cause: error }) : error;
    } finally {
      this.#opening.delete(client);
    }
    return client;
  }
}

const BROKEN_OFF =
  'The server broke off while TLS was being agreed on. Ask its administrator whether it speaks TLS here.';

// What `pg` says where it knows no more.
function isCut(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Connection terminated');
}

/** True for what libpq tries the other way after, where the mode leaves one. */
function leavesAnotherWay(error: unknown): boolean {
  return weight(error) < 2 || error instanceof TlsHandshakeError || error instanceof TlsFileError || isSignIn(error);
}

/** How much a failure says, where several ways have failed. */
function weight(error: unknown): number {
  if (refusesTls(error)) return 0;
  return errorCode(error) === '28000' ? 1 : 2;
}

// https://www.postgresql.org/docs/current/errcodes-appendix.html: class 28, invalid authorization.
function isSignIn(error: unknown): boolean {
  return errorCode(error).startsWith('28');
}

/** Some poolers swallow the settings instead of refusing them. */
async function losesSettings(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ timeout: string; readOnly: string }>(
    `SELECT current_setting('statement_timeout') AS timeout, current_setting('default_transaction_read_only') AS "readOnly"`,
  );
  return rows[0]?.timeout !== `${STATEMENT_TIMEOUT_S}s` || rows[0]?.readOnly !== 'on';
}

// What PgBouncer answers to settings that it does not track (https://www.pgbouncer.org/config.html, ignore_startup_parameters).
function refusesSettings(error: unknown): boolean {
  return error instanceof Error && /unsupported startup parameter/.test(error.message);
}
