import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from '#core/log.ts';
import type { Monitor } from '#core/monitor.ts';
import type { FeedStateName } from '#shared/domain/feed.ts';
import { Access } from './access.ts';
import { sendJson, sendText } from './answer.ts';
import { serveContract } from './contract-socket.ts';
import { sendExport, sendSession } from './downloads.ts';
import { sendEvents } from './event-stream.ts';
import { sendPage } from './page.ts';
import { readUrl } from './request-url.ts';
import { takeSession } from './uploads.ts';

export interface WebHostOptions {
  readonly monitor: Monitor;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly token: string | undefined;
  readonly log: Logger;
}

/** A running web host. */
export interface WebHost {
  /** The complete URL to open, with the token. */
  readonly url: string;
  close(): Promise<void>;
}

/** Headers come at once. A session that is uploaded may take as long as it does, as long as something of it comes. */
const HEADERS_MS = 60_000;

/** Puts a monitor behind HTTP. Rejects when the port is taken. */
export async function startWebHost({ monitor, host, port, token, log }: WebHostOptions): Promise<WebHost> {
  // A cursor comes back in a header, and with many open gaps it is long.
  const server = createServer({ maxHeaderSize: 1 << 20, headersTimeout: HEADERS_MS, requestTimeout: 0 });
  const access = new Access(host, () => portOf(server), token);
  server.on('request', (request, response) => {
    route(monitor, access, request, response).catch((error: unknown) => {
      log.error({ reason: error instanceof Error ? error.message : 'unknown' }, 'request failed');
      if (!response.headersSent) sendText(response, 500, 'The request failed. The program’s log says why.');
      else response.destroy();
    });
  });
  const endContract = serveContract(server, monitor, access, log);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const shown = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${shown}:${portOf(server)}/?token=${encodeURIComponent(access.token)}`,
    async close() {
      endContract();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function route(
  monitor: Monitor,
  access: Access,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const wrongHost = access.refuseHost(request);
  if (wrongHost) return sendText(response, wrongHost.status, wrongHost.reason);
  const url = readUrl(request);
  const isUpload = request.method === 'PUT' && url?.pathname === '/sessions/upload';
  if (request.method !== 'GET' && request.method !== 'HEAD' && !isUpload) {
    return sendText(response, 405, 'Only GET is answered.');
  }
  if (!url) return sendText(response, 400, 'The address is malformed.');
  const refusal = (isUpload ? access.refuseOrigin(request) : null) ?? access.refuseStranger(request, url);
  if (url.pathname === '/healthz') return sendHealth(monitor, response, refusal === null);
  if (refusal) return sendText(response, refusal.status, refusal.reason);
  if (isUpload) return takeSession(monitor, request, response, url);
  if (url.pathname === '/sessions/file') {
    return sendSession(monitor.library, request, response, url.searchParams.get('id') ?? '');
  }
  if (url.pathname.startsWith('/exports/')) {
    return sendExport(monitor.exports.downloads, request, response, url.pathname);
  }
  if (url.pathname === '/stream' || url.pathname.startsWith('/stream/')) {
    return sendEvents(monitor.own, request, response, url);
  }
  return sendPage(response, url.pathname, url.searchParams.has('token') ? access.cookieHeader() : null);
}

/** For supervisors, who have no token. What went wrong may name hosts, accounts and files: that is for those who have one. */
function sendHealth(monitor: Monitor, response: ServerResponse, isKnown: boolean): void {
  const status = monitor.own?.status;
  if (!status) return void sendJson(response, 503, { feed: { state: 'none', reason: 'Nothing is watched.' } });
  const { state, since, actions } = status;
  const reason = isKnown ? status.reason : (REASONS[state] ?? status.reason);
  const healthy = state === 'live' || state === 'polling';
  sendJson(response, healthy ? 200 : 503, { feed: { state, reason, since: new Date(since).toISOString(), actions } });
}

const REASONS: Readonly<Partial<Record<FeedStateName, string>>> = {
  connecting: 'Connecting.',
  reconnecting: 'The database is away. With the token this says why.',
  failed: 'A person has to look. With the token this says why.',
};

function portOf(server: Server): number {
  return (server.address() as AddressInfo | null)?.port ?? 0;
}
