import { join } from 'node:path';
import { BrowserWindow, nativeTheme } from 'electron';
import { parseProfile } from '#shared/address.ts';
import { OPEN_CHANNEL } from '#shared/desktop-door.ts';
import { pageAddress } from './page/address.ts';

const PRELOAD = join(import.meta.dirname, '../preload/index.cjs');

/** More than anybody looks at; a page that asks for windows again and again gets no more. */
const MOST_WINDOWS = 16;

/** The windows of the application: any number, also none. */
export interface Windows {
  /** Opens another window on a page of the viewer, for example on `/?profile=…`. */
  open(path: string): void;
  /** Brings the window that was used last to the front; opens one where there is none. */
  show(): void;
  /** Shows a page of the viewer: in a window that watches its profile, otherwise in another one. */
  showPlace(path: string): void;
}

/**
 * Opens the first window, and more when asked to.
 * @param first the page that the first window shows
 */
export function setupWindows(
  watches: (contents: Electron.WebContents, profile: string) => boolean,
  first = '/',
): Windows {
  /** The one that was used last is the last. */
  const used = new Set<BrowserWindow>();

  const open = (path: string): void => {
    const last = [...used].at(-1);
    if (last !== undefined && used.size >= MOST_WINDOWS) {
      bringToFront(last);
      return;
    }
    const window = createWindow();
    used.add(window);
    window.on('focus', () => {
      used.delete(window);
      used.add(window);
    });
    window.once('closed', () => used.delete(window));
    // What fails here is shown by Chromium in the window; there is nobody else to tell.
    window.loadURL(pageAddress(path)).catch(() => undefined);
  };
  nativeTheme.on('updated', () => {
    for (const window of used) window.setBackgroundColor(backgroundColor());
  });
  open(first);
  return {
    open,
    show: () => {
      const last = [...used].at(-1);
      if (last === undefined) open('/');
      else bringToFront(last);
    },
    showPlace: (path) => {
      const profile = parseProfile(new URL(pageAddress(path)).search);
      const window = [...used].reverse().find(({ webContents }) => profile !== null && watches(webContents, profile));
      if (window === undefined) {
        open(path);
      } else {
        window.webContents.send(OPEN_CHANNEL, path);
        bringToFront(window);
      }
    },
  };
}

function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) {
    window.restore();
  }
  window.show();
  window.focus();
}

function createWindow(): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 900,
    minHeight: 600,
    show: false,
    backgroundColor: backgroundColor(),
    // Electron's defaults are most of these today; written down, a change of a default changes nothing here.
    webPreferences: {
      preload: PRELOAD,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // Chromium would fetch dictionaries from the network.
      spellcheck: false,
    },
  });
  // Shown once there is something to see: no white flash.
  window.once('ready-to-show', () => window.show());
  return window;
}

/** The page's own background, so that resizing shows no other colour at the edges. */
function backgroundColor(): string {
  return nativeTheme.shouldUseDarkColors ? '#242424' : '#ffffff';
}
