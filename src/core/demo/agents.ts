import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { breakOff, runExperiment } from './agent.ts';
import type { DemoMaze } from './mazes/catalogue.ts';
import { APPLICATION_NAME } from './postgres/connect.ts';
import type { Outage } from './problems.ts';
import { planRun } from './walk/plan.ts';

/** How many agents walk at the same time. */
const AGENTS = 5;
/** Between the first steps of two agents, in paces: they are not to walk in step. */
const STAGGER = 0.35;
/** Between the end of one experiment and the beginning of the next, in paces. */
const INTERVAL = 5;

/** What the agents are given. */
export interface AgentsOptions {
  readonly url: string;
  readonly seed: number;
  readonly pace: number;
  readonly mazes: readonly DemoMaze[];
  readonly mazeIds: ReadonlyMap<string, number>;
  /** The ordinal of the first experiment that is started now. */
  readonly nextOrdinal: number;
  readonly outage: Outage;
}

/** Lets the agents walk; the returned function stops them and resolves when their connections are closed. */
export function startAgents(options: AgentsOptions): () => Promise<void> {
  const { url, seed, pace, mazes, mazeIds, outage } = options;
  const abort = new AbortController();
  const { signal } = abort;
  const pool = new pg.Pool({
    connectionString: url,
    max: AGENTS,
    application_name: APPLICATION_NAME,
    connectionTimeoutMillis: 3000,
  });
  // An idle connection that is lost; the next query finds out for itself.
  pool.on('error', () => undefined);
  const open = new Set<number>();
  let nextOrdinal = options.nextOrdinal;
  const live = async (index: number) => {
    await sleep(pace * STAGGER * index, undefined, { signal });
    for (;;) {
      const plan = planRun(seed, nextOrdinal++, mazes);
      await runExperiment(plan, { pool, seed, pace, mazeIds, open, outage, signal });
      await sleep(pace * INTERVAL, undefined, { signal });
    }
  };
  const agents = Array.from({ length: AGENTS }, (_, index) =>
    live(index).catch((error: unknown) => {
      if (!signal.aborted) outage.begin(error);
    }),
  );
  return async () => {
    abort.abort();
    await Promise.all(agents);
    // Where the database is gone already, they stay open, as after a crash.
    if (open.size > 0) await breakOff(pool, open).catch(() => undefined);
    await pool.end();
  };
}
