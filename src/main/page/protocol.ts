import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { protocol } from 'electron';
import { chooseFile } from '#core/page/files.ts';
import { PAGE_HEADERS } from '#core/page/headers.ts';
import { APP_HOST, APP_SCHEME } from './address.ts';

const RENDERER = join(import.meta.dirname, '../renderer');

const REFUSALS = { 400: 'Bad request', 404: 'Not found', 405: 'Method not allowed' } as const;

/** Makes `app://oriole` an origin like that of a website. Electron wants this once, before it is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: APP_SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
    },
  ]);
}

/** Serves the viewer's files as `app://oriole/…`, and nothing else. */
export function setupAppProtocol(): void {
  protocol.handle(APP_SCHEME, answer);
}

async function answer(request: Request): Promise<Response> {
  const { host, pathname } = new URL(request.url);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return refusal(405);
  }
  if (host !== APP_HOST) {
    return refusal(404);
  }
  const choice = chooseFile(RENDERER, pathname);
  if (choice === 'malformed') {
    return refusal(400);
  }
  if (choice === 'not found') {
    return refusal(404);
  }
  try {
    const content = await readFile(choice.file);
    return new Response(content, { headers: { ...PAGE_HEADERS, 'content-type': choice.type } });
  } catch {
    // Whatever the reason is, a page can do nothing else about it than about a file that is not there.
    return refusal(404);
  }
}

function refusal(status: keyof typeof REFUSALS): Response {
  return new Response(REFUSALS[status], { status, headers: { ...PAGE_HEADERS, 'content-type': 'text/plain' } });
}
