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
  readonly label?: string;
  readonly click?: () => void;
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

/** `electron.Tray`: the icons that are there now, for a test to look at. */
export class Tray extends EventEmitter {
  /** For tests. */
  static readonly shown = new Set<Tray>();

  toolTip = '';
  menu: Menu | null = null;

  constructor(_image: unknown) {
    super();
    Tray.shown.add(this);
  }

  setToolTip(text: string): void {
    this.toolTip = text;
  }

  setContextMenu(menu: Menu | null): void {
    this.menu = menu;
  }

  destroy(): void {
    Tray.shown.delete(this);
  }
}

/** `electron.nativeImage`: nobody sees it. */
export const nativeImage = {
  createFromDataURL: (_address: string) => ({ addRepresentation: (_options: unknown): void => {} }),
};

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
  /** For tests: what was said by a dialog, the newest last. */
  said: [] as { message: string; detail?: string }[],
  showMessageBox: async (options: { message: string; detail?: string }): Promise<{ response: number }> => {
    dialog.said.push(options);
    return { response: 0 };
  },
};
