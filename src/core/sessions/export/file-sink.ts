import { type FileHandle, open } from 'node:fs/promises';
import { explainWriting } from '#core/files/storage-error.ts';

/** How much is gathered before it is written. */
const PIECE_BYTES = 1 << 20;
/** A UTF-16 unit becomes at most so many bytes of UTF-8. */
const MOST_BYTES = 3;

/** A new file that grows. While a piece is being written, the next one is made. */
export class FileSink {
  readonly #file: FileHandle;
  readonly #path: string;
  /** What is full, and waits for {@link drain}. */
  #pieces: Buffer[] = [];
  #piece = Buffer.allocUnsafe(PIECE_BYTES);
  #used = 0;
  #position = 0;
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: FileHandle, path: string) {
    this.#file = file;
    this.#path = path;
  }

  /** @throws StorageError */
  static async create(path: string): Promise<FileSink> {
    try {
      return new FileSink(await open(path, 'wx'), path);
    } catch (error) {
      throw explainWriting(path, error);
    }
  }

  /** How many bytes it has been given. */
  get position(): number {
    return this.#position;
  }

  /**
   * Adds a text. Encoded one by one, lines are three times as fast as a page of them that is put together first: V8 puts
   * a short text together where it is cheap.
   */
  put(text: string): void {
    this.#make(text.length * MOST_BYTES);
    const written = this.#piece.write(text, this.#used);
    this.#used += written;
    this.#position += written;
  }

  /** Adds bytes, which are copied. */
  putBytes(bytes: Uint8Array): void {
    this.#make(bytes.length);
    this.#piece.set(bytes, this.#used);
    this.#used += bytes.length;
    this.#position += bytes.length;
  }

  /**
   * Writes what has been gathered, where that is enough to be worth it.
   * @throws StorageError
   */
  async drain(): Promise<void> {
    if (this.#pieces.length > 0) await this.#write(this.#pieces.splice(0));
  }

  /**
   * Ends the file, on the disk.
   * @throws StorageError
   */
  async end(): Promise<void> {
    this.#finishPiece(0);
    await this.drain();
    try {
      await this.#writing;
      await this.#file.sync();
    } catch (error) {
      throw explainWriting(this.#path, error);
    }
  }

  /** Lets the file go, ended or not. */
  async close(): Promise<void> {
    await this.#writing.catch(() => {});
    await this.#file.close();
  }

  /** Makes room for so many bytes. */
  #make(bytes: number): void {
    if (this.#used + bytes > this.#piece.length) this.#finishPiece(Math.max(PIECE_BYTES, bytes));
  }

  #finishPiece(next: number): void {
    if (this.#used > 0) this.#pieces.push(this.#piece.subarray(0, this.#used));
    this.#piece = Buffer.allocUnsafe(next);
    this.#used = 0;
  }

  async #write(pieces: readonly Buffer[]): Promise<void> {
    try {
      await this.#writing;
    } catch (error) {
      throw explainWriting(this.#path, error);
    }
    this.#writing = writeAll(this.#file, pieces);
    this.#writing.catch(() => {});
  }
}

async function writeAll(file: FileHandle, pieces: readonly Buffer[]): Promise<void> {
  // Unlike FileHandle.write it goes on after a short write, which is how a full disk begins to say so.
  for (const piece of pieces) await file.writeFile(piece);
}

/** Makes a file of what is written to the sink. */
export async function writeFileWith(path: string, write: (sink: FileSink) => Promise<void>): Promise<void> {
  const sink = await FileSink.create(path);
  try {
    await write(sink);
    await sink.end();
  } finally {
    await sink.close();
  }
}
