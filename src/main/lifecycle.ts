import { app } from 'electron';
import type { Logger } from 'pino';
import { linkIn } from './links.ts';
import type { Windows } from './windows.ts';

// The monitor promises to stop within four seconds. A promise that is not kept must not keep the application open.
const STOP_WITHIN_MS = 5_000;

/** Quits when the last window is closed (on macOS only when asked to), and never before the monitor has stopped. */
export function setupQuit(stop: () => Promise<void>, log: Logger): void {
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') {
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

/** Shows a window when the application is started a second time, with a link perhaps, or chosen in macOS's dock. */
export function setupReopening(windows: Windows): void {
  app.on('second-instance', (_event, args) => {
    const path = linkIn(args);
    if (path === null) windows.show();
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
