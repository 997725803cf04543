import type pg from 'pg';
import { ActionQueries } from '#core/database/actions.ts';
import { Connector } from '#core/database/connect.ts';
import { ExperimentQueries } from '#core/database/experiments.ts';
import { explain } from '#core/database/problem.ts';
import { hasActionTrigger, readSchema, type Schema } from '#core/database/schema.ts';
import type { ConnectionTarget } from '#core/database/target.ts';
import { WriterQueries } from '#core/database/writers.ts';
import type { Catalogue } from '#core/experiments/catalogue.ts';
import type { Logger } from '#core/log.ts';
import { backoffMs } from './backoff.ts';
import { COMPLETE_CHANNEL, Listener } from './listener.ts';
import type { FeedState } from './state.ts';
import type { Tail } from './tail.ts';

const POLL_MS = 2_000;
/** While live, a slow poll stands behind the notices. */
const BACKSTOP_MS = 15_000;
/** A catch-up of fewer actions is over before it is read. */
const WORTH_SAYING = 5_000;
/** How often a feed that has to poll looks whether it still has to. */
const REVIEW_MS = 10_000;
/** A feed that failed for want of tables looks again by itself; a refused password is never tried again unasked. */
const FAILED_REVIEW_MS = 30_000;

/** The queries of the present connection. */
export interface Queries {
  readonly schema: Schema;
  readonly actions: ActionQueries;
  readonly experiments: ExperimentQueries;
}

/** What a feed drives. */
export interface FeedParts {
  readonly state: FeedState;
  readonly tail: Tail;
  readonly catalogue: Catalogue;
  readonly log: Logger;
}

/**
 * Keeps one database connected for as long as the host runs: LISTEN, catch up, stay live, and after a loss all of it
 * again. The order is what makes it complete: LISTEN commits before the tail reads, so a row is either read or announced.
 */
export class Feed {
  readonly #connector: Connector;
  readonly #parts: FeedParts;
  readonly #stopping = new AbortController();
  #queries: Queries | null = null;
  #skipWait: (() => void) | null = null;
  #lose: ((error: unknown) => void) | null = null;
  #running: Promise<void> | null = null;
  #measuring = false;

  constructor(target: ConnectionTarget, parts: FeedParts) {
    this.#connector = new Connector(target);
    this.#parts = parts;
  }

  /** The queries of the present connection, null while there is none. */
  get queries(): Queries | null {
    return this.#queries;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Tries to connect now instead of at the end of the wait. */
  retry(): void {
    this.#skipWait?.();
  }

  /** To be called when a read of the tail or the catalogue failed: the connection is given up and made anew. */
  lost(error: unknown): void {
    this.#lose?.(error);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#skipWait?.();
    this.#lose?.(new Error('stopped'));
    await this.#running;
  }

  async #run(): Promise<void> {
    const { state, log } = this.#parts;
    let attempt = 0;
    while (!this.#stopping.signal.aborted) {
      let reached = false;
      state.to('connecting', 'Connecting.');
      const error = await this.#session(() => {
        reached = true;
      });
      if (this.#stopping.signal.aborted) return;
      const problem = explain(error);
      log.warn({ reason: problem.reason }, 'feed lost');
      attempt = reached ? 1 : attempt + 1;
      if (problem.lasting) {
        state.to('failed', problem.reason);
        await this.#wait(problem.review ? FAILED_REVIEW_MS : null);
      } else {
        const ms = backoffMs(attempt, Math.random());
        state.reconnecting(problem.reason, attempt, Date.now() + ms);
        await this.#wait(ms);
      }
    }
  }

  /** One connection, from its beginning to its loss. Resolves with the reason. */
  async #session(onReached: () => void): Promise<unknown> {
    const { tail, catalogue } = this.#parts;
    const timers = new Timers();
    const ends: (() => void | Promise<void>)[] = [];
    const lost = new Promise<unknown>((resolve) => {
      this.#lose = resolve;
    });
    const fail = this.#lose ?? (() => {});
    this.#begin(timers, ends, fail).then(onReached, fail);
    const reason = await lost;
    // From here on nothing that the beginning still does may reach the next connection.
    timers.end();
    this.#lose = null;
    this.#queries = null;
    tail.pause();
    catalogue.pause();
    for (const end of ends.reverse()) await end();
    await tail.idle();
    return reason;
  }

  /** Connects, catches up and goes live. What has to be ended later is added to `ends` as soon as it exists. */
  async #begin(timers: Timers, ends: (() => void | Promise<void>)[], fail: (error: unknown) => void): Promise<void> {
    const { tail, catalogue, state } = this.#parts;
    const stillWanted = () => {
      if (timers.ended) throw new Error('the connection was given up');
    };
    const client = await this.#connector.client();
    let listener: Listener | null = null;
    ends.push(() => (listener ? listener.stop() : void client.end().catch(() => {})));
    if (timers.ended) return void client.end().catch(() => {});
    const schema = await readSchema(client);
    stillWanted();
    state.missing(schema.missing);
    const { pool, end } = this.#connector.pool(fail);
    ends.push(end);
    if (!schema.inRecovery) {
      const notice = (channel: string, payload: string) => this.#hear(channel, payload);
      listener = await Listener.start(client, { notice, lost: fail });
      stillWanted();
    }
    const actions = new ActionQueries(pool, schema);
    const experiments = new ExperimentQueries(pool, schema);
    await tail.begin({ actions, writers: new WriterQueries(pool, schema) }, (read, most) => {
      if (most < WORTH_SAYING || timers.ended) return;
      state.to('connecting', `Catching up: ${read.toLocaleString('en')} of ${most.toLocaleString('en')} actions.`);
    });
    stillWanted();
    this.#queries = { schema, actions, experiments };
    await this.#settle(listener, pool, schema, timers, fail);
    await catalogue.load(experiments, fail);
    stillWanted();
    state.clockOffset(catalogue.clockOffsetMs);
  }

  /** Decides between live and polling, and looks again from time to time while it has to poll. */
  async #settle(
    listener: Listener | null,
    pool: pg.Pool,
    schema: Schema,
    timers: Timers,
    fail: (error: unknown) => void,
  ): Promise<void> {
    const { state, tail } = this.#parts;
    const seconds = POLL_MS / 1000;
    let obstacle: string | null = null;
    if (!listener) obstacle = 'this server is a standby, which carries no notices';
    else if (!(await listener.probe(pool))) obstacle = 'notices do not come back, as behind a transaction pooler';
    else if (!(await hasActionTrigger(pool, schema))) obstacle = 'triggers are not installed (sql/triggers.sql)';
    if (timers.ended) return;
    if (obstacle === null) {
      state.to('live', 'Live.');
      timers.every(BACKSTOP_MS, () => void tail.wake());
      return;
    }
    state.to('polling', `Polling every ${seconds} s: ${obstacle}.`);
    timers.every(POLL_MS, () => void tail.wake());
    if (!listener) return;
    timers.once(REVIEW_MS, () => {
      timers.clear();
      this.#settle(listener, pool, schema, timers, fail).catch(fail);
    });
  }

  // Any role can NOTIFY any channel: a notice says "look now", and its payload is at most a hint where to look.
  #hear(channel: string, payload: string): void {
    const { tail, catalogue, state } = this.#parts;
    if (channel === COMPLETE_CHANNEL) {
      const id = hintedExperiment(payload);
      if (id !== null) catalogue.refresh([id]).catch(() => {});
      return;
    }
    const read = tail.wake();
    if (this.#measuring) return;
    this.#measuring = true;
    const heard = performance.now();
    void read.then(() => {
      this.#measuring = false;
      state.noticed(performance.now() - heard);
    });
  }

  async #wait(ms: number | null): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#skipWait = resolve;
      if (ms !== null) timer = setTimeout(resolve, ms);
    });
    clearTimeout(timer);
    this.#skipWait = null;
  }
}

/** The timers of one connection. After its end there are none, whoever still asks for one. */
class Timers {
  #all: NodeJS.Timeout[] = [];
  #ended = false;

  get ended(): boolean {
    return this.#ended;
  }

  every(ms: number, run: () => void): void {
    if (!this.#ended) this.#all.push(setInterval(run, ms));
  }

  once(ms: number, run: () => void): void {
    if (!this.#ended) this.#all.push(setTimeout(run, ms));
  }

  end(): void {
    this.clear();
    this.#ended = true;
  }

  clear(): void {
    for (const timer of this.#all) clearTimeout(timer);
    this.#all = [];
  }
}

function hintedExperiment(payload: string): number | null {
  const id = /"experiment_id"\s*:\s*(\d{1,15})/.exec(payload)?.[1];
  return id === undefined ? null : Number(id);
}
