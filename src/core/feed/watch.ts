import { ActionQueries } from '#core/database/actions.ts';
import type { Connector } from '#core/database/connect.ts';
import type { Connection } from '#core/database/connection.ts';
import { ExperimentQueries } from '#core/database/experiments.ts';
import { sharesSessions } from '#core/database/pooler.ts';
import { DatabaseRows } from '#core/database/rows.ts';
import { RunBulk } from '#core/database/run-bulk.ts';
import { RunPages } from '#core/database/run-pages.ts';
import { RunSearch } from '#core/database/run-search.ts';
import { RunSights } from '#core/database/run-sights.ts';
import { RunUsage } from '#core/database/run-usage.ts';
import { readSchema, type Schema } from '#core/database/schema.ts';
import { TriggerQueries } from '#core/database/triggers.ts';
import { WriterQueries } from '#core/database/writers.ts';
import type { Catalogue } from '#core/experiments/catalogue.ts';
import type { Obstacle } from '#shared/domain/feed.ts';
import { COMPLETE_CHANNEL, hintedExperiment } from './channels.ts';
import { Listener } from './listener.ts';
import type { FeedState } from './state.ts';
import type { Tail } from './tail.ts';

/** While live, a slow poll stands behind the notices. */
const BACKSTOP_MS = 15_000;
/** How often it is looked at whether notices come through, and are sent. */
const REVIEW_MS = 10_000;

/** The queries that viewers ask. */
export interface Queries {
  readonly schema: Schema;
  readonly actions: ActionQueries;
  /** Whole runs, a stretch at a time. */
  readonly pages: RunPages;
  readonly sights: RunSights;
  readonly usage: RunUsage;
  readonly search: RunSearch;
  readonly experiments: ExperimentQueries;
  readonly triggers: TriggerQueries;
  /** Whole rows, by a connection of their own: whoever records or exports is in nobody's way. Made when first asked for. */
  rows(): Promise<DatabaseRows>;
}

/** What a watch drives. */
export interface WatchParts {
  readonly state: FeedState;
  readonly tail: Tail;
  readonly catalogue: Catalogue;
}

/**
 * One uninterrupted watch over a database, from connecting to the loss of any of its three connections: one listens, one
 * reads what is new, one answers viewers. The order of the beginning is what makes it complete: LISTEN commits before
 * the tail reads, so a row is either read or announced.
 */
export class Watch {
  readonly #connector: Connector;
  readonly #parts: WatchParts;
  readonly #connections: Connection[] = [];
  #settle: (reason: unknown) => void = () => {};
  #ended = false;
  #queries: Queries | null = null;
  #listener: Listener | null = null;
  /** What reviews ask; null until there is something to review. */
  #reviewed: { readonly feeding: Connection; readonly triggers: TriggerQueries } | null = null;
  #pollTimer: NodeJS.Timeout | null = null;
  #reviewTimer: NodeJS.Timeout | null = null;
  #reviewing: Promise<void> | null = null;
  #noticed = 0;
  #rows: Promise<DatabaseRows> | null = null;
  /** Rejects when this watch is over. */
  readonly #over = Promise.withResolvers<never>();
  #measuring = false;
  /** True once it has caught up: from then on it polls, fast or slowly. */
  #polls = false;
  #polledAt = performance.now();

  constructor(connector: Connector, parts: WatchParts) {
    this.#connector = connector;
    // Mostly nobody waits for it.
    this.#over.promise.catch(() => {});
    this.#parts = parts;
  }

  /** null until the tables are known. */
  get queries(): Queries | null {
    return this.#queries;
  }

  /** Watches until {@link end} or a loss; resolves with the reason, when nothing of it is left. */
  async run(): Promise<unknown> {
    const { tail, catalogue } = this.#parts;
    const reason = await new Promise<unknown>((resolve) => {
      this.#settle = resolve;
      this.#begin().catch((error) => this.end(error));
    });
    this.#queries = null;
    for (const timer of [this.#pollTimer, this.#reviewTimer]) if (timer) clearTimeout(timer);
    this.#listener?.stop();
    tail.pause();
    catalogue.pause();
    await Promise.all([this.#connector.end(), ...this.#connections.map((connection) => connection.end())]);
    await tail.idle();
    return reason;
  }

  /** Gives the connections up. */
  end(reason: unknown): void {
    // At once, not when whoever waits for the end is told: nothing may be called live in between.
    this.#ended = true;
    this.#over.reject(new Error('the connection was given up'));
    this.#settle(reason);
  }

  /** Something may have changed about the connection: looks at once instead of at the next turn. */
  check(): void {
    this.#listener?.check();
    if (this.#queries) void this.#parts.tail.wake('look');
  }

  /** Looks at the triggers now, and decides again between live and polling. */
  async review(): Promise<void> {
    if (!this.#queries) return;
    if (this.#reviewTimer) clearTimeout(this.#reviewTimer);
    this.#reviewing ??= this.#review().finally(() => {
      this.#reviewing = null;
      this.#scheduleReview();
    });
    await this.#reviewing;
  }

  /** The poll interval was changed. */
  paceChanged(): void {
    if (this.#polls) this.#schedulePoll();
  }

  async #begin(): Promise<void> {
    const { tail, catalogue, state } = this.#parts;
    const stillWanted = () => {
      if (this.#ended) throw new Error('the connection was given up');
    };
    // The first one finds out about TLS and poolers for all.
    const listening = await this.#connect();
    const [feeding, answering] = await Promise.all([this.#connect(), this.#connect()]);
    stillWanted();
    const schema = await readSchema(feeding, this.#connector.schema);
    stillWanted();
    state.missing(schema.missing);
    state.signal({ type: 'connected' });
    this.#listener = new Listener(listening, this.#connector.pooled ? [] : [feeding, answering], {
      notice: (channel, payload) => this.#hear(channel, payload),
      lost: (error) => this.end(error),
    });
    const triggers = new TriggerQueries(feeding, schema);
    const obstacle = await this.#findObstacle(feeding, triggers);
    stillWanted();
    state.signal({ type: 'probed', obstacle });
    const bulk = new RunBulk(answering, schema);
    this.#queries = {
      schema,
      actions: new ActionQueries(answering, schema),
      pages: new RunPages(bulk, schema),
      sights: new RunSights(answering, bulk, schema),
      usage: new RunUsage(answering, schema),
      search: new RunSearch(answering, schema),
      experiments: new ExperimentQueries(answering, schema),
      triggers: new TriggerQueries(answering, schema),
      rows: () => (this.#rows ??= this.#openRows(schema)),
    };
    const source = { actions: new ActionQueries(feeding, schema), writers: new WriterQueries(feeding, schema) };
    await tail.begin(source, stillWanted, (read, most) => state.signal({ type: 'progress', read, most }));
    stillWanted();
    state.signal({ type: 'caught-up' });
    this.#polls = true;
    this.#schedulePoll();
    this.#reviewed = { feeding, triggers };
    this.#scheduleReview();
    await catalogue.load(new ExperimentQueries(feeding, schema), (error) => this.end(error));
    stillWanted();
    state.clockOffset(catalogue.clockOffsetMs);
  }

  async #openRows(schema: Schema): Promise<DatabaseRows> {
    try {
      // On a dead network a connect may take longer than this watch lasts.
      return await Promise.race([
        this.#connect(() => {
          this.#rows = null;
        }).then((connection) => DatabaseRows.open(connection, schema)),
        this.#over.promise,
      ]);
    } catch (error) {
      this.#rows = null;
      throw error;
    }
  }

  /** @param onLost what its loss means; the end of this watch, unless told */
  async #connect(onLost: (error: Error) => void = (error) => this.end(error)): Promise<Connection> {
    const connection = await this.#connector.connect(onLost);
    this.#connections.push(connection);
    if (this.#ended) {
      await connection.end();
      throw new Error('the connection was given up');
    }
    return connection;
  }

  /** What stands between a commit and its notice here. LISTENs where nothing does. */
  async #findObstacle(feeding: Connection, triggers: TriggerQueries): Promise<Obstacle | null> {
    const listener = this.#listener;
    if (!listener) return null;
    const { kind, inRecovery } = await triggers.read();
    if (inRecovery) return 'standby';
    if (!listener.listens) {
      const { pooled } = this.#connector;
      if (pooled && (await sharesSessions(this.#connections))) return 'pooler';
      if (!(await listener.listen(feeding))) return pooled ? 'pooler' : 'swallowed';
    }
    if (kind === 'absent') return 'no-triggers';
    return kind === 'disabled' ? 'triggers-disabled' : null;
  }

  async #review(): Promise<void> {
    const { state, tail } = this.#parts;
    const source = this.#reviewed;
    if (!source || this.#ended) return;
    try {
      const obstacle = await this.#findObstacle(source.feeding, source.triggers);
      // What was committed before LISTEN, or while the triggers were gone, is read before it is called live.
      if (obstacle === null && state.machine.obstacle !== null) await tail.wake('look');
      if (this.#ended) return;
      const changed = obstacle !== state.machine.obstacle;
      state.signal({ type: 'reviewed', obstacle });
      // Otherwise reviews, which come more often than slow polls, would put them off for ever.
      if (changed) this.#schedulePoll();
    } catch (error) {
      this.end(error);
    }
  }

  #scheduleReview(): void {
    if (this.#ended) return;
    if (this.#reviewTimer) clearTimeout(this.#reviewTimer);
    this.#reviewTimer = setTimeout(() => void this.review(), REVIEW_MS);
  }

  /** The next poll, counted from the last one: however often it is asked for, it comes. */
  #schedulePoll(): void {
    if (this.#pollTimer) clearTimeout(this.#pollTimer);
    if (this.#ended) return;
    const { state, tail } = this.#parts;
    const { obstacle, pollMs } = state.machine;
    const due = this.#polledAt + (obstacle === null ? BACKSTOP_MS : pollMs);
    this.#pollTimer = setTimeout(
      () => {
        this.#polledAt = performance.now();
        const { actions } = state.status;
        const noticed = this.#noticed;
        void tail.wake('look').then(() => {
          const isUnannounced = state.status.actions > actions && this.#noticed === noticed;
          const isLive = state.machine.obstacle === null;
          // Rows that nobody announced, or notices where there should be none: something about the triggers changed.
          if (isLive ? isUnannounced : this.#noticed !== noticed) void this.review();
          this.#schedulePoll();
        });
      },
      Math.max(0, due - performance.now()),
    );
  }

  // A notice says "look now", and its payload is at most a hint where to look.
  #hear(channel: string, payload: string): void {
    const { tail, catalogue, state } = this.#parts;
    const experiment = hintedExperiment(payload);
    state.heard(experiment === null);
    if (channel === COMPLETE_CHANNEL) {
      if (experiment !== null) catalogue.hint(experiment);
      return;
    }
    this.#noticed++;
    const read = tail.wake();
    if (this.#measuring) return;
    this.#measuring = true;
    const heard = performance.now();
    void read.then(() => {
      this.#measuring = false;
      state.noticed(performance.now() - heard);
    });
  }
}
