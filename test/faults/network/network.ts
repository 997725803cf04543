import { createServer, type Server } from 'node:net';
import { freePort } from '../../support/free-port.ts';
import { Session, type Weather } from './session.ts';

/** A network before the server that can be as bad as networks are. */
export class Network {
  /** The server's URL, through the network. */
  readonly url: string;
  readonly #port: number;
  readonly #server: Server;
  readonly #sessions = new Set<Session>();
  readonly #weather: Weather = { slow: null, swallows: false, listensToCut: 0, listensSeen: 0 };

  private constructor(url: URL, port: number) {
    const upstream = Number(url.port);
    url.port = String(port);
    this.url = url.href;
    this.#port = port;
    this.#server = createServer((client) => {
      const session = new Session(client, upstream, this.#weather);
      this.#sessions.add(session);
      void session.closed.then(() => this.#sessions.delete(session));
    });
  }

  /** @param url the PostgreSQL behind it */
  static async before(url: string): Promise<Network> {
    const network = new Network(new URL(url), await freePort());
    await network.open(true);
    return network;
  }

  /** False: cuts all sessions, and new ones are refused as by a machine on which nobody listens. */
  async open(isOpen: boolean): Promise<void> {
    if (isOpen === this.#server.listening) return;
    if (isOpen) {
      await new Promise<void>((resolve, reject) => {
        this.#server.once('error', reject);
        this.#server.listen(this.#port, '127.0.0.1', resolve);
      });
      return;
    }
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.cut();
    await closed;
  }

  /** Closes the present sessions. */
  cut(): void {
    for (const session of this.#sessions) session.cut();
  }

  /** Swallows what goes through the present sessions; new ones work. */
  freeze(): void {
    for (const session of this.#sessions) session.freeze();
  }

  /** Swallows new sessions as well: they are accepted, and nobody answers. */
  swallow(swallows: boolean): void {
    this.#weather.swallows = swallows;
    if (swallows) this.freeze();
  }

  /** Breaks the present sessions, each in the middle of the server's next message to it. */
  breakNext(how: 'truncate' | 'reset'): void {
    for (const session of this.#sessions) session.breakNext(how);
  }

  /** Holds everything for a while, each piece differently long; null ends that. */
  slow(how: { readonly ms: number; readonly jitterMs: number } | null): void {
    this.#weather.slow = how;
  }

  /** The next so many sessions that say LISTEN are cut instead. */
  cutListens(times: number): void {
    this.#weather.listensToCut = times;
  }

  /** How many LISTENs will still be cut. */
  get listensToCut(): number {
    return this.#weather.listensToCut;
  }

  /** How many sessions have said LISTEN, and been heard. */
  get listensSeen(): number {
    return this.#weather.listensSeen;
  }

  /** Makes the server forget every session's registrations. Resolves with how many sessions had some. */
  async unlisten(): Promise<number> {
    const listening = [...this.#sessions].filter(({ listens }) => listens);
    const done = await Promise.all(listening.map((session) => session.unlisten()));
    return done.filter((was) => was).length;
  }

  async close(): Promise<void> {
    await this.open(false);
    this.cut();
  }
}
