import { join } from 'node:path';
import { BrowserWindow, nativeTheme } from 'electron';
import { OPEN_RUN_CHANNEL } from '#shared/desktop-door.ts';
import { pageAddress } from './page/address.ts';

const PRELOAD = join(import.meta.dirname, '../preload/index.cjs');

/** The window, whether it is open or not. */
export interface MainWindow {
  /** Brings the window to the front, opens it first where it was closed. */
  show(): void;
  /** Brings the window to the front with one run in it. */
  showRun(experimentId: number): void;
}

/** Opens the window, and keeps it openable. */
export function setupMainWindow(): MainWindow {
  let window: BrowserWindow | undefined;

  const open = (path: string): void => {
    const opened = createWindow();
    window = opened;
    opened.once('closed', () => {
      window = undefined;
    });
    // What fails here is shown by Chromium in the window; there is nobody else to tell.
    opened.loadURL(pageAddress(path)).catch(() => undefined);
  };
  const bringToFront = (shown: BrowserWindow): void => {
    if (shown.isMinimized()) {
      shown.restore();
    }
    shown.show();
    shown.focus();
  };

  nativeTheme.on('updated', () => window?.setBackgroundColor(backgroundColor()));
  open('/');
  return {
    show: () => (window === undefined ? open('/') : bringToFront(window)),
    showRun: (experimentId) => {
      if (window === undefined) {
        open(`/run/${experimentId}`);
      } else {
        window.webContents.send(OPEN_RUN_CHANNEL, experimentId);
        bringToFront(window);
      }
    },
  };
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
