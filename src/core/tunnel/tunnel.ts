import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { isHostName } from './host-keys.ts';
import type { TunnelSettings } from './settings.ts';
import { type HopReport, SshConnection } from './ssh-connection.ts';
import { describeHopFirst, lost, type NamedHop, TunnelError, tooSlow, unreachable } from './tunnel-problem.ts';
import type { TunnelStream } from './tunnel-stream.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** How long the sessions inside may take to say goodbye. */
const PATIENCE_MS = 1_000;

/**
 * A way to a database through an SSH server, and through a jump host before it. Nothing listens on this machine: a local
 * port would be open to every program on it. Used once: after a loss, another one is made.
 */
export class Tunnel {
  readonly #settings: TunnelSettings;
  readonly #timeoutMs: number;
  readonly #ending = new AbortController();
  /** From here outwards. */
  readonly #connections: SshConnection[] = [];
  #opened: Promise<readonly HopReport[]> | null = null;
  #ended: Promise<void> | null = null;

  /** @param timeoutMs for reaching each of the servers; null: as long as seems sensible */
  constructor(settings: TunnelSettings, timeoutMs: number | null) {
    this.#settings = settings;
    this.#timeoutMs = timeoutMs ?? CONNECT_TIMEOUT_MS;
  }

  /** The servers, in the order in which they are met. */
  get hops(): readonly NamedHop[] {
    const { jump, server } = this.#settings;
    return [...(jump ? [{ name: 'jump', at: jump } as const] : []), { name: 'tunnel', at: server }];
  }

  /** Why it is lost; null while it is not. */
  get failure(): TunnelError | null {
    return this.#connections.find(({ failure }) => failure !== null)?.failure ?? null;
  }

  /**
   * Makes the SSH connections, once for all who ask. Resolves with what was found out about each server.
   * @throws TunnelError
   */
  open(): Promise<readonly HopReport[]> {
    this.#opened ??= this.#open();
    return this.#opened;
  }

  /** A stream for `pg`, which connects it. To be asked for when {@link open} has resolved. */
  stream(): TunnelStream {
    const last = this.#connections.at(-1);
    if (!last) throw new Error('the tunnel is not open');
    return last.stream(null);
  }

  /** Gives up what is being opened, and ends everything. Never hangs, however dead the network is. */
  end(): Promise<void> {
    this.#ended ??= this.#end();
    return this.#ended;
  }

  async #open(): Promise<readonly HopReport[]> {
    for (const hop of this.hops) {
      const connection = await this.#pass(hop);
      this.#connections.push(connection);
      if (this.#ending.signal.aborted) {
        await connection.end(0);
        throw new Error(GIVEN_UP);
      }
    }
    return this.#connections.map(({ report }) => report);
  }

  async #pass(hop: NamedHop): Promise<SshConnection> {
    if (!isHostName(hop.at.host)) {
      throw new TunnelError('unreachable', hop.name, `${describeHopFirst(hop)} has no proper name. Correct its host.`);
    }
    const { signal } = this.#ending;
    const socket = await this.#reach(hop);
    const giveUp = () => socket.destroy(new Error(GIVEN_UP));
    signal.addEventListener('abort', giveUp);
    try {
      return await SshConnection.open(hop, this.#settings, socket, this.#timeoutMs);
    } catch (error) {
      throw signal.aborted ? new Error(GIVEN_UP) : error;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  /** A socket, or a stream through the server before, that is connected. */
  #reach(hop: NamedHop): Promise<Duplex> {
    const { host, port } = hop.at;
    const before = this.#connections.at(-1);
    const stream: Socket | TunnelStream = before
      ? before.stream(hop).connect(port, host)
      : connect({ host, port, noDelay: true, keepAlive: true });
    const { signal } = this.#ending;
    return new Promise<Duplex>((resolve, reject) => {
      const giveUp = () => stream.destroy(new Error(GIVEN_UP));
      const timer = setTimeout(() => stream.destroy(tooSlow(hop)), this.#timeoutMs);
      const settle = (then: () => void) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', giveUp);
        then();
      };
      stream.once('connect', () => settle(() => resolve(stream)));
      stream.on('error', (error) =>
        settle(() =>
          reject(signal.aborted ? new Error(GIVEN_UP) : error instanceof TunnelError ? error : unreachable(hop, error)),
        ),
      );
      stream.once('close', () => settle(() => reject(lost(hop))));
      signal.addEventListener('abort', giveUp);
      if (signal.aborted) giveUp();
    });
  }

  async #end(): Promise<void> {
    this.#ending.abort();
    await this.#opened?.catch(() => {});
    // From the far end on: what is inside must be able to say goodbye.
    for (const [index, connection] of [...this.#connections].reverse().entries()) {
      await connection.end(index === 0 ? PATIENCE_MS : 0);
    }
  }
}

const GIVEN_UP = 'the connection was given up';
