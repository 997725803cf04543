import { createReadStream, existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { makeZip, predictLength } from 'client-zip';
import type { Downloads } from '#core/sessions/downloads.ts';
import type { Library } from '#core/sessions/library.ts';
import { sendText } from './answer.ts';

/** What an export made, as a stream. */
interface Body {
  readonly bytes: number;
  readonly type: string;
  read(): Readable;
}

/** `GET /exports/:token/:name`: what an export made, once. One that was broken off may be asked for again. */
export async function sendExport(
  downloads: Downloads,
  request: IncomingMessage,
  response: ServerResponse,
  pathname: string,
): Promise<void> {
  const token = /^\/exports\/([\w-]{16,64})\/[^/]*$/.exec(pathname)?.[1] ?? '';
  const download = await downloads.find(token);
  if (!download) return sendText(response, 404, 'This export is not there any more. Export again.');
  const body = download.form === 'file' ? await fileBody(download.path) : await zipBody(download.path);
  if (await send(request, response, body, download.name)) await downloads.remove(token);
}

/** `GET /sessions/file?id=…`: the file of a session of the library. */
export async function sendSession(
  library: Library,
  request: IncomingMessage,
  response: ServerResponse,
  id: string,
): Promise<void> {
  const path = await library.pathOf(id);
  // One that is being recorded is not whole without what is beside it.
  const isWhole = path !== null && !existsSync(`${path}-wal`);
  if (!isWhole) return sendText(response, 404, 'This session is not in the library, or is being recorded.');
  await send(request, response, await fileBody(path), basename(path));
}

/** Sends a file to be saved. Answers whether all of it went out. */
async function send(request: IncomingMessage, response: ServerResponse, body: Body, name: string): Promise<boolean> {
  response.writeHead(200, {
    'content-type': body.type,
    'content-length': body.bytes,
    'content-disposition': disposition(name),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
  });
  if (request.method === 'HEAD') {
    response.end();
    return false;
  }
  return await pipeline(body.read(), response).then(
    () => true,
    () => false,
  );
}

async function fileBody(path: string): Promise<Body> {
  const { size } = await stat(path);
  return { bytes: size, type: 'application/octet-stream', read: () => createReadStream(path) };
}

/** The files of a folder as one ZIP, made while it is sent; not compressed, so its size is known before. */
async function zipBody(folder: string): Promise<Body> {
  const files = await Promise.all(
    (await readdir(folder)).map(async (name) => {
      const { size, mtime } = await stat(join(folder, name));
      return { name, size, lastModified: mtime };
    }),
  );
  async function* inputs() {
    for (const file of files) yield { ...file, input: createReadStream(join(folder, file.name)) };
  }
  return {
    bytes: Number(predictLength(files)),
    type: 'application/zip',
    read: () => Readable.from(makeZip(inputs())),
  };
}

// https://www.rfc-editor.org/rfc/rfc6266: the plain name for those that do not know the other.
function disposition(name: string): string {
  const plain = name.replaceAll(/[^\w.,()-]/g, '_');
  const encoded = encodeURIComponent(name).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
