import { EventEmitter } from 'node:events';

/** Data on its way between main and a page: bytes as base64, the rest as JSON. */
export type WireData = { readonly base64: string } | { readonly json: unknown };

/** `electron.MessagePortMain`, whose other end is in a page. */
export class MessagePortMain extends EventEmitter {
  readonly #toPage: (data: WireData | 'close') => void;
  #waiting: WireData[] | undefined = [];
  #open = true;

  constructor(toPage: (data: WireData | 'close') => void) {
    super();
    this.#toPage = toPage;
  }

  start(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const data of waiting) {
      this.receive(data);
    }
  }

  postMessage(data: unknown, transfer: readonly unknown[] = []): void {
    if (transfer.length > 0) {
      // As Electron: an ArrayBuffer cannot be transferred. Ports could be there; nobody does it here.
      throw new TypeError('Invalid value for transfer');
    }
    if (this.#open) {
      this.#toPage(data instanceof Uint8Array ? { base64: Buffer.from(data).toString('base64') } : { json: data });
    }
  }

  close(): void {
    if (this.#open) {
      this.#toPage('close');
      this.disconnect();
    }
  }

  /** For the stand-in: a message came from the page. */
  receive(data: WireData): void {
    if (this.#waiting !== undefined) {
      this.#waiting.push(data);
    } else if (this.#open) {
      this.emit('message', { data: 'base64' in data ? Buffer.from(data.base64, 'base64') : data.json, ports: [] });
    }
  }

  /** For the stand-in: the page or its end of the port is gone. */
  disconnect(): void {
    if (this.#open) {
      this.#open = false;
      this.emit('close');
    }
  }
}
