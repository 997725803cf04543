import { startProxy } from '../test/support/proxy.ts';
import { addOrioleRows, BenchProcess, onLaboratory } from './feed-stage.ts';
import { clock, percentile } from './percentiles.ts';
import type { MonitorAsked, MonitorTold } from './processes/monitor.ts';

const ROWS = 10_000;
const RUNS = 3;

/**
 * A network that swallows everything without a word: from its beginning until the monitor has noticed, and until it has
 * all that was written meanwhile over a new connection.
 */
export async function measureHalfOpen() {
  return onLaboratory('statement-triggers', async (laboratory) => {
    const experiment = await laboratory.addExperiment();
    const proxy = await startProxy(laboratory.url);
    const file = new URL('processes/monitor.ts', import.meta.url);
    const monitor = new BenchProcess<MonitorAsked, MonitorTold>(file, [proxy.url]);
    await monitor.next();
    const noticed: number[] = [];
    const caughtUp: number[] = [];
    for (let run = 1; run <= RUNS; run++) {
      monitor.ask({ actions: run * ROWS });
      proxy.freeze();
      const begin = clock();
      await addOrioleRows(laboratory, [experiment], run * ROWS, ROWS);
      const { states, at } = await monitor.next();
      noticed.push((states.find(({ state }) => state !== 'live')?.at ?? Number.NaN) - begin);
      caughtUp.push(at - begin);
    }
    await monitor.end();
    proxy.close();
    return { noticedMs: percentile(noticed, 1), caughtUpMs: percentile(caughtUp, 1) };
  });
}
