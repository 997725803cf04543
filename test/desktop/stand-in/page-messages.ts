import { EventEmitter } from 'node:events';
import { MessagePortMain, type WireData } from './message-port.ts';
import type { WebContents, WebFrame } from './web-contents.ts';

/** What the preload's world tells main (worlds/preload-world.js). */
type FromPage =
  | { readonly op: 'send'; readonly channel: string; readonly args: readonly unknown[]; readonly ports: string[] }
  | { readonly op: 'port-message'; readonly id: string; readonly data: WireData }
  | { readonly op: 'port-close'; readonly id: string };

/** What main tells the preload's world. */
type ToPage =
  | { readonly op: 'send'; readonly channel: string; readonly args: readonly unknown[] }
  | { readonly op: 'port-message'; readonly id: string; readonly data: WireData }
  | { readonly op: 'port-close'; readonly id: string };

/** `electron.ipcMain`. */
export const ipcMain = new EventEmitter();

/** The messages and ports of one document: they end with it. */
export class PageMessages {
  readonly #ports = new Map<string, MessagePortMain>();
  readonly #sender: WebContents;
  readonly #toPage: (message: ToPage) => void;

  constructor(sender: WebContents, toPage: (message: ToPage) => void) {
    this.#sender = sender;
    this.#toPage = toPage;
  }

  receive(text: string, senderFrame: WebFrame): void {
    const message = JSON.parse(text) as FromPage; // written by worlds/preload-world.js
    if (message.op === 'send') {
      const ports = message.ports.map((id) => this.#openPort(id));
      ipcMain.emit(message.channel, { sender: this.#sender, senderFrame, ports }, ...message.args);
    } else if (message.op === 'port-message') {
      this.#ports.get(message.id)?.receive(message.data);
    } else {
      this.#ports.get(message.id)?.disconnect();
      this.#ports.delete(message.id);
    }
  }

  send(message: ToPage): void {
    this.#toPage(message);
  }

  /** The document is gone. */
  end(): void {
    for (const port of this.#ports.values()) {
      port.disconnect();
    }
    this.#ports.clear();
  }

  #openPort(id: string): MessagePortMain {
    const port = new MessagePortMain((data) =>
      this.#toPage(data === 'close' ? { op: 'port-close', id } : { op: 'port-message', id, data }),
    );
    this.#ports.set(id, port);
    return port;
  }
}
