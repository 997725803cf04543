import { BrowserWindow, Notification } from 'electron';
import type { Completion } from '#core/experiments/catalogue.ts';
import type { Monitor } from '#core/monitor.ts';
import { formatAddress, runAddress } from '#shared/address.ts';
import { notificationText } from './notification-text.ts';
import type { Windows } from './windows.ts';

/** Says on the desktop that an experiment is complete, to a person who is not looking; a click shows its run. */
export function setupNotifications(monitor: Pick<Monitor, 'onExperimentComplete'>, windows: Windows): void {
  // A notification that nothing refers to may be collected, and its click with it.
  const shown = new Set<Notification>();

  const notify = (completion: Completion, profile: string): void => {
    if (BrowserWindow.getFocusedWindow() !== null || !Notification.isSupported()) {
      return;
    }
    const notification = new Notification(notificationText(completion));
    const forget = (): boolean => shown.delete(notification);
    notification.once('click', () => {
      forget();
      windows.showPlace(formatAddress(runAddress(completion.experimentId), profile));
    });
    notification.once('close', forget);
    notification.once('failed', forget);
    shown.add(notification);
    notification.show();
  };
  monitor.onExperimentComplete(notify);
}
