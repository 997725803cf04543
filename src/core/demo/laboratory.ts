import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { readSql } from '#core/paths.ts';
import { startAgents } from './agents.ts';
import { fillDatabase, readMazeIds, readNextOrdinal } from './database.ts';
import { type PastExperiment, walkHistory } from './history.ts';
import { createMazes, type DemoMaze } from './mazes/catalogue.ts';
import { findAccount, findBinaries, requireReach } from './postgres/binaries.ts';
import { createCluster, readPassword } from './postgres/cluster.ts';
import { type Access, addressOf, claim, connect, DATABASE } from './postgres/connect.ts';
import {
  type DemoDirectory,
  describeDirectory,
  emptyDirectory,
  prepareDirectory,
  readIfThere,
} from './postgres/directory.ts';
import { releaseOwnership, settleLeftovers } from './postgres/leftovers.ts';
import { type Server, startServer } from './postgres/server.ts';
import { Outage } from './problems.ts';

export { defaultDemoDirectory } from './postgres/directory.ts';

/** How the demo laboratory is to be started. */
export interface DemoOptions {
  /** The folder for its database; made when missing. Must be empty, or an earlier demo's. */
  readonly dataDir: string;
  /** Decides mazes, models and every step of every agent; another seed than the folder's makes its database anew. */
  readonly seed?: number;
  /** Milliseconds between two actions of an agent, on average; 700 when absent. */
  readonly pace?: number;
  /** Called with what is being done, as a sentence for a person. */
  readonly onProgress?: (sentence: string) => void;
  /** Called once per outage when the agents cannot write, or the database ends by itself. */
  readonly onProblem?: (error: Error) => void;
  /** False: only the database, nobody walks. */
  readonly agents?: boolean;
  /** Aborting it while the start is in progress ends the start: the promise rejects, no process is left. */
  readonly signal?: AbortSignal;
}

/** A demo laboratory that runs. */
export interface DemoLaboratory {
  /** True where another process runs it, and may end it at any time. */
  readonly runsElsewhere: boolean;
  /** `postgres://…` of the demo database, with its password. */
  readonly url: string;
  /** Stops the agents and the database; does nothing for a laboratory that another process runs. Never rejects. */
  stop(): Promise<void>;
}

const SEED = 1;
const PACE_MS = 700;
/** Raised when a database made by an earlier version of this program must be made anew. */
const FORMAT = 1;

/**
 * Starts the demo laboratory: a PostgreSQL of its own on 127.0.0.1, with mazes, past experiments, and agents that walk.
 * When another process already runs the one in this folder, its address is returned and nothing is started.
 * @throws an error whose message is a sentence for a person
 */
export async function startDemo(options: DemoOptions): Promise<DemoLaboratory> {
  const { seed = SEED, signal = new AbortController().signal } = options;
  const progress = (sentence: string) => options.onProgress?.(sentence);
  const binaries = findBinaries();
  const account = await findAccount();
  const directory = describeDirectory(options.dataDir);
  if (account) requireReach(binaries, account);
  prepareDirectory(directory, account);
  const running = await settleLeftovers(directory, binaries, signal);
  if (running) {
    progress('The demo is already running.');
    return { url: addressOf(running), runsElsewhere: true, stop: () => Promise.resolve() };
  }
  const cleanup = new Cleanup();
  cleanup.add(() => releaseOwnership(directory));
  try {
    const mazes = createMazes(seed);
    // Another seed means other mazes: the past and the agents would walk through walls.
    const version = `${binaries.major}/${FORMAT}/${seed}`;
    const fresh = readIfThere(directory.complete)?.trim() !== version;
    let history: readonly PastExperiment[] = [];
    if (fresh) {
      progress('Making the demo database.');
      emptyDirectory(directory);
      // One process makes the data folder while this one walks through the past.
      history = await both(createCluster(binaries, directory, account, signal), walkHistory(seed, mazes, signal));
    }
    const password = readPassword(directory);
    if (password === null) {
      throw new Error(`The demo database's password is missing. Delete ${directory.root}, then try again.`);
    }
    progress('Starting the demo database.');
    const server = await startServer(binaries, directory, account, signal);
    cleanup.add(() => server.stop());
    // The quickest way out of whatever is being done with the database is to stop it.
    const abort = () => void server.stop();
    signal.addEventListener('abort', abort, { once: true });
    cleanup.add(() => signal.removeEventListener('abort', abort));
    const access = { port: server.port, password };
    const owner = await claim(access);
    cleanup.addHasty(() => owner.end());
    if (fresh) await makeComplete(access, directory, version, mazes, history);
    const prepared = await prepare(access);
    signal.throwIfAborted();
    signal.removeEventListener('abort', abort);
    const outage = new Outage((error) => options.onProblem?.(error));
    watch(server, outage, cleanup);
    const url = addressOf(access);
    if (options.agents !== false) {
      cleanup.addHasty(startAgents({ url, seed, pace: options.pace ?? PACE_MS, mazes, outage, ...prepared }));
      progress('Five agents are walking.');
    }
    return { url, runsElsewhere: false, stop: () => cleanup.run() };
  } catch (error) {
    await cleanup.run();
    signal.throwIfAborted();
    throw error;
  }
}

/** Waits for both, also when one fails: nothing may go on behind the cleaning up. */
async function both<T>(making: Promise<void>, walking: Promise<T>): Promise<T> {
  const [made, walked] = await Promise.allSettled([making, walking]);
  if (made.status === 'rejected') throw made.reason;
  if (walked.status === 'rejected') throw walked.reason;
  return walked.value;
}

/** Reports a database that ends without having been stopped. */
function watch(server: Server, outage: Outage, cleanup: Cleanup): void {
  let stopping = false;
  cleanup.add(() => {
    stopping = true;
  });
  void server.ended.then(() => {
    if (stopping) return;
    outage.begin(new Error(`The demo database ended by itself. PostgreSQL said:\n${server.lastLines()}`));
  });
}

async function makeComplete(
  access: Access,
  directory: DemoDirectory,
  version: string,
  mazes: readonly DemoMaze[],
  history: readonly PastExperiment[],
): Promise<void> {
  const maintenance = await connect(access, 'postgres');
  try {
    await maintenance.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await maintenance.end();
  }
  const client = await connect(access);
  try {
    await fillDatabase(client, mazes, history);
  } finally {
    await client.end();
  }
  writeFileSync(directory.complete, `${version}\n`);
}

async function prepare(access: Access): Promise<{ mazeIds: Map<string, number>; nextOrdinal: number }> {
  const client = await connect(access);
  try {
    // Whoever removed the triggers to see polling at work finds them again at the next start.
    await client.query(readSql('statement-triggers'));
    return { mazeIds: await readMazeIds(client), nextOrdinal: await readNextOrdinal(client) };
  } finally {
    await client.end();
  }
}

/** A step of the cleaning up that takes longer is left behind: the database's end takes its connections with it. */
const PATIENCE_MS = 400;

/** What has to be undone, in reverse order, once. */
class Cleanup {
  readonly #steps: (() => unknown)[] = [];
  #running: Promise<void> | null = null;

  /** @param step must come to an end; one that may hang is given to {@link addHasty} */
  add(step: () => unknown): void {
    this.#steps.push(step);
  }

  /** A step that asks the database for something, which a server that hangs never gives. */
  addHasty(step: () => Promise<unknown>): void {
    this.add(async () => {
      const timer = new AbortController();
      const late = sleep(PATIENCE_MS, undefined, { signal: timer.signal }).catch(() => undefined);
      await Promise.race([step().catch(() => undefined), late]);
      timer.abort();
    });
  }

  run(): Promise<void> {
    this.#running ??= this.#runAll();
    return this.#running;
  }

  async #runAll(): Promise<void> {
    for (const step of this.#steps.reverse()) {
      try {
        await step();
      } catch {
        // What cannot be undone in order is gone already.
      }
    }
  }
}
