/** Cuts a stream of PostgreSQL's messages into whole ones: a type byte, a length, a body. */
export class Frames {
  #rest: Buffer = Buffer.alloc(0);

  /** The messages that are complete now; what is left over waits for the next bytes. */
  take(chunk: Buffer): Buffer[] {
    const all = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    const frames: Buffer[] = [];
    let from = 0;
    while (all.length - from >= 5) {
      const end = from + 1 + all.readInt32BE(from + 1);
      if (end > all.length) break;
      frames.push(all.subarray(from, end));
      from = end;
    }
    this.#rest = all.subarray(from);
    return frames;
  }
}

/** The type bytes of the messages that matter here. */
export const READY_FOR_QUERY = 'Z'.charCodeAt(0);
export const NOTIFICATION = 'A'.charCodeAt(0);

/** A simple query message. */
export function query(sql: string): Buffer {
  const text = Buffer.from(`${sql}\0`);
  const frame = Buffer.alloc(5 + text.length);
  frame.write('Q', 0);
  frame.writeInt32BE(4 + text.length, 1);
  text.copy(frame, 5);
  return frame;
}

/** True for the message with which a client asks whether the server speaks TLS. */
export function asksForTls(chunk: Buffer): boolean {
  return chunk.length === 8 && chunk.readInt32BE(4) === 80_877_103;
}
