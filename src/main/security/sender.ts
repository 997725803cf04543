import type { IpcMainEvent } from 'electron';
import { pageOrigin } from '#main/page/address.ts';

/**
 * Whether a message comes from the viewer itself: the main frame of a window, at the viewer's origin. A frame that
 * has navigated since is null, and whoever sent the message is then unknown.
 */
export function isFromViewer(event: IpcMainEvent): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame === event.sender.mainFrame && frame.origin === pageOrigin();
}
