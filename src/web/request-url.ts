import type { IncomingMessage } from 'node:http';

/** The path and query of a request, or null when they are no URL (`//`). Host and scheme in it mean nothing. */
export function readUrl(request: IncomingMessage): URL | null {
  const path = request.url ?? '/';
  return URL.canParse(path, 'http://localhost') ? new URL(path, 'http://localhost') : null;
}
