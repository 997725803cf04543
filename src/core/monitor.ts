import type { HostAbout } from '#shared/contract.ts';
import type { FeedStatus } from '#shared/domain/feed.ts';
import { explain } from './database/problem.ts';
import { type ConnectionTarget, describeTarget, targetFromEnvironment, targetFromUrl } from './database/target.ts';
import { type DemoLaboratory, defaultDemoDirectory, startDemo } from './demo/laboratory.ts';
import { Catalogue, type Completion } from './experiments/catalogue.ts';
import { Tallies } from './experiments/tallies.ts';
import { Feed } from './feed/feed.ts';
import { FeedLog } from './feed/log.ts';
import type { Position } from './feed/position.ts';
import { FeedState } from './feed/state.ts';
import { Tail } from './feed/tail.ts';
import type { Logger } from './log.ts';
import { createProcedures } from './procedures.ts';
import { NotConnectedError, RunReader } from './runs/reader.ts';
import { RowVersions } from './runs/versions.ts';
import type { SourceChoice } from './source-choice.ts';

export interface MonitorOptions {
  readonly source: SourceChoice;
  readonly about: { readonly kind: 'desktop' | 'web'; readonly version: string };
  readonly log: Logger;
}

/** One monitor: a feed, what is known from it, and the contract's procedures on top. A host has one. */
export class Monitor {
  /** The contract's router, for the RPC handlers of a host. */
  readonly procedures: ReturnType<typeof createProcedures>;
  readonly reader: RunReader;
  readonly #options: MonitorOptions;
  readonly #state: FeedState;
  readonly #log = new FeedLog();
  readonly #tail: Tail;
  readonly #catalogue: Catalogue;
  readonly #versions: RowVersions;
  readonly #listeners = new Set<(completion: Completion) => void>();
  readonly #stopping = new AbortController();
  #start: Position | null = null;
  #feed: Feed | null = null;
  #demo: Promise<DemoLaboratory | null> | null = null;
  #stopped: Promise<void> | null = null;

  constructor(options: MonitorOptions) {
    this.#options = options;
    this.#state = new FeedState(
      options.source.kind === 'demo' ? 'the demo laboratory' : 'a database',
      options.source.pollMs,
    );
    const tallies = new Tallies(() => this.#start);
    this.#catalogue = new Catalogue((completion) => void this.#complete(completion));
    this.#tail = new Tail(this.#log, {
      actions: (actions) => {
        tallies.note(actions);
        this.#catalogue.note(actions);
        this.#state.counted(actions.length);
      },
      begun: (position, again) => {
        this.#start = position;
        if (!again) return;
        tallies.forget();
        this.#catalogue.reload();
      },
      remark: (sentence) => this.#state.remark(sentence),
      error: (error) => this.#feed?.lost(error),
    });
    this.reader = new RunReader({
      log: this.#log,
      position: () => this.#tail.position,
      actions: () => this.#feed?.queries?.actions ?? null,
    });
    this.#versions = new RowVersions(() => this.#feed?.queries?.actions ?? null);
    const about: HostAbout = { ...options.about, demo: options.source.kind === 'demo' };
    this.procedures = createProcedures({
      about,
      state: this.#state,
      catalogue: this.#catalogue,
      tallies,
      reader: this.reader,
      versions: this.#versions,
      feed: () => this.#feed,
    });
  }

  get status(): FeedStatus {
    return this.#state.status;
  }

  /** Connects, and stays connected. Never throws: what goes wrong becomes the feed's state. */
  start(): void {
    this.#open().catch((error) => {
      if (this.#stopping.signal.aborted) return;
      const { reason } = explain(error);
      this.#options.log.error({ reason }, 'start failed');
      this.#state.signal({
        type: 'lost',
        problem: { reason, lasting: true, review: false, wants: null },
        random: 0,
      });
    });
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

  /** The machine woke up, or its network changed: connections are checked now. */
  check(): void {
    this.#feed?.check();
  }

  /** True when there is such an experiment. Rejects with NotConnectedError when that cannot be told. */
  async hasExperiment(id: number): Promise<boolean> {
    if (this.#catalogue.get(id)) return true;
    const queries = this.#feed?.queries;
    if (!queries) throw new NotConnectedError();
    return (await queries.experiments.these([id])).length > 0;
  }

  /** The experiment's completion, when it is known to be completed. */
  completionOf(id: number): Completion | null {
    const summary = this.#catalogue.get(id);
    if (!summary || summary.completedAt === null) return null;
    return { experimentId: id, model: summary.model, goalFound: summary.goalFound };
  }

  /** Calls back when an experiment is completed, after its last actions have come through. Returns how to stop that. */
  onExperimentComplete(listener: (completion: Completion) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends the feed, its connections, and the demo's database where there is one. */
  stop(): Promise<void> {
    this.#stopped ??= this.#end();
    return this.#stopped;
  }

  async #open(): Promise<void> {
    const target = await this.#target();
    if (!target || this.#stopping.signal.aborted) return;
    if (this.#options.source.kind !== 'demo') this.#state.database(describeTarget(target));
    this.#feed = new Feed(target, {
      state: this.#state,
      tail: this.#tail,
      catalogue: this.#catalogue,
      log: this.#options.log,
    });
    this.#feed.start();
  }

  async #target(): Promise<ConnectionTarget | null> {
    const { source } = this.#options;
    if (source.kind === 'url') return targetFromUrl(source.url);
    if (source.kind === 'environment') return targetFromEnvironment();
    this.#state.signal({ type: 'preparing', sentence: 'Starting the demo laboratory.' });
    this.#demo = startDemo({
      dataDir: source.dataDir ?? defaultDemoDirectory(),
      onProgress: (sentence) => this.#state.signal({ type: 'preparing', sentence }),
      onProblem: (error) => this.#options.log.warn({ reason: explain(error).reason }, 'demo'),
      signal: this.#stopping.signal,
    });
    const demo = await this.#demo;
    return demo ? targetFromUrl(demo.url, {}) : null;
  }

  // Actions commit before the completion does; a read that begins now brings them through first.
  async #complete(completion: Completion): Promise<void> {
    await this.#tail.wake();
    for (const listener of this.#listeners) listener(completion);
  }

  async #end(): Promise<void> {
    this.#stopping.abort();
    this.#log.close();
    this.#catalogue.close();
    this.#state.close();
    this.#versions.close();
    await this.#feed?.stop();
    const demo = await this.#demo?.catch(() => null);
    await demo?.stop();
  }
}
