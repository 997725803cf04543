import type { ClientContext, ClientLink, ClientOptions } from '@orpc/client';

/** One opened transport. */
export interface Transport {
  readonly link: ClientLink<ClientContext>;
  /** Resolves when the other end is gone. */
  readonly closed: Promise<void>;
}

/** Whether the host can be reached, and if not, what a person can do. */
export interface LinkStatus {
  readonly open: boolean;
  readonly problem: string | null;
}

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5_000;

/**
 * A link that opens its transport again whenever it is gone. A call waits for the transport; a call that was under way
 * when it broke fails, and its caller, which pulls, asks again.
 */
export class ReconnectingLink implements ClientLink<ClientContext> {
  readonly #open: () => Promise<Transport>;
  readonly #onStatus: (status: LinkStatus) => void;
  #transport: Promise<Transport>;

  constructor(open: () => Promise<Transport>, onStatus: (status: LinkStatus) => void) {
    this.#open = open;
    this.#onStatus = onStatus;
    this.#transport = this.#connect();
  }

  async call(path: readonly string[], input: unknown, options: ClientOptions<ClientContext>): Promise<unknown> {
    const { link } = await this.#transport;
    return link.call(path, input, options);
  }

  async #connect(): Promise<Transport> {
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(LONGEST_WAIT_MS, wait * 2)) {
      try {
        const transport = await this.#open();
        this.#onStatus({ open: true, problem: null });
        void transport.closed.then(() => {
          this.#onStatus({ open: false, problem: 'The host is gone. This page goes on by itself when it is back.' });
          this.#transport = this.#connect();
        });
        return transport;
      } catch (error) {
        const problem = error instanceof Error ? error.message : 'The host does not answer.';
        this.#onStatus({ open: false, problem });
        await new Promise((resolve) => window.setTimeout(resolve, wait));
      }
    }
  }
}
