import { RPCHandler } from '@orpc/server/message-port';
import { ipcMain, type MessagePortMain, type WebContents } from 'electron';
import type { Logger } from 'pino';
import type { Monitor } from '#core/monitor.ts';
import { hostWireSerializers } from '#core/wire.ts';
import { isFromViewer } from '#main/security/sender.ts';
import { CONNECT_CHANNEL } from '#shared/desktop-door.ts';

/**
 * Serves the contract on the port that a page of the viewer sends. A page has one port: with the next one, after a
 * reload or a lost connection, the former is closed, and with it all that waits for an answer on it.
 */
export function setupContractDoor(procedures: Monitor['procedures'], log: Logger): void {
  const handler = new RPCHandler(procedures, { customJsonSerializers: hostWireSerializers });
  const openPorts = new WeakMap<WebContents, MessagePortMain>();

  ipcMain.on(CONNECT_CHANNEL, (event) => {
    const [port, ...more] = event.ports;
    if (port === undefined || more.length > 0 || !isFromViewer(event)) {
      log.warn({ origin: event.senderFrame?.origin ?? null }, 'a connection was refused');
      for (const refused of event.ports) {
        refused.close();
      }
      return;
    }
    openPorts.get(event.sender)?.close();
    openPorts.set(event.sender, port);
    handler.upgrade(port);
    port.start();
  });
}
