import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { codeOf } from '#core/files/storage-error.ts';
import { PARTIAL } from '#core/sessions/build.ts';
import { freeBytes } from '#core/sessions/disk.ts';
import { fileNameOf } from '#core/sessions/file-name.ts';
import { FILE_EXTENSION } from '#core/sessions/format.ts';
import type { Library } from '#core/sessions/library.ts';
import { LEAST_FREE_BYTES } from '#core/sessions/recorder.ts';
import { checkHeader, SessionFileError } from '#core/sessions/session-file.ts';
import { freePath } from '#core/sessions/trash.ts';
import { sendJson, sendText } from './answer.ts';

/** A sender that is silent for so long is gone. */
const SILENCE_MS = 60_000;
const OWNER_ONLY = 0o600;

/** More has come than there is room for. */
class TooLargeError extends Error {}

/** What an upload stands on. */
export interface UploadTarget {
  readonly library: Library;
  /** Left on the disk of a file, bytes; null where that cannot be told. */
  readonly free?: (path: string) => Promise<number | null>;
}

/**
 * `PUT /sessions/upload?name=…`: takes a session file into the library's own folder and answers `{"id"}`. It is received
 * under another name, which the library deletes at its start when this program was killed meanwhile; nothing that is
 * there is ever replaced.
 */
export async function takeSession(
  { library, free = freeBytes }: UploadTarget,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const { folder } = library;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const name = fileNameOf((url.searchParams.get('name') ?? '').replace(/\.oriole$/i, ''));
  const received = join(folder, `.${randomUUID()}${FILE_EXTENSION}${PARTIAL}`);
  const left = await free(received);
  const most = left === null ? Number.POSITIVE_INFINITY : left - LEAST_FREE_BYTES;
  try {
    if (Number(request.headers['content-length'] ?? 0) > most) throw new TooLargeError();
    request.setTimeout(SILENCE_MS, () => request.destroy());
    await receive(request, received, most);
    // Whatever else is wrong with it, the library says; what is no session does not get there.
    checkHeader(received);
    const path = freePath(join(folder, `${name}${FILE_EXTENSION}`));
    renameSync(received, path);
    const { id, sentence } = await library.addFile(path);
    if (id === null) {
      rmSync(path, { force: true });
      return sendText(response, 422, sentence ?? 'The library did not take the file.');
    }
    sendJson(response, 200, { id });
  } catch (error) {
    rmSync(received, { force: true });
    refuse(request, response, error);
  }
}

async function receive(request: IncomingMessage, path: string, most: number): Promise<void> {
  const file = await open(path, 'wx', OWNER_ONLY);
  let bytes = 0;
  try {
    // Whoever sends too much is still told so.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      bytes += (chunk as Buffer).length;
      if (bytes > most) throw new TooLargeError();
      await file.writeFile(chunk as Buffer);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  // A sender that broke off hears nothing any more.
  if (response.destroyed || response.headersSent) return void response.destroy();
  const [status, sentence] = answerTo(error);
  // What it is still sending nobody reads.
  if (!request.complete) {
    response.setHeader('connection', 'close');
    response.on('finish', () => request.destroy());
  }
  sendText(response, status, sentence);
}

function answerTo(error: unknown): [number, string] {
  if (error instanceof TooLargeError || ['ENOSPC', 'EDQUOT'].includes(codeOf(error))) {
    return [413, 'There is not enough room on the host’s disk for this file. Nothing was kept of it.'];
  }
  if (error instanceof SessionFileError) return [422, `${error.message} Nothing was kept of it.`];
  return [500, 'The host could not save the file. Nothing was kept of it.'];
}
