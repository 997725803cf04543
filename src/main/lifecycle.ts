import { app } from 'electron';
import type { Logger } from 'pino';
import { sessionFileIn } from './command-line.ts';
import { linkIn } from './links.ts';
import type { Windows } from './windows.ts';

// The monitor promises to stop within four seconds. A promise that is not kept must not keep the application open.
const STOP_WITHIN_MS = 5_000;

/**
 * Quits when the last window is closed (on macOS only when asked to), and never before the monitor has stopped.
 * @param staysOpen asked at the last window's end: true goes on without one
 */
export function setupQuit(stop: () => Promise<void>, staysOpen: () => boolean, log: Logger): void {
  app.on('window-all-closed', () => {
    if (!staysOpen() && process.platform !== 'darwin') {
      app.quit();
    }
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => app.quit());
  }
  // Not `before-quit`: a page can still refuse to close after that, and the monitor would be gone under it.
  let stopping = false;
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (stopping) {
      return;
    }
    stopping = true;
    stopInTime(stop, log).finally(() => app.exit(0));
  });
}

/**
 * Shows a window when the application is started a second time, with a link or a file perhaps, or chosen in macOS's dock.
 * @param openFile opens a session file
 */
export function setupReopening(windows: Windows, openFile: (file: string) => void): void {
  app.on('second-instance', (_event, args, directory) => {
    const path = linkIn(args);
    const file = sessionFileIn(args.slice(1), directory);
    if (file !== null) openFile(file);
    else if (path === null) windows.show();
    else windows.showPlace(path);
  });
  app.on('activate', () => windows.show());
}

async function stopInTime(stop: () => Promise<void>, log: Logger): Promise<void> {
  const late = new Promise<'late'>((resolve) => setTimeout(resolve, STOP_WITHIN_MS, 'late'));
  try {
    if ((await Promise.race([stop(), late])) === 'late') {
      log.warn('the monitor did not stop in time');
    }
  } catch (error) {
    log.error({ err: error }, 'the monitor did not stop cleanly');
  }
}
