import type { Duplex } from 'node:stream';
import type { AnyAuthMethod, Channel, Client } from 'ssh2';
import { errorCode, SYSTEM_ERRORS } from '#core/system-errors.ts';
import { HostKeys, OfferedHostKey } from './host-keys.ts';
import { fingerprintOf, typeOf } from './known-hosts.ts';
import type { TunnelSettings } from './settings.ts';
import { type SignedInBy, SignIn } from './sign-in.ts';
import { loadSsh2 } from './ssh2.ts';
import {
  lost,
  type NamedHop,
  noAgreement,
  noWayOn,
  refuseHostKey,
  TunnelError,
  tooSlow,
  unreachable,
} from './tunnel-problem.ts';
import { TunnelStream } from './tunnel-stream.ts';

/** An idle connection says so often that it is there; three unanswered ones, and it is lost. */
const KEEPALIVE_MS = 4_000;
const KEEPALIVES = 2;
/** A person may be asked by the agent before it signs. */
const SIGN_IN_MS = 30_000;
/** How long a goodbye may take before the socket is destroyed. */
const GOODBYE_MS = 500;

/** What was found out about a server on the way. */
export interface HopReport {
  readonly hop: NamedHop;
  readonly keyType: string;
  readonly fingerprint: string;
  readonly by: SignedInBy;
}

/** One SSH connection, and the channels that go through it. */
export class SshConnection {
  readonly report: HopReport;
  readonly #hop: NamedHop;
  readonly #client: Client;
  readonly #socket: Duplex;
  readonly #streams = new Set<TunnelStream>();
  #failure: TunnelError | null = null;

  private constructor(report: HopReport, client: Client, socket: Duplex) {
    this.report = report;
    this.#hop = report.hop;
    this.#client = client;
    this.#socket = socket;
    // An error that says more comes before the socket's end: the one of a jump host, whose channel this goes through.
    client.on('error', (error) => this.#lose(error));
    client.on('close', () => this.#lose(null));
    if (socket.destroyed) this.#lose(null);
  }

  /**
   * Agrees with the server, looks at its host key, and signs in. Takes the socket over, and destroys it where that fails.
   * @param timeoutMs for agreeing; signing in has its own
   * @throws TunnelError
   */
  static async open(
    hop: NamedHop,
    settings: TunnelSettings,
    socket: Duplex,
    timeoutMs: number,
  ): Promise<SshConnection> {
    const known = await HostKeys.read(settings.knownHosts, hop.at.host, hop.at.port);
    const client = new (await loadSsh2()).Client();
    const signIn = new SignIn(hop, settings);
    let shown: Buffer = Buffer.alloc(0);
    let isAgreed = false;
    let timer: NodeJS.Timeout | undefined;
    try {
      // It may have gone while the files were read; its end would not be told again.
      if (socket.destroyed) throw lost(hop);
      await new Promise<void>((resolve, reject) => {
        const limit = (ms: number) => {
          clearTimeout(timer);
          timer = setTimeout(() => reject(tooSlow(hop)), ms);
        };
        limit(timeoutMs);
        client.on('ready', resolve);
        // Once: later ones renew the keys of a connection that is long in use.
        client.once('handshake', () => {
          isAgreed = true;
          limit(SIGN_IN_MS);
        });
        client.on('error', (error) => {
          if (!isOfSigning(error)) reject(explainError(hop, error, isAgreed, signIn));
        });
        client.on('close', () => reject(isAgreed ? lost(hop) : noAgreement(hop, null)));
        const ask = (ways: readonly string[] | null, isPartial: boolean, next: (method: AnyAuthMethod) => void) =>
          void signIn.next(ways, isPartial).then(next).catch(reject);
        client.connect({
          sock: socket,
          username: hop.at.user,
          // Ours above, which know of what the time is for.
          readyTimeout: 0,
          keepaliveInterval: KEEPALIVE_MS,
          keepaliveCountMax: KEEPALIVES,
          algorithms: { serverHostKey: known.algorithms() },
          hostVerifier: (blob: Buffer) => {
            const refusal = refuseHostKey(hop, known.judge(blob), new OfferedHostKey(hop.at.host, hop.at.port, blob));
            if (refusal) reject(refusal);
            else shown = Buffer.from(blob);
            return refusal === null;
          },
          authHandler: (ways, isPartial, next) => ask(ways, isPartial === true, next),
        });
      });
    } catch (error) {
      client.end();
      socket.destroy();
      throw error;
    } finally {
      clearTimeout(timer);
    }
    const report = { hop, keyType: typeOf(shown) ?? '', fingerprint: fingerprintOf(shown), by: signIn.by };
    return new SshConnection(report, client, socket);
  }

  /** Why it is lost; null while it is there. */
  get failure(): TunnelError | null {
    return this.#failure;
  }

  /**
   * A stream that is connected through this server with its `connect`.
   * @param to the SSH server to be reached by it; null: the database
   */
  stream(to: NamedHop | null): TunnelStream {
    const stream: TunnelStream = new TunnelStream((host, port) => this.#forward(to, host, port));
    this.#streams.add(stream);
    stream.once('close', () => this.#streams.delete(stream));
    // A stream that is destroyed before anybody listens must not end the process.
    stream.on('error', () => {});
    if (this.#failure) stream.destroy(this.#failure);
    return stream;
  }

  /** Ends its streams, and then itself. A stream that is saying goodbye has `patienceMs` for it. Never hangs. */
  async end(patienceMs: number): Promise<void> {
    const closed = [...this.#streams].map((stream) => new Promise<void>((resolve) => stream.once('close', resolve)));
    await within(patienceMs, Promise.all(closed));
    for (const stream of this.#streams) stream.destroy();
    if (this.#socket.destroyed) return;
    const gone = new Promise<void>((resolve) => this.#socket.once('close', () => resolve()));
    this.#failure ??= lost(this.#hop);
    this.#client.end();
    await within(GOODBYE_MS, gone);
    this.#socket.destroy();
  }

  #forward(to: NamedHop | null, host: string, port: number): Promise<Channel> {
    return new Promise((resolve, reject) => {
      try {
        // The origin that is told is nobody's: there is no local port.
        this.#client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
          if (!error) resolve(channel);
          else reject(this.#failure ?? noWayOn(this.#hop, to, `${host}:${port}`, error));
        });
      } catch {
        // The library throws where its socket has ended.
        reject(this.#failure ?? lost(this.#hop));
      }
    });
  }

  #lose(error: Error | null): void {
    if (this.#failure) return;
    this.#failure = error instanceof TunnelError ? error : lost(this.#hop);
    for (const stream of this.#streams) stream.destroy(this.#failure);
    this.#socket.destroy();
  }
}

/** One way of signing in failed by itself; the library asks for the next one. */
function isOfSigning(error: Error): boolean {
  return 'level' in error && (error.level === 'agent' || error.level === 'client-authentication');
}

function explainError(hop: NamedHop, error: Error, isAgreed: boolean, signIn: SignIn): TunnelError {
  if (error instanceof TunnelError) return error;
  if (!isAgreed) return errorCode(error) in SYSTEM_ERRORS ? unreachable(hop, error) : noAgreement(hop, error);
  // A number: the server said that it ends the connection, as after too many keys.
  return 'code' in error && typeof error.code === 'number' ? signIn.refusal() : lost(hop);
}

async function within(ms: number, event: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([
    event,
    new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    }),
  ]);
  clearTimeout(timer);
}
