import { Duplex } from 'node:stream';
import type { Channel } from 'ssh2';

/** Opens a channel to a port, as the SSH server sees it. */
export type OpenChannel = (host: string, port: number) => Promise<Channel>;

/**
 * A connection through an SSH server, which behaves as far as it is used as a socket of `node:net` does: for `pg`, for TLS
 * on top, and for the SSH connection to a next server. Channels of the library know no errors, and end only when the other
 * side agrees; this one ends when it is destroyed.
 */
export class TunnelStream extends Duplex {
  /** What has arrived so far, bytes. */
  bytesRead = 0;
  readonly #open: OpenChannel;
  #channel: Channel | null = null;
  /** What was to be written before there is a channel. */
  #whenOpen: (() => void) | null = null;

  constructor(open: OpenChannel) {
    super({ allowHalfOpen: false });
    this.#open = open;
  }

  /** Connects; `connect` follows, or `error`. */
  connect(port: number, host: string): this {
    this.#open(host, port).then(
      (channel) => this.#begin(channel),
      (error: unknown) => this.destroy(error instanceof Error ? error : new Error('no channel')),
    );
    return this;
  }

  // The network's own settings are those of the SSH connection, which all channels share.
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  override _read(): void {
    this.#channel?.resume();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#channel) this.#channel.write(chunk, encoding, done);
    else this.#whenOpen = () => this._write(chunk, encoding, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    if (!this.#channel) {
      this.#whenOpen = () => this._final(done);
      return;
    }
    this.#channel.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#whenOpen = null;
    if (this.#channel) closeChannel(this.#channel);
    done(error);
  }

  #begin(channel: Channel): void {
    if (this.destroyed) {
      closeChannel(channel);
      return;
    }
    this.#channel = channel;
    channel.on('data', (chunk: Buffer) => {
      this.bytesRead += chunk.length;
      if (!this.push(chunk)) channel.pause();
    });
    channel.on('end', () => this.push(null));
    channel.on('close', () => this.#finish());
    channel.on('error', (error: Error) => this.destroy(error));
    this.emit('connect');
    const waiting = this.#whenOpen;
    this.#whenOpen = null;
    waiting?.();
  }

  /** Both sides are done: what has arrived is read first. */
  #finish(): void {
    if (this.readableEnded) this.destroy();
    else this.once('end', () => this.destroy());
  }
}

/** Tells the other side, where there is still one. */
function closeChannel(channel: Channel): void {
  channel.on('error', () => {});
  channel.resume();
  channel.destroy();
}
