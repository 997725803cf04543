import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { decodeCursor, type RunCursor } from '#core/runs/cursor.ts';
import { proposalAction, proposalCompletion } from '#core/runs/proposal.ts';
import { NotConnectedError } from '#core/runs/reader.ts';
import { follow } from '#core/runs/stream.ts';
import type { DatabaseSource } from '#core/sources/database-source.ts';
import { sendText } from './answer.ts';

/**
 * The proposal's Server-Sent Events: `GET /stream/:experimentId`, or `/stream` for all. Starts with what comes now,
 * with the first action (`?after=0`), or behind a cursor (`?after=`, `Last-Event-ID`).
 */
export async function sendEvents(
  source: DatabaseSource | null,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  // Before anything is waited for: a client that leaves meanwhile is gone for good.
  const closed = new AbortController();
  response.on('close', () => closed.abort());
  const path = /^\/stream(?:\/(\d{1,15}))?$/.exec(url.pathname);
  if (!source) return sendText(response, 503, 'Nothing is watched.');
  if (!path) return sendText(response, 404, 'Write /stream/ and the number of an experiment.');
  const experimentId = path[1] === undefined ? null : Number(path[1]);
  // What a browser sends when it reconnects by itself is newer than what stands in the URL.
  const lastEvent = request.headers['last-event-id'];
  const after = (typeof lastEvent === 'string' && lastEvent) || url.searchParams.get('after');
  let from: RunCursor | null;
  try {
    if (experimentId !== null && !(await source.hasExperiment(experimentId))) {
      return sendText(response, 404, `There is no experiment ${experimentId} in this database.`);
    }
    if (after === null) from = source.reader.now();
    else from = after === '0' ? source.reader.beginning() : decodeCursor(after);
  } catch (error) {
    if (!(error instanceof NotConnectedError)) throw error;
    response.setHeader('retry-after', '2');
    return sendText(response, 503, error.message);
  }
  if (!from) return sendText(response, 400, 'The cursor is not one that this program handed out.');
  if (closed.signal.aborted) return;
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-accel-buffering': 'no',
  });
  if (request.method === 'HEAD') return void response.end();
  response.write('retry: 1000\n\n');
  // A client that comes back reads from the source that has taken the place of one that ended.
  const ended = AbortSignal.any([closed.signal, source.ended]);
  for await (const item of follow(source, experimentId, from, after !== null, ended)) {
    const text =
      item.kind === 'idle'
        ? ': waiting\n\n'
        : item.kind === 'action'
          ? event('agent_action_update', item.cursor, proposalAction(item.action))
          : event('experiment_complete', item.cursor, proposalCompletion(item.completion));
    // The next item is asked for only when this one fits: a reader that stalls costs nothing but its place.
    if (!response.write(text)) await once(response, 'drain', { signal: ended }).catch(() => {});
  }
  response.end();
}

// JSON has no line breaks of its own, so one data line holds it.
function event(name: string, id: string, data: unknown): string {
  return `event: ${name}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}
