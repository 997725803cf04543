import { app, Menu, type MenuItemConstructorOptions, Notification, Tray } from 'electron';
import type { Recordings } from '#core/sessions/recordings.ts';
import { trayIcon } from './tray-icon.ts';
import type { Windows } from './windows.ts';

/** What is needed of the recordings. */
type Recorded = Pick<Recordings, 'busy' | 'onChange' | 'read' | 'stop'>;

/**
 * An icon among the system's while something is recorded: by it the application can be found, and ended, when its last
 * window is closed.
 * @returns tells whether the application goes on without a window
 */
export function setupTray(recordings: Recorded, windows: Windows): () => boolean {
  let tray: Tray | null = null;
  let isKept = false;
  let wasTold = false;

  const update = (): void => {
    const isBusy = recordings.busy > 0;
    if (isKept && !isBusy && tray !== null) {
      tell('The recording has ended', 'It is in the library of Oriole Monitor.');
    }
    // Without an icon and without a window nobody could end it any more, so that it stays until somebody comes.
    if (isBusy || isKept) {
      tray ??= new Tray(trayIcon());
      tray.setToolTip(isBusy ? 'Oriole Monitor is recording' : 'Oriole Monitor');
      tray.setContextMenu(Menu.buildFromTemplate(itemsOf(recordings, windows)));
    } else {
      tray?.destroy();
      tray = null;
    }
  };
  let wasBusy = recordings.busy > 0;
  recordings.onChange(() => {
    // Its figures change all the time, what the icon says does not.
    const isBusy = recordings.busy > 0;
    if (isBusy === wasBusy) return;
    wasBusy = isBusy;
    update();
  });
  app.on('browser-window-created', () => {
    isKept = false;
    update();
  });
  update();
  return () => {
    isKept = recordings.busy > 0;
    update();
    if (isKept && !wasTold) {
      wasTold = true;
      tell(
        'Oriole Monitor goes on recording',
        'Its windows are closed. The red icon, or starting it again, opens one.',
      );
    }
    return isKept;
  };
}

function itemsOf(recordings: Recorded, windows: Windows): MenuItemConstructorOptions[] {
  const stopAndQuit = {
    label: 'Stop Recording and Quit',
    click: () => void stopAll(recordings).then(() => app.quit()),
  };
  return [
    { label: 'Open Oriole Monitor', click: () => windows.show() },
    { type: 'separator' },
    ...(recordings.busy > 0 ? [stopAndQuit] : []),
    { label: 'Quit', click: () => app.quit() },
  ];
}

/** Ends all recordings, and waits until their files are packed. */
async function stopAll(recordings: Recorded): Promise<void> {
  const { recordings: all } = await recordings.read(null, 0, undefined);
  await Promise.all(all.map(({ id, state }) => (state === 'ended' || state === 'failed' ? null : recordings.stop(id))));
  await new Promise<void>((resolve) => {
    const check = (): void => {
      if (recordings.busy > 0) return;
      end();
      resolve();
    };
    const end = recordings.onChange(check);
    check();
  });
}

function tell(title: string, body: string): void {
  if (Notification.isSupported()) new Notification({ title, body }).show();
}
