import { EventEmitter } from 'node:events';
import type { BrowserContext } from '@playwright/test';
import { toBrowser } from './address.ts';
import { app } from './app.ts';
import { preventable } from './preventable.ts';
import { session } from './session.ts';
import { WebContents } from './web-contents.ts';

interface Options {
  readonly webPreferences: {
    readonly preload: string;
    readonly sandbox: boolean;
    readonly contextIsolation: boolean;
    readonly nodeIntegration: boolean;
  };
}

/** `electron.BrowserWindow`: one page of Chromium without a frame around it; focus is what main did last. */
export class BrowserWindow extends EventEmitter {
  static readonly #all = new Set<BrowserWindow>();
  static #focused: BrowserWindow | null = null;
  static #context: BrowserContext | undefined;

  readonly webContents: WebContents;

  constructor({ webPreferences }: Options) {
    super();
    if (!webPreferences.sandbox || !webPreferences.contextIsolation || webPreferences.nodeIntegration) {
      throw new Error('The stand-in has sandboxed, isolated pages only.');
    }
    this.webContents = new WebContents(async () => {
      if (BrowserWindow.#context === undefined) {
        throw new Error('Cannot create BrowserWindow before app is ready');
      }
      return BrowserWindow.#context.newPage();
    }, webPreferences.preload);
    BrowserWindow.#all.add(this);
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'));
    this.webContents.once('destroyed', () => this.#closed());
    app.emit('web-contents-created', preventable({}), this.webContents);
    app.emit('browser-window-created', preventable({}), this);
  }

  /** For the stand-in: where windows come from, once the application is ready. */
  static use(context: BrowserContext): void {
    BrowserWindow.#context = context;
  }

  static getAllWindows(): BrowserWindow[] {
    return [...BrowserWindow.#all];
  }

  static getFocusedWindow(): BrowserWindow | null {
    return BrowserWindow.#focused;
  }

  async loadURL(address: string): Promise<void> {
    // Chromium cannot ask main while it runs, so main is asked before.
    const origin = new URL(toBrowser(address)).origin;
    await BrowserWindow.#context?.grantPermissions(session.defaultSession.granted(origin), { origin });
    await this.webContents.loadURL(address);
  }

  show(): void {
    this.focus();
  }

  focus(): void {
    BrowserWindow.#focused = this;
    this.emit('focus');
  }

  blur(): void {
    if (BrowserWindow.#focused === this) {
      BrowserWindow.#focused = null;
      this.emit('blur');
    }
  }

  isMinimized(): boolean {
    return false;
  }

  setBackgroundColor(): void {
    // A page of a headless browser has nothing behind it.
  }

  close(): void {
    const event = preventable({});
    this.emit('close', event);
    if (!event.defaultPrevented && BrowserWindow.#all.has(this)) {
      this.#closed();
      this.webContents.close().catch(() => undefined);
    }
  }

  #closed(): void {
    if (!BrowserWindow.#all.delete(this)) {
      return;
    }
    this.blur();
    this.emit('closed');
    if (BrowserWindow.#all.size === 0) {
      app.windowsAreClosed();
    }
  }
}
