import { type ClientContext, type ClientLink, type ClientOptions, ORPCError } from '@orpc/client';

/**
 * A link that asks one source: it names the source in every call, and opens it again where the host does not know that
 * this page has it open, after the host or the connection was lost.
 */
export class SourceLink implements ClientLink<ClientContext> {
  readonly #link: ClientLink<ClientContext>;
  readonly #source: string;
  readonly #open: () => Promise<unknown>;
  #opened: Promise<unknown> | null = null;
  #hasEnded = false;

  constructor(link: ClientLink<ClientContext>, source: string, open: () => Promise<unknown>) {
    this.#link = link;
    this.#source = source;
    this.#open = open;
  }

  /** The window shows another source now: who still asks this one is told, and nothing opens it again. */
  end(): void {
    this.#hasEnded = true;
  }

  async call(path: readonly string[], input: unknown, options: ClientOptions<ClientContext>): Promise<unknown> {
    const named = { ...(typeof input === 'object' ? input : {}), source: this.#source };
    try {
      await this.#whenOpen();
      return await this.#link.call(path, named, options);
    } catch (error) {
      const isClosed = error instanceof ORPCError && error.code === 'NOT_OPEN';
      if (!isClosed || this.#hasEnded || options.signal?.aborted) throw error;
      this.#opened = null;
      await this.#whenOpen();
      return await this.#link.call(path, named, options);
    }
  }

  /** Calls that come together open it together; one that failed is tried again by the next call. */
  #whenOpen(): Promise<unknown> {
    if (this.#hasEnded) return Promise.reject(new Error('This source is shown no more.'));
    this.#opened ??= this.#open().catch((error: unknown) => {
      this.#opened = null;
      throw error;
    });
    return this.#opened;
  }
}
