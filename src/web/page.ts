import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { chooseFile } from '#core/page/files.ts';
import { PAGE_HEADERS } from '#core/page/headers.ts';
import { packageRoot } from '#core/paths.ts';
import { sendText } from './answer.ts';

const RENDERER = join(packageRoot, 'out', 'renderer');

/** Serves the viewer's pages and files, as electron-vite built them. */
export async function sendPage(response: ServerResponse, pathname: string, cookie: string | null): Promise<void> {
  const choice = chooseFile(RENDERER, pathname);
  if (choice === 'malformed') return sendText(response, 400, 'The path is malformed.');
  if (choice === 'not found') return sendText(response, 404, 'There is no such file.');
  let body: Buffer;
  try {
    body = await readFile(choice.file);
  } catch {
    const page = choice.type.startsWith('text/html');
    const reason = page ? 'The viewer has not been built. Run: npm run build' : 'There is no such file.';
    return sendText(response, page ? 500 : 404, reason);
  }
  response.writeHead(200, {
    ...PAGE_HEADERS,
    'content-type': choice.type,
    'content-length': body.byteLength,
    ...(cookie ? { 'set-cookie': cookie } : {}),
  });
  response.end(body);
}
