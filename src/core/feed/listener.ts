import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { destroySocket } from '#core/database/connect.ts';

/** The proposal's channels, and our own for finding out whether notices come through at all. */
const ACTION_CHANNEL = 'agent_action_update';
export const COMPLETE_CHANNEL = 'experiment_complete';
const PROBE_CHANNEL = 'oriole_monitor_probe';

const HEARTBEAT_MS = 5_000;
/** A session that does not answer a trivial question for this long is dead. */
const HEARTBEAT_TIMEOUT_MS = 4_000;
const PROBE_TIMEOUT_MS = 2_000;
/** How long a session that is ended may take to say so before its socket is destroyed. */
const GOODBYE_MS = 500;

/** What a listener tells; `lost` is called once, and nothing after it. */
export interface ListenerEvents {
  notice(channel: string, payload: string): void;
  lost(error: Error): void;
}

/**
 * One session that LISTENs, and does nothing else but say that it is alive. TCP does not tell when the other end is
 * gone (timgit/pg-boss pull 851), so the session is asked for its own registrations, with a time limit.
 */
export class Listener {
  readonly #client: pg.Client;
  readonly #events: ListenerEvents;
  readonly #probes = new Map<string, () => void>();
  #heartbeat: NodeJS.Timeout | null = null;
  #ended = false;

  private constructor(client: pg.Client, events: ListenerEvents) {
    this.#client = client;
    this.#events = events;
  }

  /** LISTENs on a fresh session. Resolves when the registration has committed. */
  static async start(client: pg.Client, events: ListenerEvents): Promise<Listener> {
    const listener = new Listener(client, events);
    client.on('error', (error) => listener.#lose(error));
    client.on('end', () => listener.#lose(new Error('the server closed the connection')));
    client.on('notification', ({ channel, payload }) => listener.#hear(channel, payload ?? ''));
    await client.query(`LISTEN ${ACTION_CHANNEL}; LISTEN ${COMPLETE_CHANNEL}; LISTEN ${PROBE_CHANNEL}`);
    listener.#beat();
    return listener;
  }

  /** True when a notice of our own, sent over another connection, comes back. */
  async probe(sender: pg.Pool): Promise<boolean> {
    const token = randomUUID();
    let timer: NodeJS.Timeout | undefined;
    const heard = new Promise<boolean>((resolve) => {
      this.#probes.set(token, () => resolve(true));
      timer = setTimeout(() => resolve(false), PROBE_TIMEOUT_MS);
    });
    try {
      await sender.query('SELECT pg_notify($1, $2)', [PROBE_CHANNEL, token]);
      return await heard;
    } finally {
      clearTimeout(timer);
      this.#probes.delete(token);
    }
  }

  /** Ends the session without waiting for a peer that may be gone. */
  stop(): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#heartbeat) clearTimeout(this.#heartbeat);
    destroy(this.#client);
  }

  #hear(channel: string, payload: string): void {
    if (this.#ended) return;
    if (channel === PROBE_CHANNEL) this.#probes.get(payload)?.();
    else this.#events.notice(channel, payload);
  }

  // error, error, end: one loss.
  #lose(error: Error): void {
    if (this.#ended) return;
    this.stop();
    this.#events.lost(error);
  }

  #beat(): void {
    if (this.#ended) return;
    this.#heartbeat = setTimeout(() => {
      const timer = setTimeout(
        () => this.#lose(new Error('the connection is dead: the server stopped answering')),
        HEARTBEAT_TIMEOUT_MS,
      );
      this.#client
        .query<{ channel: string }>('SELECT pg_listening_channels() AS channel')
        .then(({ rows }) => {
          if (!rows.some(({ channel }) => channel === ACTION_CHANNEL)) {
            this.#lose(new Error('the server forgot that this session listens'));
          }
          this.#beat();
        })
        .catch((error: Error) => this.#lose(error))
        .finally(() => clearTimeout(timer));
    }, HEARTBEAT_MS);
  }
}

/** Says goodbye, and cuts the connection when there is no answer. */
function destroy(client: pg.Client): void {
  const timer = setTimeout(() => destroySocket(client), GOODBYE_MS);
  client
    .end()
    .catch(() => {})
    .finally(() => clearTimeout(timer));
}
