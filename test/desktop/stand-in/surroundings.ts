import { EventEmitter } from 'node:events';

// What the desktop around the windows would show: kept, so that a test can look at it.

/** `electron.Notification`. */
export class Notification extends EventEmitter {
  /** For tests: what was shown, the newest last. */
  static readonly shown: Notification[] = [];

  readonly title: string;
  readonly body: string;

  constructor({ title, body }: { title: string; body: string }) {
    super();
    this.title = title;
    this.body = body;
  }

  static isSupported(): boolean {
    return true;
  }

  show(): void {
    Notification.shown.push(this);
    this.emit('show');
  }

  close(): void {
    this.emit('close');
  }
}

interface MenuItem {
  readonly role?: string;
}

/** `electron.Menu`. */
export class Menu {
  static #application: Menu | null = null;
  readonly items: readonly MenuItem[];

  constructor(items: readonly MenuItem[] = []) {
    this.items = items;
  }

  static buildFromTemplate(template: readonly MenuItem[]): Menu {
    return new Menu(template);
  }

  static setApplicationMenu(menu: Menu | null): void {
    Menu.#application = menu;
  }

  static getApplicationMenu(): Menu | null {
    return Menu.#application;
  }
}

/** `electron.shell`: opens nothing; a test replaces the function where it wants to know. */
export const shell = {
  openExternal: async (_address: string): Promise<void> => {},
};

/** `electron.nativeTheme`: light, until a test says otherwise. */
export const nativeTheme = Object.assign(new EventEmitter(), { shouldUseDarkColors: false });

/** `electron.dialog`: nobody chooses anything; a test replaces the function where somebody does. */
export const dialog = {
  showOpenDialog: async (..._args: unknown[]): Promise<{ canceled: boolean; filePaths: string[] }> => ({
    canceled: true,
    filePaths: [],
  }),
};
