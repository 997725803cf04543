import { createHash } from 'node:crypto';
import type { DatabaseRows } from '#core/database/rows.ts';
import { type ConnectionTarget, describeTarget } from '#core/database/target.ts';
import { Catalogue, type Completion } from '#core/experiments/catalogue.ts';
import { Tallies } from '#core/experiments/tallies.ts';
import { Feed } from '#core/feed/feed.ts';
import { FeedLog } from '#core/feed/log.ts';
import type { Position } from '#core/feed/position.ts';
import { FeedState } from '#core/feed/state.ts';
import { Tail } from '#core/feed/tail.ts';
import type { Queries } from '#core/feed/watch.ts';
import type { Logger } from '#core/log.ts';
import { BEFORE_ALL, decodeCursor, encodeCursor } from '#core/runs/cursor.ts';
import { NotConnectedError, RunReader } from '#core/runs/reader.ts';
import { RowVersions } from '#core/runs/versions.ts';
import { acceptHostKey } from '#core/tunnel/host-keys.ts';
import type {
  ExperimentDetails,
  ExperimentsReading,
  FeedReading,
  Outcome,
  RunReading,
  SearchReading,
  SightsReading,
  Tally,
  UsageReading,
} from '#shared/contract.ts';
import type { ActionDetails } from '#shared/domain/action.ts';
import type { FeedStatus } from '#shared/domain/feed.ts';
import type { Maze } from '#shared/domain/maze.ts';
import type { RunKey } from '#shared/run/sights.ts';
import type { RunRequest, Source, Wait } from './source.ts';

/** Where a source's database is found. */
export interface Supply {
  /** What is watched, before more is known. */
  readonly words: string;
  /**
   * Where it is and how to sign in, asked before each attempt to connect: a password may have been given meanwhile.
   * Rejects with what becomes the feed's reason.
   * @param progress takes what is being done meanwhile, as a sentence
   */
  target(progress: (sentence: string) => void, signal: AbortSignal): Promise<ConnectionTarget>;
  /** Puts away what {@link target} has begun. */
  end?(): Promise<void>;
}

/** What a source is made of. */
export interface DatabaseSourceOptions {
  /** The profile's. */
  readonly id: string;
  readonly supply: Supply;
  readonly pollMs?: number;
  readonly log: Logger;
}

/** One watched database: its feed, and what is known from it. */
export class DatabaseSource implements Source {
  readonly id: string;
  readonly reader: RunReader;
  readonly catalogue: Catalogue;
  readonly #tallies: Tallies;
  readonly #versions: RowVersions;
  readonly #supply: Supply;
  readonly #state: FeedState;
  readonly #log = new FeedLog();
  readonly #tail: Tail;
  readonly #feed: Feed;
  readonly #listeners = new Set<(completion: Completion) => void>();
  readonly #stopping = new AbortController();
  #start: Position | null = null;
  #place = '';
  /** Our own file of known SSH hosts; null without a tunnel. */
  #knownHosts: string | null = null;
  #stopped: Promise<void> | null = null;

  constructor({ id, supply, pollMs, log }: DatabaseSourceOptions) {
    this.id = id;
    this.#supply = supply;
    this.#state = new FeedState(supply.words, pollMs);
    this.#tallies = new Tallies(() => this.#start);
    this.catalogue = new Catalogue((completion) => void this.#complete(completion));
    this.#tail = new Tail(this.#log, {
      actions: (actions) => {
        this.#tallies.note(actions);
        this.catalogue.note(actions);
        this.#state.counted(actions.length);
      },
      begun: (position, again) => {
        this.#start = position;
        if (!again) return;
        this.#tallies.forget();
        this.catalogue.reload();
      },
      remark: (sentence) => this.#state.remark(sentence),
      error: (error) => this.#feed.lost(error),
    });
    this.#feed = new Feed(() => this.#target(), {
      state: this.#state,
      tail: this.#tail,
      catalogue: this.catalogue,
      log,
    });
    this.reader = new RunReader({
      log: this.#log,
      position: () => this.#tail.position,
      actions: () => this.queries?.actions ?? null,
      pages: () => this.queries?.pages ?? null,
    });
    this.#versions = new RowVersions(() => this.queries?.actions ?? null);
  }

  /** Aborted when the source has ended. */
  get ended(): AbortSignal {
    return this.#stopping.signal;
  }

  get status(): FeedStatus {
    return this.#state.status;
  }

  /** The queries of the present connection. Throws where there is none. */
  get #asked(): Queries {
    const { queries } = this;
    if (!queries) throw new NotConnectedError();
    return queries;
  }

  /** The queries of the present connection, null while there is none. */
  get queries(): Queries | null {
    return this.#feed.queries;
  }

  /** Connects, and stays connected. Never throws: what goes wrong becomes the feed's state. */
  start(): void {
    this.#feed.start();
  }

  /** The feed's state, as viewers read it. */
  async feed(after: string | null, { waitMs, signal }: Wait): Promise<FeedReading> {
    return { ...(await this.#state.read(after, waitMs, signal)), place: this.#place };
  }

  experiments(after: string | null, { waitMs, signal }: Wait): Promise<ExperimentsReading> {
    return this.catalogue.read(after, waitMs, signal);
  }

  async tally(ids: readonly number[]): Promise<readonly Tally[]> {
    return await this.#tallies.read(ids, this.#asked.actions);
  }

  async experiment(id: number): Promise<ExperimentDetails | null> {
    return await this.#asked.experiments.details(id);
  }

  async maze(id: number): Promise<Maze | null> {
    return await this.#asked.experiments.maze(id);
  }

  async run({ experimentId, after, limit, sights, waitMs, signal }: RunRequest): Promise<RunReading> {
    const from = (after === null ? null : decodeCursor(after)) ?? this.reader.beginning(after === null);
    const options = { limit, waitMs, ...(signal ? { signal } : {}) };
    const page =
      sights === 'later'
        ? await this.reader.readColumns(experimentId, from, options)
        : await this.reader.read(experimentId, from, options);
    const { cursor, caughtUp, reset } = page;
    return { cursor: encodeCursor(cursor), columns: page.columns(), caughtUp, reset };
  }

  async sights(experimentId: number, after: RunKey | null): Promise<SightsReading> {
    return await this.#asked.sights.read(experimentId, after ?? BEFORE_ALL);
  }

  async usage(experimentId: number, after: RunKey | null): Promise<UsageReading> {
    return await this.#asked.usage.read(experimentId, after ?? BEFORE_ALL);
  }

  async search(experimentId: number, text: string, after: RunKey | null): Promise<SearchReading> {
    return await this.#asked.search.read(experimentId, text, after ?? BEFORE_ALL);
  }

  async rows(): Promise<DatabaseRows> {
    return await this.#asked.rows();
  }

  async action(
    experimentId: number,
    actionId: number,
    after: string | null,
    { waitMs, signal }: Wait,
  ): Promise<ActionDetails | null> {
    if (after !== null) await this.#versions.change(actionId, after, waitMs, signal);
    return await this.#asked.actions.details(experimentId, actionId);
  }

  /** Resolves once the feed is live, polls, or has failed for good. */
  async whenSettled(signal: AbortSignal): Promise<FeedStatus> {
    let revision: string | null = null;
    for (;;) {
      const reading = await this.#state.read(revision, 1_000, signal);
      revision = reading.revision;
      if (signal.aborted || ['live', 'polling', 'failed'].includes(reading.status.state)) return reading.status;
    }
  }

  /** Tries to connect now instead of at the end of the wait, or after a failure that somebody has mended. */
  retry(): void {
    this.#feed.retry();
  }

  /**
   * Accepts the key of an SSH server that this source asks about, and goes on.
   * @param fingerprint of the key that a person was shown: another one is not accepted
   */
  async acceptHostKey(fingerprint: string): Promise<Outcome> {
    const offered = this.#feed.offeredHostKey;
    if (!offered || this.#knownHosts === null)
      return { done: false, sentence: 'No SSH server asks about its key now.' };
    if (offered.fingerprint !== fingerprint) {
      return { done: false, sentence: 'The server shows another key by now. Nothing was accepted. Look at it again.' };
    }
    try {
      await acceptHostKey(offered, this.#knownHosts);
    } catch {
      const sentence = `The key could not be saved in ${this.#knownHosts}. Let this account write there, and try again.`;
      return { done: false, sentence };
    }
    this.retry();
    return { done: true, sentence: null };
  }

  /** The machine woke up, or its network changed: connections are checked now. */
  check(): void {
    this.#feed.check();
  }

  /** Looks at the triggers now. */
  async review(): Promise<void> {
    await this.#feed.review();
  }

  /** @param ms how often to read while polling, milliseconds */
  setPollInterval(ms: number): void {
    this.#feed.setPollInterval(ms);
  }

  /** True when there is such an experiment. Rejects with NotConnectedError when that cannot be told. */
  async hasExperiment(id: number): Promise<boolean> {
    if (this.catalogue.get(id)) return true;
    const { queries } = this;
    if (!queries) throw new NotConnectedError();
    return (await queries.experiments.these([id])).length > 0;
  }

  /** The experiment's completion, when it is known to be completed. */
  completionOf(id: number): Completion | null {
    const summary = this.catalogue.get(id);
    if (!summary || summary.completedAt === null) return null;
    return { experimentId: id, model: summary.model, goalFound: summary.goalFound };
  }

  /** Calls back when an experiment is completed, after its last actions have come through. Returns how to stop that. */
  onExperimentComplete(listener: (completion: Completion) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends the feed, its connections, and what the supply began. Viewers that wait are answered. */
  stop(): Promise<void> {
    this.#stopped ??= this.#end();
    return this.#stopped;
  }

  async #target(): Promise<ConnectionTarget> {
    const { signal } = this.#stopping;
    const progress = (sentence: string) => this.#state.signal({ type: 'preparing', sentence });
    const target = await this.#supply.target(progress, signal);
    this.#place = placeOf(target);
    this.#knownHosts = target.tunnel?.knownHosts.own ?? null;
    this.#state.database(describeTarget(target));
    return target;
  }

  // Actions commit before the completion does; a read that begins now brings them through first.
  async #complete(completion: Completion): Promise<void> {
    await this.#tail.wake();
    for (const listener of this.#listeners) listener(completion);
  }

  async #end(): Promise<void> {
    this.#stopping.abort();
    this.#log.close();
    this.catalogue.close();
    this.#state.close();
    this.#versions.close();
    await this.#feed.stop();
    await this.#supply.end?.();
  }
}

/** Tells one database from another, without saying where it is. */
function placeOf({ host, address, port, database, schema, tunnel }: ConnectionTarget): string {
  const hops = [tunnel?.server, tunnel?.jump].map((hop) => hop && [hop.host, hop.port]);
  const where = JSON.stringify([host, address, port, database, schema, hops]);
  return createHash('sha256').update(where).digest('base64url').slice(0, 16);
}
