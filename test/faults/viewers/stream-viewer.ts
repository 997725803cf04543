import { get, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { createRandom, type Random } from '#core/demo/random.ts';
import { RETURN_MS, type SeenRow, type Viewer } from './viewer.ts';

export interface StreamViewerOptions {
  readonly name: string;
  /** The host's URL, with the token. */
  readonly host: URL;
  /** null watches all experiments. */
  readonly experiment: number | null;
  /** Hangs up every now and then by itself and comes back with what it has: a laptop on a train. */
  readonly restless?: number;
}

/**
 * A client of the event stream that starts with the first action and returns as a browser's EventSource does: with the
 * id of the last event that it took in.
 */
export class StreamViewer implements Viewer {
  readonly name: string;
  readonly received: SeenRow[] = [];
  readonly complaints: string[] = [];
  returns = -1;
  readonly #url: URL;
  readonly #restless: Random | null;
  readonly #leaving = new AbortController();
  readonly #running: Promise<void>;
  #last: string | null = null;
  #response: IncomingMessage | null = null;
  #stalled = false;

  constructor({ name, host, experiment, restless }: StreamViewerOptions) {
    this.name = name;
    this.#url = new URL(experiment === null ? '/stream' : `/stream/${experiment}`, host);
    this.#url.search = host.search;
    this.#url.searchParams.set('after', '0');
    this.#restless = restless === undefined ? null : createRandom('restless', restless);
    this.#running = this.#watch();
  }

  order(): null {
    return null;
  }

  /** Stops reading its socket, or goes on. Nothing is closed: the host has to wait. */
  stall(stalled: boolean): void {
    this.#stalled = stalled;
    if (stalled) this.#response?.pause();
    else this.#response?.resume();
  }

  /** Loses its connection; comes back with the last event that it took in. */
  hangUp(): void {
    this.#response?.destroy();
  }

  async leave(): Promise<void> {
    this.#leaving.abort();
    this.#response?.destroy();
    await this.#running;
  }

  async #watch(): Promise<void> {
    const { signal } = this.#leaving;
    while (!signal.aborted) {
      this.returns++;
      await this.#visit().catch(() => {});
      await delay(RETURN_MS, undefined, { signal }).catch(() => {});
    }
  }

  /** One connection, until it breaks. */
  async #visit(): Promise<void> {
    const response = await this.#open();
    this.#response = response;
    response.setEncoding('utf8');
    if (response.statusCode !== 200) {
      let body = '';
      for await (const chunk of response) body += chunk;
      // 503 is "come back later". Anything else ends an EventSource for good.
      if (response.statusCode !== 503) this.complaints.push(`${response.statusCode}: ${body.slice(0, 200)}`);
      return;
    }
    let patience = this.#restless?.whole(50, 1_500) ?? Number.POSITIVE_INFINITY;
    let text = '';
    response.on('data', (chunk: string) => {
      text += chunk;
      let from = 0;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n', from)) {
        this.#take(text.slice(from, end));
        from = end + 2;
        if (--patience > 0) continue;
        // What arrived behind this event is lost with the connection, as it should be.
        response.removeAllListeners('data');
        response.destroy();
        return;
      }
      text = text.slice(from);
    });
    if (this.#stalled) response.pause();
    await new Promise((resolve) => {
      response.once('close', resolve);
      response.once('error', resolve);
    });
  }

  #open(): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const request = get(
        this.#url,
        {
          agent: false,
          signal: this.#leaving.signal,
          headers: this.#last === null ? {} : { 'last-event-id': this.#last },
        },
        resolve,
      );
      request.on('error', reject);
    });
  }

  #take(block: string): void {
    const fields = new Map(
      block.split('\n').map((line): [string, string] => {
        const colon = line.indexOf(': ');
        return [line.slice(0, colon), line.slice(colon + 2)];
      }),
    );
    const id = fields.get('id');
    if (id !== undefined) this.#last = id;
    if (fields.get('event') !== 'agent_action_update') return;
    try {
      const data: unknown = JSON.parse(fields.get('data') ?? '');
      this.received.push(seenRow(data));
    } catch {
      this.complaints.push(`not an action: ${block.slice(0, 200)}`);
    }
  }
}

function seenRow(data: unknown): SeenRow {
  if (typeof data !== 'object' || data === null) throw new Error('no object');
  const { id, experiment_id: experiment, step_number: step } = data as Record<string, unknown>;
  if (typeof id !== 'number' || typeof experiment !== 'number' || typeof step !== 'number')
    throw new Error('no action');
  return { id, experiment, step };
}
