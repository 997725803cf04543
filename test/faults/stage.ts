import type pg from 'pg';
import { Laboratory, type LaboratorySetup } from '../support/laboratory.ts';
import type { OwnPostgres } from '../support/own-postgres.ts';
import { until } from '../support/until.ts';
import { Audience, latecomersWrongs } from './audience.ts';
import { type Host, HostProcess, InsideHost } from './host.ts';
import { Network } from './network/network.ts';
import { readTable } from './oracle.ts';
import { patiently } from './patiently.ts';
import { StageRecording } from './stage-recording.ts';
import { steadyPool } from './steady-pool.ts';
import { FeedWatch } from './viewers/feed-watch.ts';
import type { RunViewer } from './viewers/run-viewer.ts';
import type { StreamViewer } from './viewers/stream-viewer.ts';
import type { SeenRow, Viewer } from './viewers/viewer.ts';
import { Writers } from './writers.ts';

/** What a stage is made of. */
export interface Scene {
  /** The server: one that the fault may stop, or the URL of one that others use too. */
  readonly server: OwnPostgres | string;
  readonly setup?: LaboratorySetup;
  /** Puts a network before the server. */
  readonly network?: boolean;
  /** How the network is to begin with: as if nobody listened, or as if nobody answered. */
  readonly starts?: 'refused' | 'swallowed';
  /** Turns the database's URL into the one that the monitor connects to. */
  readonly via?: (url: string) => string | Promise<string>;
  /** `process` is the built command line, which can be killed. */
  readonly host?: 'inside' | 'process';
  /** How the feed must be in the end; live, unless said otherwise. */
  readonly ends?: 'live' | 'polling';
  /** Chooses what the writers write. */
  readonly seed?: number;
}

/** Something that goes wrong, from its beginning to its end. */
export type Fault = (stage: Stage) => Promise<void>;

/** How long viewers may take to have everything after writing has ended: a back-off lasts up to 30 s. */
const ARRIVAL_MS = 60_000;
const WRITERS = 4;
/** Rows that must come through before the fault, and be committed after it. */
const SOME = 100;
/** Rows that are there before anybody watches. */
const HISTORY = 300;

/**
 * A database with writers, a host on it, and viewers. A fault strikes in the middle; at the end, every viewer must have
 * seen exactly what the table holds.
 */
export class Stage {
  /** What the writers write to; another one after a standby has become the primary. */
  db: pg.Pool;
  readonly laboratory: Laboratory;
  readonly experiments: number[];
  readonly host: Host;
  readonly feed: FeedWatch;
  readonly writers: Writers;
  readonly audience: Audience;
  /** null where the host is a process of its own. */
  readonly #recording: StageRecording | null;
  readonly #scene: Scene;
  readonly #own: pg.Pool;
  readonly #network: Network | null;

  private constructor(
    scene: Scene,
    laboratory: Laboratory,
    experiments: readonly [number, ...number[]],
    network: Network | null,
    host: Host,
  ) {
    const seed = scene.seed ?? 1;
    this.#scene = scene;
    this.#network = network;
    this.#own = steadyPool(laboratory.url);
    this.db = this.#own;
    this.laboratory = laboratory;
    this.experiments = [...experiments];
    this.host = host;
    this.#recording = host instanceof InsideHost ? new StageRecording(host.monitor) : null;
    this.feed = new FeedWatch(host.url);
    this.writers = new Writers(() => this.db, experiments, seed);
    this.audience = new Audience(host.url, experiments, seed);
  }

  /** Sets it up: tables, some history, the host, and viewers that begin with the first action. */
  static async set(scene: Scene): Promise<Stage> {
    const { server, setup = 'triggers' } = scene;
    const laboratory = await Laboratory.create(setup, typeof server === 'string' ? server : server.url);
    const ends: (() => Promise<void>)[] = [() => laboratory.remove()];
    try {
      const experiments: [number, ...number[]] = [await laboratory.addExperiment('first')];
      for (const model of ['second', 'third']) experiments.push(await laboratory.addExperiment(model));
      // Negative steps: writers begin at 1, and no step is given twice.
      for (const id of experiments) await laboratory.addActions(id, -HISTORY / 3, HISTORY / 3);
      const network = scene.network ? await Network.before(laboratory.url) : null;
      if (network) ends.push(() => network.close());
      if (scene.starts === 'refused') await network?.open(false);
      if (scene.starts === 'swallowed') network?.swallow(true);
      const direct = network?.url ?? laboratory.url;
      const url = scene.via ? await scene.via(direct) : direct;
      const host = scene.host === 'process' ? await HostProcess.start(url) : await InsideHost.start(url);
      return new Stage(scene, laboratory, experiments, network, host);
    } catch (error) {
      for (const end of ends.reverse()) await end().catch(() => {});
      throw error;
    }
  }

  get network(): Network {
    if (!this.#network) throw new Error('This stage has no network.');
    return this.#network;
  }

  get server(): OwnPostgres {
    if (typeof this.#scene.server === 'string') throw new Error('This stage has no server of its own.');
    return this.#scene.server;
  }

  /** The host, where it is a process that can be killed. */
  get process(): HostProcess {
    if (!(this.host instanceof HostProcess)) throw new Error('This stage has no host of its own.');
    return this.host;
  }

  /** Writers write, the fault strikes, writers go on for a while and end; then the oracle is asked. */
  async perform(fault: Fault, writers = WRITERS): Promise<void> {
    await this.begin(writers);
    await fault(this);
    await this.finish();
  }

  /** Starts the writers; resolves when their rows come through. */
  async begin(writers = WRITERS): Promise<void> {
    await this.#recording?.start();
    this.writers.start(writers);
    await this.#until('the first rows come through', () => this.stream.received.length >= HISTORY + SOME);
  }

  /** Lets writers write some more, a new experiment too; ends them, and asks the oracle. */
  async finish(): Promise<void> {
    await this.addExperiment();
    const before = this.writers.committed;
    await this.#until('writers could go on', () => this.writers.committed >= before + SOME);
    await this.writers.stop();
    await this.ask();
    await this.feed.until(this.#scene.ends ?? 'live');
  }

  /** An experiment that begins now. Writers write to it too. */
  async addExperiment(): Promise<number> {
    const { rows } = await patiently(() =>
      this.db.query<{ id: number }>(
        `INSERT INTO experiments (model_name, start_x, start_y, goal_found) VALUES ('new', 1, 1, false) RETURNING id`,
      ),
    );
    const id = rows[0]?.id ?? 0;
    this.experiments.push(id);
    this.writers.writeTo(this.experiments);
    this.runs.watch(id);
    return id;
  }

  get stream(): StreamViewer {
    return this.audience.stream;
  }

  get runs(): RunViewer {
    return this.audience.runs;
  }

  /**
   * The oracle: every viewer must have seen exactly what the table holds. Nobody may be writing.
   * @throws saying which rows are missing, or came twice, for whom, and what the feed did
   */
  async ask(): Promise<void> {
    let { rows, isComplete } = await this.arrival();
    if (isComplete) {
      // Behind the last row nothing may come any more: whatever is sent twice is sent before it.
      await this.writers.close(this.experiments);
      ({ rows, isComplete } = await this.arrival());
    }
    const wrongs = [
      ...this.audience.wrongs(rows),
      ...(await latecomersWrongs(this.host.url, this.experiments, rows)),
      ...((await this.#recording?.judge(rows.length, this.audience.mayHaveSeenMore)) ?? []),
      ...this.writers.refusals.map((refusal) => `a writer was refused: ${refusal}`),
    ];
    if (wrongs.length > 0) throw new Error(`${wrongs.join('\n')}\n${this.report()}`);
  }

  /** Waits until everybody has what the table holds, or it is no use waiting: the oracle says what is missing. */
  async arrival(): Promise<{ rows: SeenRow[]; isComplete: boolean }> {
    const rows = await readTable(this.db);
    const isComplete = await until('everything has arrived', () => this.audience.hasSeen(rows), ARRIVAL_MS).then(
      () => true,
      () => false,
    );
    return { rows, isComplete };
  }

  /** Waits until a viewer has so many rows more than now. */
  async arrivalOf(rows: number, viewer: Viewer = this.stream): Promise<void> {
    const wanted = viewer.received.length + rows;
    await this.#until(`${rows} more rows come through`, () => viewer.received.length >= wanted);
  }

  /** What happened, for whoever has to find out why. */
  report(): string {
    return [
      `Seed ${this.#scene.seed ?? 1}. ${this.writers.committed} rows were written beside the history.`,
      'Viewers:',
      ...this.audience.lines().map((line) => `  ${line}`),
      `The feed (now ${this.feed.now}):`,
      this.feed.history(),
      ...(this.host.output() === '' ? [] : ['The host said:', this.host.output().slice(-2_000)]),
    ].join('\n');
  }

  /** Ends everything that was started. */
  async end(): Promise<void> {
    await this.writers.stop().catch(() => {});
    await this.audience.leave();
    await this.feed.leave();
    await this.host.stop();
    await this.#network?.close();
    await this.#own.end();
    // A server that the fault left dead takes its databases with it.
    await this.laboratory.remove().catch(() => {});
  }

  async #until(what: string, holds: () => boolean): Promise<void> {
    await until(what, holds, ARRIVAL_MS).catch((error: Error) => {
      throw new Error(`${error.message}\n${this.report()}`);
    });
  }
}
