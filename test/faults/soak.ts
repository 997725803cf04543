// A random walk over the faults, for as long as it is let. `node test/faults/soak.ts --minutes 10 --seed 1`
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { packageRoot } from '#core/paths.ts';
import { OwnPostgres } from '../support/own-postgres.ts';
import { describeWalk, goThrough, walks } from './walk.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    /** Of the first walk; each one after it has the next seed. A failed walk's seed makes it the first one. */
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    /** As a failure printed it. */
    path: { type: 'string' },
  },
});
if (!existsSync(join(packageRoot, 'out', 'web', 'cli.js'))) {
  console.error('The host is not built. Run npm run build, then this again.');
  process.exit(1);
}
// What was started is ended by listeners of the process's exit, which a signal alone would pass over.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const end = Date.now() + Number(values.minutes) * 60_000;
const first = Number(values.seed);
console.log(`Soak of ${values.minutes} minutes. Seed ${first}.`);
const server = await OwnPostgres.create();
let seed = first;
let rows = 0;
try {
  do {
    await walkOnce(seed);
    seed++;
  } while (Date.now() < end);
  console.log(`${seed - first} walks, ${rows.toLocaleString('en')} rows: each viewer saw each row once.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error(`\nThe walk of seed ${seed} failed. Again: node test/faults/soak.ts --minutes 0 --seed ${seed}`);
  process.exitCode = 1;
} finally {
  await server.remove();
}

async function walkOnce(seed: number): Promise<void> {
  const property = fc.asyncProperty(walks, async (walk) => {
    const began = performance.now();
    console.log(`seed ${seed}: ${describeWalk(walk)}`);
    const seen = await goThrough(walk, server, seed);
    rows += seen;
    const seconds = Math.round((performance.now() - began) / 1_000);
    console.log(`seed ${seed}: ${seen.toLocaleString('en')} rows in ${seconds} s, nothing missing, nothing twice`);
  });
  // A walk takes a minute: it is reported as it is, not made smaller.
  const path = values.path === undefined ? {} : { path: values.path };
  await fc.assert(property, { seed, numRuns: 1, endOnFailure: true, includeErrorInReport: true, ...path });
}
