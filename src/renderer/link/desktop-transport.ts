import { RPCLink } from '@orpc/client/message-port';
import { openDesktopLink } from './desktop-link.ts';
import type { Transport } from './reconnecting-link.ts';
import { viewerWireSerializers } from './wire.ts';

/** Opens the contract over a MessagePort to Electron's main process. */
export async function openDesktopPort(): Promise<Transport> {
  const port = await openDesktopLink();
  const closed = new Promise<void>((resolve) => port.addEventListener('close', () => resolve()));
  return { link: new RPCLink({ port, customJsonSerializers: viewerWireSerializers }), closed };
}
