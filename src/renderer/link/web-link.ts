import { RPCLink } from '@orpc/client/websocket';
import type { Transport } from './reconnecting-link.ts';
import { viewerWireSerializers } from './wire.ts';

/** Opens the contract over WebSocket. Rejects with a sentence for a person. */
export async function openWebSocket(): Promise<Transport> {
  const url = new URL('/contract', window.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(url);
  const closed = new Promise<void>((resolve) => socket.addEventListener('close', () => resolve()));
  // A browser may keep a page that was left, for the way back, and its connection with it.
  const leave = () => socket.close();
  window.addEventListener('pagehide', leave);
  void closed.then(() => window.removeEventListener('pagehide', leave));
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    void closed.then(async () => reject(new Error(await whyRefused())));
  });
  return { link: new RPCLink({ websocket: socket, customJsonSerializers: viewerWireSerializers }), closed };
}

// A browser does not say why a WebSocket failed; a plain request does.
async function whyRefused(): Promise<string> {
  try {
    const answer = await fetch('/stream/none', { cache: 'no-store' });
    if (answer.status === 401) {
      return 'This page’s token is no longer good. Open the URL that the program printed when it started.';
    }
    return 'The host answers, but refuses the connection.';
  } catch {
    return 'The host does not answer. This page goes on by itself when it is back.';
  }
}
