import { onError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { ipcMain, type MessagePortMain, type WebContents } from 'electron';
import type { Logger } from 'pino';
import type { Monitor } from '#core/monitor.ts';
import { noteFaults } from '#core/procedures/faults.ts';
import type { Viewer } from '#core/sources/viewer.ts';
import { hostWireSerializers } from '#core/wire.ts';
import { isFromViewer } from '#main/security/sender.ts';
import { CONNECT_CHANNEL } from '#shared/desktop-door.ts';

/** Tells whether a page watches a profile's database. */
export type Watches = (contents: WebContents, profile: string) => boolean;

/**
 * Serves the contract on the port that a page of the viewer sends. A page has one port: with the next one, after a
 * reload or a lost connection, the former is closed, and with it all that waits for an answer on it.
 */
export function setupContractDoor(monitor: Pick<Monitor, 'procedures' | 'join'>, log: Logger): Watches {
  const handler = new RPCHandler(monitor.procedures, {
    customJsonSerializers: hostWireSerializers,
    interceptors: [onError(noteFaults(log))],
  });
  const open = new WeakMap<WebContents, { readonly port: MessagePortMain; readonly viewer: Viewer }>();

  ipcMain.on(CONNECT_CHANNEL, (event) => {
    const [port, ...more] = event.ports;
    if (port === undefined || more.length > 0 || !isFromViewer(event)) {
      log.warn({ origin: event.senderFrame?.origin ?? null }, 'a connection was refused');
      for (const refused of event.ports) {
        refused.close();
      }
      return;
    }
    const former = open.get(event.sender);
    former?.viewer.leave();
    former?.port.close();
    const viewer = monitor.join();
    open.set(event.sender, { port, viewer });
    port.once('close', () => viewer.leave());
    handler.upgrade(port, { context: { viewer } });
    port.start();
  });
  return (contents, profile) => open.get(contents)?.viewer.hasOpen(profile) ?? false;
}
