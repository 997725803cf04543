import type { Socket } from 'node:net';

/** Is given a part of some bytes: from `start` to `end`, exclusive. Good until it returns. */
export type TakeBytes = (bytes: Buffer, start: number, end: number) => void;

type Listener = (chunk: Buffer) => void;

/** The whole answer to BEGIN. */
const BEGUN = Buffer.from('C\0\0\0\nBEGIN\0', 'latin1');
/** A message is its type, and its length without the type: https://www.postgresql.org/docs/current/protocol-overview.html. */
const HEADER_BYTES = 5;
const [COPY_DATA, COPY_DONE, ERROR] = [100, 99, 69];

/**
 * Takes the rows of a COPY out of what a server sends before `pg` sees it, and hands on all the rest. `pg` makes an
 * object and three events of each row, which costs more than to read it.
 *
 * It begins where the answer begins with the very bytes of BEGIN's, so that it cannot be in the middle of a message;
 * where it does not (a notice came before it), `pg` is left to read everything, rows included. It ends with the COPY.
 */
export class CopyTap {
  readonly #stream: Socket;
  readonly #take: TakeBytes;
  readonly #listener: Listener;
  #hasBegun = false;
  #hasEnded = false;
  #isDead = false;
  /** The beginning of a message that has not all come. */
  #rest: Buffer[] = [];
  #restBytes = 0;
  /** How many bytes make it whole, as far as that is known. */
  #wanted = HEADER_BYTES;

  private constructor(stream: Socket, listener: Listener, take: TakeBytes) {
    this.#stream = stream;
    this.#listener = listener;
    this.#take = take;
    stream.off('data', listener);
    stream.on('data', this.#hear);
  }

  /** To be put in before the statements are sent, of which the first is BEGIN. null where it cannot be. */
  static open(stream: Socket, take: TakeBytes): CopyTap | null {
    const [listener, ...others] = stream.listeners('data');
    return listener && others.length === 0 ? new CopyTap(stream, listener as Listener, take) : null;
  }

  /** Nobody waits for an answer any more: the connection is dead, or will be in a moment. */
  abandon(): void {
    this.#isDead = true;
    this.#rest = [];
  }

  readonly #hear = (chunk: Buffer): void => {
    if (this.#isDead) return;
    this.#hasBegun ||= chunk.subarray(0, BEGUN.length).equals(BEGUN);
    if (!this.#hasBegun) this.#end();
    let at = this.#complete(chunk);
    if (!this.#hasEnded) at = this.#read(chunk, at);
    if (this.#hasEnded) this.#pass(chunk, at, chunk.length);
    else if (at < chunk.length) this.#keep(chunk, at);
  };

  /** Adds to the message that has begun before, and reads it when it is whole. Where the next message begins. */
  #complete(chunk: Buffer): number {
    let at = 0;
    while (this.#rest.length > 0 && at < chunk.length) {
      const end = Math.min(chunk.length, at + this.#wanted - this.#restBytes);
      // A row of many megabytes comes in thousands of pieces: they are put together once.
      this.#rest.push(chunk.subarray(at, end));
      this.#restBytes += end - at;
      at = end;
      if (this.#restBytes < this.#wanted) break;
      const bytes = Buffer.concat(this.#rest);
      this.#rest = [];
      // Where only its length was missing, it goes on.
      if (this.#read(bytes, 0) === 0) this.#keep(bytes, 0);
    }
    return at;
  }

  /** Reads the messages that are whole. Where the next one begins. */
  #read(bytes: Buffer, from: number): number {
    let at = from;
    /** From here on `pg` has not had what is not rows. */
    let other = from;
    while (!this.#hasEnded && at + HEADER_BYTES <= bytes.length) {
      const end = at + 1 + bytes.readUInt32BE(at + 1);
      if (end > bytes.length) break;
      const type = bytes[at];
      if (type === COPY_DATA) {
        this.#pass(bytes, other, at);
        this.#take(bytes, at + HEADER_BYTES, end);
        other = end;
      }
      at = end;
      if (type === COPY_DONE || type === ERROR) this.#end();
    }
    this.#pass(bytes, other, at);
    return at;
  }

  #keep(bytes: Buffer, from: number): void {
    this.#rest = [bytes.subarray(from)];
    this.#restBytes = bytes.length - from;
    this.#wanted = this.#restBytes < HEADER_BYTES ? HEADER_BYTES : 1 + bytes.readUInt32BE(from + 1);
  }

  #pass(bytes: Buffer, start: number, end: number): void {
    if (end > start) this.#listener(bytes.subarray(start, end));
  }

  #end(): void {
    this.#hasEnded = true;
    this.#stream.off('data', this.#hear);
    this.#stream.on('data', this.#listener);
  }
}
