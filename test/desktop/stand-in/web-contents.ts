import { EventEmitter } from 'node:events';
import type { CDPSession, Page } from '@playwright/test';
import { originInMain, toBrowser, toMain } from './address.ts';
import { app } from './app.ts';
import { PageMessages } from './page-messages.ts';
import { preventable } from './preventable.ts';
import { session } from './session.ts';
import { createWorlds, PRELOAD_WORLD, type Worlds } from './worlds.ts';

/** `electron.WebFrameMain`, as far as a message's sender is looked at. */
export interface WebFrame {
  readonly url: string;
  readonly origin: string;
  readonly parent: WebFrame | null;
}

type OpenHandler = (details: { url: string; frameName: string }) => { action: 'allow' | 'deny' };

/** `electron.WebContents`: a page of Chromium, the preload in its isolated world. */
export class WebContents extends EventEmitter {
  readonly session = session.defaultSession;
  readonly mainFrame: WebFrame;
  readonly #worlds: Worlds;
  readonly #opened: Promise<{ page: Page; cdp: CDPSession }>;
  #page: Page | undefined;
  #document: { readonly world: number; readonly messages: PageMessages } | undefined;
  #openHandler: OpenHandler | undefined;
  #loading: string | undefined;

  constructor(openPage: () => Promise<Page>, preloadFile: string) {
    super();
    const address = (): string => this.#page?.url() ?? 'about:blank';
    this.mainFrame = {
      parent: null,
      get url() {
        return toMain(address());
      },
      get origin() {
        return originInMain(address());
      },
    };
    this.#worlds = createWorlds(preloadFile, app.getPath('userData'));
    this.#opened = openPage().then((page) => this.#attach(page));
  }

  /** For the stand-in: whose contents this is. */
  isOf(page: Page): boolean {
    return this.#page === page;
  }

  /** For the stand-in: {@link isOf} knows the page from here on. */
  async whenOpened(): Promise<void> {
    await this.#opened;
  }

  async loadURL(address: string): Promise<void> {
    const { page } = await this.#opened;
    this.#loading = toBrowser(address);
    await page.goto(this.#loading).finally(() => {
      this.#loading = undefined;
    });
  }

  getURL(): string {
    return this.mainFrame.url;
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }

  send(channel: string, ...args: readonly unknown[]): void {
    this.#document?.messages.send({ op: 'send', channel, args });
  }

  /** For the stand-in: the page itself wants to go somewhere. Asks those who may refuse. */
  mayNavigate(address: string, isMainFrame: boolean): boolean {
    if (isMainFrame && address === this.#loading) {
      return true; // `loadURL` is main's own wish
    }
    const event = preventable({ url: toMain(address), isMainFrame, isSameDocument: false, frame: this.mainFrame });
    this.emit('will-frame-navigate', event);
    if (isMainFrame && !event.defaultPrevented) {
      this.emit('will-navigate', event);
    }
    return !event.defaultPrevented;
  }

  async close(): Promise<void> {
    const { page } = await this.#opened;
    await page.close();
  }

  async #attach(page: Page): Promise<{ page: Page; cdp: CDPSession }> {
    this.#page = page;
    page.once('close', () => {
      this.#endDocument();
      this.emit('destroyed');
    });
    // Chromium's own protocol and not `page.exposeBinding`: that gives its function to the page's world, where
    // Electron has nothing, and it knows no isolated worlds.
    const cdp = await page.context().newCDPSession(page);
    const mainFrameId = (await cdp.send('Page.getFrameTree')).frameTree.frame.id;
    cdp.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.name === PRELOAD_WORLD && context.auxData?.['frameId'] === mainFrameId) {
        this.#beginDocument(cdp, context.id);
      }
    });
    cdp.on('Runtime.bindingCalled', ({ executionContextId, payload }) => {
      if (executionContextId === this.#document?.world) {
        this.#document.messages.receive(payload, this.mainFrame);
      }
    });
    cdp.on('Page.windowOpen', ({ url, windowName }) => this.#askAboutWindow(url, windowName));
    await cdp.send('Page.enable');
    await cdp.send('Runtime.enable');
    await cdp.send('Runtime.addBinding', { name: this.#worlds.binding, executionContextName: PRELOAD_WORLD });
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: this.#worlds.pageScript });
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', {
      source: this.#worlds.preloadScript,
      worldName: PRELOAD_WORLD,
    });
    page.on('domcontentloaded', () => this.emit('dom-ready'));
    page.on('load', () => this.emit('did-finish-load'));
    return { page, cdp };
  }

  #beginDocument(cdp: CDPSession, world: number): void {
    this.#endDocument();
    const messages = new PageMessages(this, (message) => {
      const expression = `${this.#worlds.deliver}(${JSON.stringify(message)})`;
      // Fails only when the document has gone meanwhile, and what is on its way to it goes with it.
      cdp.send('Runtime.evaluate', { expression, contextId: world }).catch(() => undefined);
    });
    this.#document = { world, messages };
  }

  #endDocument(): void {
    this.#document?.messages.end();
    this.#document = undefined;
  }

  #askAboutWindow(url: string, frameName: string): void {
    const answer = this.#openHandler?.({ url: toMain(url), frameName }) ?? { action: 'allow' };
    if (answer.action === 'allow') {
      throw new Error(`The stand-in opens no second window, and main allowed one for ${url}.`);
    }
  }
}
