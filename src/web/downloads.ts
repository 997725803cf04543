import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { makeZip, predictLength } from 'client-zip';
import type { Download, Downloads } from '#core/sessions/downloads.ts';
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
  response.writeHead(200, {
    'content-type': body.type,
    'content-length': body.bytes,
    'content-disposition': disposition(download),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
  });
  if (request.method === 'HEAD') return void response.end();
  const isWhole = await pipeline(body.read(), response).then(
    () => true,
    () => false,
  );
  if (isWhole) await downloads.remove(token);
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
function disposition({ name }: Download): string {
  const plain = name.replaceAll(/[^\w.,()-]/g, '_');
  const encoded = encodeURIComponent(name).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
