import pg from 'pg';
import { startProxy } from '../test/support/proxy.ts';
import { addExperiments, addOrioleRows, BenchProcess, onLaboratory } from './feed-stage.ts';
import { clock, percentile } from './percentiles.ts';
import type { MonitorAsked, MonitorTold } from './processes/monitor.ts';

const ROWS = 1_000_000;
const INSERT = 50_000;
const EXPERIMENTS = 20;
const RUNS = 3;

/** The columns that the tail reads. */
const COLUMNS = `id, experiment_id, step_number, action_type, from_x, from_y, to_x, to_y, success, "timestamp",
  turn_number, tiles_seen`;

/**
 * After an outage in which 1,000,000 actions were written: from the connection to "live" with all of them in the feed,
 * beside COPY of the same columns of the same rows to a client that throws them away.
 */
export async function measureCatchUp() {
  return onLaboratory('statement-triggers', async (laboratory) => {
    const experiments = await addExperiments(laboratory, EXPERIMENTS);
    await laboratory.addAction(experiments[0] ?? 0, 1);
    // Each misses the same rows behind a network of its own, and they come back one after the other.
    const monitors = [];
    for (let run = 0; run < RUNS; run++) {
      const proxy = await startProxy(laboratory.url);
      const file = new URL('processes/monitor.ts', import.meta.url);
      const monitor = new BenchProcess<MonitorAsked, MonitorTold>(file, [proxy.url]);
      await monitor.next();
      proxy.open(false);
      monitors.push({ proxy, monitor });
    }
    for (let row = 0; row < ROWS; row += INSERT) await addOrioleRows(laboratory, experiments, row, INSERT);
    // As in a laboratory, where autovacuum has been there before: no first reader pays for hint bits.
    await laboratory.db.query('VACUUM ANALYZE agent_actions');

    const copy: number[] = [];
    const read: number[] = [];
    for (const { proxy, monitor } of monitors) {
      copy.push(await drain(laboratory.url));
      monitor.ask({ actions: ROWS });
      proxy.open(true);
      monitor.ask({ retry: true });
      const { states, at } = await monitor.next();
      const connecting = states.findLast(({ state }) => state === 'connecting');
      read.push(at - (connecting?.at ?? Number.NaN));
      await monitor.end();
      proxy.close();
    }
    return { rows: ROWS, copyMs: percentile(copy, 0.5), readMs: percentile(read, 0.5) };
  });
}

/** COPY … TO STDOUT of what the tail reads, milliseconds until the last row is here. */
async function drain(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const begin = clock();
  await new Promise<void>((resolve, reject) => {
    const query: Drain = {
      submit: (connection) => connection.query(`COPY (SELECT ${COLUMNS} FROM agent_actions ORDER BY id) TO STDOUT`),
      handleCopyData: () => {},
      handleCommandComplete: () => {},
      handleReadyForQuery: resolve,
      handleError: reject,
    };
    client.query(query);
  });
  const took = clock() - begin;
  await client.end();
  return took;
}

/** What `pg` calls on a query of one's own; its types name only the first. */
interface Drain extends pg.Submittable {
  handleCopyData(): void;
  handleCommandComplete(): void;
  handleReadyForQuery(): void;
  handleError(error: Error): void;
}
