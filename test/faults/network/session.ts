import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { asksForTls, Frames, NOTIFICATION, query, READY_FOR_QUERY } from './frames.ts';

/** What a network does to everything that goes through it, as it is set at the moment. */
export interface Weather {
  /** Every piece is held for this long, and up to `jitterMs` longer. */
  slow: { readonly ms: number; readonly jitterMs: number } | null;
  /** New sessions are swallowed from their first byte on. */
  swallows: boolean;
  /** So many times yet, a session that says LISTEN is cut instead. */
  listensToCut: number;
  /** So many times LISTEN went through. */
  listensSeen: number;
}

/** How a session is broken in the middle of the server's next message. */
type Break = 'truncate' | 'reset';

/** One client's connection through the network. The server's side is handed on in whole messages. */
export class Session {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #weather: Weather;
  readonly #frames = new Frames();
  readonly #closed = Promise.withResolvers<void>();
  /** Set once the first bytes are seen: a session that only asks for TLS has no messages to be cut into. */
  #isRaw = false;
  #listens = false;
  #isIdle = false;
  #break: Break | null = null;
  /** Never resolves by itself: what waits for it is held until the session ends. */
  #frozen: Promise<void> | null = null;
  /** While an injected query is under way: resolved by its end, and the client's bytes wait for it. */
  #injected: PromiseWithResolvers<void> | null = null;

  constructor(client: Socket, port: number, weather: Weather) {
    this.#client = client;
    this.#weather = weather;
    this.#server = connect(port, '127.0.0.1');
    if (weather.swallows) this.freeze();
    for (const socket of [client, this.#server]) {
      socket.setNoDelay(true);
      socket.on('error', () => {});
    }
    void this.#up().catch(() => {});
    void this.#down().catch(() => {});
    client.once('close', () => this.#end(this.#server));
    this.#server.once('close', () => this.#end(client));
  }

  /** Resolves when both sides are gone. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /** True for a session that has said LISTEN. */
  get listens(): boolean {
    return this.#listens;
  }

  /** Closes both sides. */
  cut(): void {
    this.#client.destroy();
    this.#server.destroy();
    this.#closed.resolve();
  }

  /** Tears the client's side away: a reset instead of a goodbye. */
  reset(): void {
    this.#client.resetAndDestroy();
    this.#server.destroy();
    this.#closed.resolve();
  }

  /** Half of the server's next message still arrives. */
  breakNext(how: Break): void {
    this.#break = how;
  }

  /** Swallows everything from now on, and tells nobody; neither side learns that the other one has gone. */
  freeze(): void {
    this.#frozen ??= this.#closed.promise;
  }

  /** Makes the server forget what the session LISTENs to; the client never hears of it. False: it was never idle. */
  async unlisten(): Promise<boolean> {
    for (let tries = 0; !this.#isIdle || this.#injected; tries++) {
      if (tries > 500 || this.#server.destroyed) return false;
      await delay(5);
    }
    this.#injected = Promise.withResolvers();
    this.#server.write(query('UNLISTEN *'));
    await Promise.race([this.#injected.promise, this.#closed.promise]);
    return true;
  }

  async #up(): Promise<void> {
    let isFirst = true;
    for await (const chunk of this.#client) {
      if (!Buffer.isBuffer(chunk)) continue;
      if (isFirst) this.#isRaw = asksForTls(chunk);
      isFirst = false;
      if (/\bLISTEN\b/.test(chunk.toString('latin1'))) {
        this.#listens = true;
        if (this.#weather.listensToCut > 0) {
          this.#weather.listensToCut--;
          return this.cut();
        }
        this.#weather.listensSeen++;
      }
      await this.#pass();
      await this.#injected?.promise;
      this.#isIdle = false;
      if (!this.#server.write(chunk)) await once(this.#server, 'drain');
    }
  }

  async #down(): Promise<void> {
    for await (const chunk of this.#server) {
      if (!Buffer.isBuffer(chunk)) continue;
      await this.#pass();
      if (this.#isRaw) {
        this.#client.write(chunk);
        continue;
      }
      const frames = this.#frames.take(chunk).filter((frame) => this.#isForClient(frame));
      const [first] = frames;
      if (first && this.#break) return this.#breakIn(first, this.#break);
      if (frames.length > 0 && !this.#client.write(Buffer.concat(frames))) await once(this.#client, 'drain');
      // Only what the client has been sent can have made the session idle.
      if (frames.at(-1)?.[0] === READY_FOR_QUERY) this.#isIdle = true;
    }
  }

  /** Holds a piece for as long as the weather says. */
  async #pass(): Promise<void> {
    const { slow } = this.#weather;
    if (slow) await delay(slow.ms + Math.random() * slow.jitterMs);
    if (this.#frozen) await this.#frozen;
  }

  /** Passes over the answer to what was injected. Notices in between are the client's. */
  #isForClient(frame: Buffer): boolean {
    if (!this.#injected || frame[0] === NOTIFICATION) return true;
    if (frame[0] === READY_FOR_QUERY) {
      this.#injected.resolve();
      this.#injected = null;
    }
    return false;
  }

  #breakIn(frame: Buffer, how: Break): void {
    this.#client.write(frame.subarray(0, Math.max(1, frame.length >> 1)), () => {
      if (how === 'reset') this.reset();
      else this.cut();
    });
  }

  /** One side has gone: so goes the other, unless the network swallows that too. */
  #end(other: Socket): void {
    if (this.#frozen && !other.destroyed) return;
    other.destroy();
    this.#closed.resolve();
  }
}
