import type { Server } from 'node:http';
import { onError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Logger } from '#core/log.ts';
import type { Monitor } from '#core/monitor.ts';
import { noteFaults } from '#core/procedures/faults.ts';
import { hostWireSerializers } from '#core/wire.ts';
import type { Access } from './access.ts';
import { readUrl } from './request-url.ts';

/** What a viewer sends is small: cursors and numbers. */
const MOST_MESSAGE_BYTES = 8 * 1024 * 1024;
const PING_MS = 15_000;

/** Serves the contract to viewers over WebSocket at `/contract`. Returns how to end it. */
export function serveContract(server: Server, monitor: Monitor, access: Access, log: Logger): () => void {
  const handler = new RPCHandler(monitor.procedures, {
    customJsonSerializers: hostWireSerializers,
    interceptors: [onError(noteFaults(log))],
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_MESSAGE_BYTES });
  const answered = new WeakSet<WebSocket>();

  server.on('upgrade', (request, socket, head) => {
    // Node leaves the socket to us, its errors included: one that nobody handles would end the program.
    socket.on('error', () => {});
    const url = readUrl(request);
    if (!url) return void socket.destroy();
    const refusal =
      access.refuseHost(request) ??
      access.refuseOrigin(request) ??
      access.refuseStranger(request, url) ??
      (url.pathname === '/contract' ? null : { status: 404 });
    if (refusal) {
      socket.end(`HTTP/1.1 ${refusal.status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () =>
        socket.destroy(),
      );
      return;
    }
    sockets.handleUpgrade(request, socket, head, (connection) => {
      const viewer = monitor.join();
      answered.add(connection);
      connection.on('pong', () => answered.add(connection));
      connection.on('close', () => viewer.leave());
      // A broken frame closes the connection, which is all that has to happen.
      connection.on('error', () => {});
      void handler.upgrade(connection, { context: { viewer } });
    });
  });

  // A viewer that is gone without a word would keep its waiting reads for ever.
  const pings = setInterval(() => {
    for (const connection of sockets.clients) {
      if (!answered.has(connection)) connection.terminate();
      answered.delete(connection);
      connection.ping();
    }
  }, PING_MS);

  return () => {
    clearInterval(pings);
    for (const connection of sockets.clients) connection.terminate();
    sockets.close();
  };
}
