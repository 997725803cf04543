import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Connection, Queryable } from '#core/database/connection.ts';
import { startPatience } from '#core/patience.ts';
import { ACTION_CHANNEL, COMPLETE_CHANNEL, PROBE_CHANNEL } from './channels.ts';

const HEARTBEAT_MS = 5_000;
/** A session that does not answer a trivial question for this long is dead. */
const HEARTBEAT_TIMEOUT_MS = 4_000;
const PROBE_TIMEOUT_MS = 2_000;
/** A query without its answer for this long is worth asking whether its server is at work on it. */
const SUSPICIOUS_MS = 4_000;

/** What a listener tells; `lost` is called once, and nothing after it. */
export interface ListenerEvents {
  notice(channel: string, payload: string): void;
  lost(error: Error): void;
}

/**
 * One session that LISTENs, and does nothing else but say that it is alive. TCP does not tell when the other end is
 * gone (timgit/pg-boss pull 851), so the session is asked for its own registrations, with a time limit. In the same
 * breath it is asked whether the server is at work on what its sister connections wait for: one of them may be dead
 * alone.
 */
export class Listener {
  readonly #connection: Connection;
  readonly #sisters: readonly Connection[];
  readonly #events: ListenerEvents;
  readonly #probes = new Map<string, () => void>();
  #client: pg.Client | null = null;
  #listens = false;
  /** Sisters whose query the server was not at work on, with what had arrived by then. */
  #suspects: ReadonlyMap<Connection, number> = new Map();
  #heartbeat: NodeJS.Timeout | null = null;
  #beating = false;
  #ended = false;

  constructor(connection: Connection, sisters: readonly Connection[], events: ListenerEvents) {
    this.#connection = connection;
    this.#sisters = sisters;
    this.#events = events;
    this.#schedule();
  }

  /** True while notices are being listened to. */
  get listens(): boolean {
    return this.#listens;
  }

  /**
   * Finds out whether a notice of our own, sent over another connection, comes back, and if so LISTENs. Resolves with
   * whether it does; when true, the registration has committed.
   */
  async listen(sender: Queryable): Promise<boolean> {
    await this.#connection.exclusive(async (client) => {
      if (!this.#client) client.on('notification', ({ channel, payload }) => this.#hear(channel, payload ?? ''));
      this.#client = client;
      await client.query(`LISTEN ${PROBE_CHANNEL}`);
    });
    if (!(await this.probe(sender))) {
      // Behind a transaction pooler the registration may have ended up with a session of somebody else's.
      await this.#connection.exclusive((client) => client.query(`UNLISTEN ${PROBE_CHANNEL}`));
      return false;
    }
    await this.#connection.exclusive((client) => client.query(`LISTEN ${ACTION_CHANNEL}; LISTEN ${COMPLETE_CHANNEL}`));
    this.#listens = true;
    return true;
  }

  /** True when a notice of our own, sent over another connection, comes back. */
  async probe(sender: Queryable): Promise<boolean> {
    const token = randomUUID();
    const heard = Promise.withResolvers<boolean>();
    this.#probes.set(token, () => heard.resolve(true));
    let endPatience = () => {};
    try {
      await sender.query('SELECT pg_notify($1, $2)', [PROBE_CHANNEL, token]);
      // Only now: the sender may have had other things to ask first.
      endPatience = startPatience(PROBE_TIMEOUT_MS, () => heard.resolve(false));
      return await heard.promise;
    } finally {
      endPatience();
      this.#probes.delete(token);
    }
  }

  /** Asks now whether the session is alive: after a sleep, after a change of network. */
  check(): void {
    if (this.#heartbeat) clearTimeout(this.#heartbeat);
    void this.#beat();
  }

  /** Says nothing more. */
  stop(): void {
    this.#ended = true;
    if (this.#heartbeat) clearTimeout(this.#heartbeat);
  }

  #hear(channel: string, payload: string): void {
    if (this.#ended) return;
    if (channel === PROBE_CHANNEL) this.#probes.get(payload)?.();
    else this.#events.notice(channel, payload);
  }

  #lose(error: Error): void {
    if (this.#ended) return;
    this.stop();
    this.#events.lost(error);
  }

  #schedule(): void {
    if (!this.#ended) this.#heartbeat = setTimeout(() => void this.#beat(), HEARTBEAT_MS);
  }

  async #beat(): Promise<void> {
    if (this.#beating || this.#ended) return;
    this.#beating = true;
    const endPatience = startPatience(HEARTBEAT_TIMEOUT_MS, () =>
      this.#lose(new Error('the connection is dead: the server stopped answering')),
    );
    try {
      const waiting = this.#sisters.filter(({ busyMs, processId }) => busyMs > SUSPICIOUS_MS && processId > 0);
      const { rows } = await this.#connection.query<{ channels: string[]; working: number[] }>(
        `SELECT ARRAY(SELECT pg_listening_channels()) AS channels,
                ARRAY(SELECT pid FROM pg_stat_activity WHERE pid = ANY($1::int[]) AND state <> 'idle'
                         AND wait_event_type IS DISTINCT FROM 'Client') AS working`,
        [waiting.map(({ processId }) => processId)],
      );
      if (this.#listens && !rows[0]?.channels.includes(ACTION_CHANNEL)) {
        return this.#lose(new Error('the server forgot that this session listens'));
      }
      this.#suspect(waiting.filter(({ processId }) => !rows[0]?.working.includes(processId)));
    } catch (error) {
      this.#lose(error instanceof Error ? error : new Error('the connection is dead'));
    } finally {
      endPatience();
      this.#beating = false;
      this.#schedule();
    }
  }

  // Once may be chance, and on a slow network the answer is on its way for long: as long as something arrives.
  #suspect(idle: readonly Connection[]): void {
    if (idle.some((connection) => this.#suspects.get(connection) === connection.bytesRead)) {
      this.#lose(new Error('a connection is dead: an answer never arrived'));
    }
    this.#suspects = new Map(idle.map((connection) => [connection, connection.bytesRead]));
  }
}
