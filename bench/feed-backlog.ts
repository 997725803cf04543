import { addOrioleRows, BenchProcess, onLaboratory } from './feed-stage.ts';
import { clock, percentile } from './percentiles.ts';
import type { MonitorAsked, MonitorTold } from './processes/monitor.ts';

const ROWS = 100_000;
const RUNS = 3;

/** 100,000 rows in one INSERT, each with its notice: until a bare listener has the last, and until the feed has. */
export async function measureBacklog() {
  return onLaboratory('triggers', async (laboratory) => {
    const experiment = await laboratory.addExperiment();
    const process = (name: string) => new URL(`processes/${name}.ts`, import.meta.url);
    const listener = new BenchProcess<{ notices: number }, number>(process('listener'), [laboratory.url]);
    const monitor = new BenchProcess<MonitorAsked, MonitorTold>(process('monitor'), [laboratory.url]);
    await Promise.all([listener.next(), monitor.next()]);
    const raw: number[] = [];
    const feed: number[] = [];
    for (let run = 1; run <= RUNS; run++) {
      await laboratory.db.query('CHECKPOINT');
      listener.ask({ notices: ROWS });
      monitor.ask({ actions: run * ROWS });
      const begin = clock();
      await addOrioleRows(laboratory, [experiment], (run - 1) * ROWS, ROWS);
      const [heard, read] = await Promise.all([listener.next(), monitor.next()]);
      raw.push(heard - begin);
      feed.push(read.at - begin);
    }
    await Promise.all([listener.end(), monitor.end()]);
    return { rows: ROWS, rawMs: percentile(raw, 0.5), feedMs: percentile(feed, 0.5) };
  });
}
