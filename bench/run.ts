// npm run bench [-- --baseline DIR] [-- --only steady,burst,cold,wall]: the figures of the README, measured in one run on this machine.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { buildWhenNeeded } from '../scripts/build.ts';
import { measureBurst } from './burst.ts';
import { measureColdStart } from './cold-start.ts';
import { measureProposal } from './proposal.ts';
import { measureSteady } from './steady.ts';
import { measureWall } from './wall.ts';

const { values } = parseArgs({ options: { baseline: { type: 'string' }, only: { type: 'string' } } });
const wanted = (name: string) => !values.only || values.only.split(',').includes(name);
const ms = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
const rows: string[][] = [];

buildWhenNeeded();
const proposal = values.baseline ? await measureProposal(values.baseline) : null;
const beside = (text: (figures: NonNullable<typeof proposal>) => string) => (proposal ? text(proposal) : 'not at hand');

if (wanted('steady')) {
  const steady = await measureSteady();
  rows.push([
    '200 actions/s: INSERT → drawn, p50 / p99',
    `${ms(steady.drawnP50)} / ${ms(steady.drawnP99)}`,
    `raw notice ${ms(steady.rawP50)} / ${ms(steady.rawP99)}`,
    `${ms(steady.rawP50 + 17)} / ${ms(steady.rawP99 + 34)}`,
    beside(({ pageP50, pageP99 }) => `${ms(pageP50)} / ${ms(pageP99)}`),
  ]);
}
if (wanted('burst')) {
  const burst = await measureBurst();
  rows.push([
    '20,000 actions in one INSERT: until drawn',
    ms(burst.drawnMs),
    `raw listener ${ms(burst.rawMs)}`,
    ms(burst.rawMs * 1.5 + 100),
    beside((figures) => `${figures.burst}: ${ms(figures.burstPageMs)}`),
  ]);
  rows.push([
    'frames/s meanwhile',
    burst.framesPerSecond.toFixed(0),
    '',
    '30',
    beside(({ burstFrames }) => String(burstFrames)),
  ]);
}
if (wanted('cold')) {
  const cold = await measureColdStart();
  rows.push(['cold start of the demo → first live step drawn', ms(cold.firstStepMs), '', '6000 ms', '–']);
  rows.push(['SIGTERM → ended, database included', ms(cold.stopMs), '', '5000 ms', '–']);
}
if (wanted('wall')) {
  const wall = await measureWall();
  rows.push([
    'Wall, 20 running on 1000 × 1000: frames/s',
    wall.framesPerSecond.toFixed(0),
    '2 steps/s each',
    '30',
    '–',
  ]);
}

console.log(
  `\n${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}, Chromium with SwiftShader\n`,
);
console.log('| what | here | beside it | to reach | proposal’s page |\n|---|---|---|---|---|');
for (const row of rows) console.log(`| ${row.join(' | ')} |`);
process.exit(0);
