import { createORPCClient } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { RPCHandler as PortHandler } from '@orpc/server/message-port';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { Monitor } from '#core/monitor.ts';
import { hostWireSerializers } from '#core/wire.ts';
import type { Contract } from '#shared/contract.ts';
import { startWebHost } from '#web/server.ts';

export type Client = ContractRouterClient<Contract>;

/** A viewer's end of the contract, and every message that has come to it. */
export interface ViewerEnd {
  readonly client: Client;
  readonly received: readonly unknown[];
}

/** Over the desktop's transport. */
async function overMessagePort(monitor: Monitor): Promise<ViewerEnd> {
  const { port1, port2 } = new MessageChannel();
  const viewer = monitor.join();
  new PortHandler(monitor.procedures, { customJsonSerializers: hostWireSerializers }).upgrade(port1, {
    context: { viewer },
  });
  const received: unknown[] = [];
  port2.addEventListener('message', ({ data }) => received.push(data));
  port1.start();
  port2.start();
  onTestFinished(() => {
    viewer.leave();
    port1.close();
  });
  const client: Client = createORPCClient(new PortLink({ port: port2, customJsonSerializers: hostWireSerializers }));
  return { client, received };
}

/** And over the web host's. */
async function overWebSocket(monitor: Monitor): Promise<ViewerEnd> {
  const log = pino({ level: 'silent' });
  const host = await startWebHost({ monitor, host: '127.0.0.1', port: 0, token: 'conformance', log });
  onTestFinished(() => host.close());
  const url = new URL('/contract?token=conformance', host.url);
  url.protocol = 'ws:';
  const socket = new WebSocket(url);
  const received: unknown[] = [];
  socket.on('message', (data) => received.push(String(data)));
  await new Promise((resolve) => socket.once('open', resolve));
  const websocket = socket as unknown as globalThis.WebSocket;
  const client: Client = createORPCClient(new SocketLink({ websocket, customJsonSerializers: hostWireSerializers }));
  return { client, received };
}

/** Both transports, by name. */
export const TRANSPORTS = [
  ['MessagePort', overMessagePort],
  ['WebSocket', overWebSocket],
] as const;
