import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { Listener } from '#core/feed/listener.ts';
import { CHECKS, type CheckName, type CheckResult } from '#shared/domain/check.ts';
import { isLocalHost } from '#shared/domain/profile.ts';
import { Connector } from './connect.ts';
import type { Connection } from './connection.ts';
import {
  lookAtClock,
  lookAtNotices,
  lookAtReading,
  lookAtServer,
  lookAtTables,
  lookAtTriggers,
} from './doctor-server.ts';
import { judgeTunnel } from './doctor-ssh.ts';
import { type Encryption, judgeEncryption, readEncryption, type Shelter } from './doctor-tls.ts';
import { type Finding, failed, ok, skipped } from './findings.ts';
import { InvalidTargetError } from './settings.ts';
import { type ConnectionTarget, describeTarget, isSocket } from './target.ts';
import { TlsFileError } from './tls-files.ts';
import { TlsHandshakeError } from './tls-problem.ts';

/** What a check needs to have gone well, beside the checks that lead to a connection. */
const NEEDS: Readonly<Partial<Record<CheckName, CheckName>>> = { triggers: 'tables', reading: 'tables' };
const TO_A_CONNECTION: readonly CheckName[] = ['name', 'ssh', 'connect', 'tls', 'sign-in', 'server'];

/** What to do where a failure's own sentence does not say. */
const ADVICE: Readonly<Record<CheckName, string>> = {
  name: 'Check how the host is spelt, and that this machine can look names up.',
  ssh: 'Check the SSH server, and how one signs in there.',
  connect: 'Check the host and port, that the server is running and listens there, and the firewalls in between.',
  tls: 'Ask the administrator of the server how TLS is meant to be used with it.',
  'sign-in': 'Check the user, the password and the name of the database.',
  server: 'Try again; if it stays so, ask the administrator of the server.',
  tables: "Connect to the database that Oriole writes to, with an account that may read Oriole's tables.",
  triggers: 'Let this account read the catalogue of the database (pg_trigger, pg_proc).',
  notices: 'Try again; the monitor polls meanwhile.',
  reading: 'GRANT SELECT on mazes, experiments and agent_actions to this account.',
  clock: 'Try again.',
};

/**
 * Looks at everything between this program and a watched database, in the order in which a connection meets it. What
 * depends on something that failed is skipped. Makes two connections, read-only ones, and writes nothing. Never throws;
 * whoever stops early leaves no connection behind.
 */
export async function* examine(target: ConnectionTarget): AsyncGenerator<CheckResult, void> {
  const examination = new Examination(target);
  const went = new Map<CheckName, Finding['state']>();
  try {
    for (const name of CHECKS) {
      const needed = [...TO_A_CONNECTION.slice(0, positionOf(name)), ...(NEEDS[name] ? [NEEDS[name]] : [])];
      const missing = needed.find((other) => went.get(other) === 'failed');
      const began = performance.now();
      const { ms, ...finding } = missing
        ? { ...skipped(`Not looked at, because "${missing}" failed.`), ms: 0 }
        : await examination.look(name).catch((error: unknown) => ({ ...failed(error, ADVICE[name]), ms: undefined }));
      went.set(name, finding.state);
      yield { name, ms: ms ?? performance.now() - began, ...finding };
    }
  } finally {
    await examination.end();
  }
}

function positionOf(name: CheckName): number {
  const position = TO_A_CONNECTION.indexOf(name);
  return position < 0 ? TO_A_CONNECTION.length : position;
}

type Look = Finding & { readonly ms?: number | undefined };

/** How far the first connection has come. */
interface Progress {
  readonly connected: PromiseWithResolvers<number>;
  readonly secured: PromiseWithResolvers<Encryption | null>;
  readonly made: Promise<Connection>;
}

/** The looks themselves, and what one leaves for the next. */
class Examination {
  readonly #target: ConnectionTarget;
  readonly #connector: Connector;
  readonly #connections: Connection[] = [];
  #shelter: Shelter = null;
  #signInMs = 0;
  #progress: Progress | null = null;
  #listener: Listener | null = null;
  #server: Awaited<ReturnType<typeof lookAtServer>> | null = null;
  #tables: Awaited<ReturnType<typeof lookAtTables>> | null = null;

  constructor(target: ConnectionTarget) {
    this.#target = target;
    this.#connector = new Connector(target);
  }

  async end(): Promise<void> {
    this.#listener?.stop();
    const closed = this.#connector.end();
    await this.#progress?.made.catch(() => {});
    await Promise.all([closed, ...this.#connections.map((connection) => connection.end())]);
  }

  async look(name: CheckName): Promise<Look> {
    switch (name) {
      case 'name':
        return await this.#lookUp();
      case 'ssh':
        return judgeTunnel(await this.#connector.openTunnel());
      case 'connect':
        return await this.#reach();
      case 'tls':
        return await this.#encryption();
      case 'sign-in': {
        await this.#first();
        return { ...ok(`As ${this.#target.user}, to ${describeTarget(this.#target)}.`), ms: this.#signInMs };
      }
      case 'server': {
        const connections = [await this.#first(), await this.#connect()];
        this.#server = await lookAtServer(connections, this.#connector.pooled);
        return this.#server.finding;
      }
      case 'tables':
        this.#tables = await lookAtTables(this.#asking(), this.#target.schema);
        return this.#tables.finding;
      case 'triggers':
        return this.#tables
          ? await lookAtTriggers(this.#asking(), this.#tables.schema)
          : skipped('There are no tables.');
      case 'notices': {
        if (this.#server?.silence) return skipped(this.#server.silence);
        this.#listener = new Listener(await this.#first(), [], { notice: () => {}, lost: () => {} });
        return await lookAtNotices(this.#listener, this.#asking());
      }
      case 'reading':
        return this.#tables
          ? await lookAtReading(this.#asking(), this.#tables.schema)
          : skipped('There are no tables.');
      case 'clock':
        return await lookAtClock(this.#asking());
    }
  }

  async #lookUp(): Promise<Look> {
    const { host, address, tunnel } = this.#target;
    if (isSocket(host) && !tunnel) return ok(`A socket on this machine, in ${host}.`);
    // The far side looks the database's name up; what is met first from here is an SSH server.
    const first = tunnel ? (tunnel.jump ?? tunnel.server).host : host;
    const wanted = tunnel ? first : (address ?? host);
    const addresses = isIP(wanted) ? [wanted] : (await lookup(wanted, { all: true })).map((found) => found.address);
    const isHere = addresses.every((one) => one === '::1' || one.startsWith('127.'));
    this.#shelter = tunnel ? (isLocalHost(host) ? 'tunnel' : null) : isHere ? 'machine' : null;
    return ok(isIP(wanted) ? `${wanted} is an address.` : `${first} is ${addresses.join(', ')}.`);
  }

  async #reach(): Promise<Look> {
    const { host, port, tunnel } = this.#target;
    this.#progress = this.#begin();
    try {
      const ms = await this.#progress.connected.promise;
      const there = tunnel ? `${host}:${port} answers ${tunnel.server.host}.` : `Port ${port} answers.`;
      return { ...ok(isSocket(host) ? 'The socket answers.' : there), ms };
    } catch (error) {
      // A file that TLS needs is looked at before anybody is called; what is wrong with it belongs to the next check.
      if (error instanceof InvalidTargetError) return skipped('Not tried: TLS could not be prepared.');
      throw error;
    }
  }

  async #encryption(): Promise<Look> {
    if (!this.#progress) return skipped('There is no connection.');
    const { secured, made } = this.#progress;
    const encryption = await secured.promise;
    // Whether TLS was given up for something is known when the other way has been tried.
    if (encryption === null) {
      await made.catch((error: unknown) => {
        if (error instanceof TlsHandshakeError || error instanceof TlsFileError) throw error;
      });
    }
    const finding = judgeEncryption(encryption, this.#target.tls, this.#connector.setback, this.#shelter);
    return { ...finding, ms: encryption?.ms ?? 0 };
  }

  #begin(): Progress {
    const began = performance.now();
    let reached = began;
    let agreed = began;
    const connected = Promise.withResolvers<number>();
    const secured = Promise.withResolvers<Encryption | null>();
    const made = this.#connect({
      connected: () => {
        reached = performance.now();
        connected.resolve(reached - began);
      },
      secured: (socket, looked) => {
        agreed = performance.now();
        secured.resolve(socket && { ...readEncryption(socket, looked), ms: agreed - reached });
      },
    });
    made.then(
      () => {
        this.#signInMs = performance.now() - agreed;
      },
      (error: unknown) => {
        connected.reject(error);
        secured.reject(error);
      },
    );
    // Whoever looks no further does not hear of it.
    for (const promise of [connected.promise, secured.promise]) promise.catch(() => {});
    return { connected, secured, made };
  }

  async #connect(milestones?: Parameters<Connector['connect']>[1]): Promise<Connection> {
    const connection = await this.#connector.connect(() => {}, milestones);
    this.#connections.push(connection);
    return connection;
  }

  async #first(): Promise<Connection> {
    if (!this.#progress) throw new Error('there is no connection');
    return await this.#progress.made;
  }

  #asking(): Connection {
    const connection = this.#connections.at(-1);
    if (!connection) throw new Error('there is no connection');
    return connection;
  }
}
