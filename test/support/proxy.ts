import { connect, createServer, type Socket } from 'node:net';
import { freePort } from './free-port.ts';

/** A proxy before the server, whose connections can be cut, or frozen as on a network that swallows everything. */
export interface NetworkProxy {
  /** The server's URL, through the proxy. */
  readonly url: string;
  /** False: cuts all connections and refuses new ones. */
  open(isOpen: boolean): void;
  /** Nothing goes through the present connections any more, and nobody is told. */
  freeze(): void;
  close(): void;
}

/** Puts a proxy before a PostgreSQL. */
export async function startProxy(url: string): Promise<NetworkProxy> {
  const target = new URL(url);
  const upstream = Number(target.port);
  const sockets = new Set<Socket>();
  let isOpen = true;
  // Without noDelay, what comes last of an answer may wait 40 ms for the reader's acknowledgement.
  const server = createServer({ noDelay: true }, (inside) => {
    if (!isOpen) return void inside.destroy();
    const outside = connect({ port: upstream, host: '127.0.0.1', noDelay: true });
    for (const [socket, other] of [
      [inside, outside],
      [outside, inside],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    inside.pipe(outside).pipe(inside);
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  target.port = String(port);
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: target.href,
    open: (open) => {
      isOpen = open;
      if (!open) cut();
    },
    freeze: () => {
      for (const socket of sockets) {
        socket.unpipe();
        socket.pause();
      }
    },
    close: () => {
      cut();
      server.close();
    },
  };
}
