import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { WebSocket } from 'ws';
import { hostWireSerializers } from '#core/wire.ts';
import type { Contract } from '#shared/contract.ts';

export type Client = ContractRouterClient<Contract>;

/** How long a host may take to answer a knock. */
const OPEN_MS = 5_000;

/** A viewer's end of the contract over WebSocket, opened again by the first call after it broke. */
export class ContractLink {
  /** How often it was opened. */
  opened = 0;
  readonly #url: URL;
  #socket: WebSocket | null = null;
  #client: Promise<Client> | null = null;

  /** @param host the host's URL, with the token */
  constructor(host: URL) {
    this.#url = new URL('/contract', host);
    this.#url.search = host.search;
    this.#url.protocol = 'ws:';
  }

  /** The client of the present connection. Rejects when the host does not answer; call again then. */
  client(): Promise<Client> {
    this.#client ??= this.#open();
    return this.#client;
  }

  close(): void {
    this.#socket?.terminate();
  }

  async #open(): Promise<Client> {
    const socket = new WebSocket(this.#url, { handshakeTimeout: OPEN_MS });
    this.#socket = socket;
    socket.on('close', () => {
      this.#client = null;
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.on('error', reject);
    });
    this.opened++;
    // The link is typed for a browser's WebSocket, of which it uses what `ws` has too.
    const websocket = socket as unknown as globalThis.WebSocket;
    return createORPCClient(new RPCLink({ websocket, customJsonSerializers: hostWireSerializers }));
  }
}
