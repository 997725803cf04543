// npm run bench [-- --baseline DIR] [-- --only steady,burst,…]: the figures of the README, measured in one run on this machine.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { buildWhenNeeded } from '../scripts/build.ts';
import { measureBurst } from './burst.ts';
import { measureColdStart } from './cold-start.ts';
import { measureCompare } from './compare.ts';
import { measureExport } from './export.ts';
import { measureBacklog } from './feed-backlog.ts';
import { measureCatchUp } from './feed-catch-up.ts';
import { measureHalfOpen } from './feed-half-open.ts';
import { measureInsert } from './feed-insert.ts';
import { measureMemory } from './feed-memory.ts';
import { measureWriters } from './feed-writers.ts';
import { measureOpening } from './open-run.ts';
import { measureDoctor, measureSwitch } from './profiles.ts';
import { measureProposal } from './proposal.ts';
import { measureRecording } from './recording.ts';
import { measureReplay } from './replay.ts';
import { measureSessions } from './sessions.ts';
import { measureSteady } from './steady.ts';
import { measureVideo } from './video.ts';
import { measureWall } from './wall.ts';

const { values } = parseArgs({ options: { baseline: { type: 'string' }, only: { type: 'string' } } });
const wanted = (name: string) => !values.only || values.only.split(',').includes(name);
const ms = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
const ratio = (value: number, beside: number) => (value / beside).toFixed(2);
const count = (value: number) => Math.round(value).toLocaleString('en');
const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
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
if (wanted('switch')) {
  const { p50, slowest, bareP50 } = await measureSwitch();
  rows.push([
    'switching profiles: key → live, first experiments drawn, p50 / slowest of 20',
    `${ms(p50)} / ${ms(slowest)}`,
    `three bare connections and the list ${ms(bareP50)}`,
    '500 ms',
    '–',
  ]);
}
if (wanted('doctor')) {
  const { p50, slowest } = await measureDoctor();
  rows.push([
    'doctor on a healthy local database, p50 / slowest of 10',
    `${ms(p50)} / ${ms(slowest)}`,
    '',
    '1000 ms',
    '–',
  ]);
}
if (wanted('open')) {
  const { steps, by, copyMs, seekMs, copySeenMs, seenMs } = await measureOpening();
  rows.push([
    `opening a run of ${count(steps)} steps until any can be sought / COPY of the same columns by ${by}`,
    ratio(seekMs, copyMs),
    `${ms(seekMs)}, COPY ${ms(copyMs)}`,
    '2',
    '–',
  ]);
  rows.push([
    'until all that was seen is known / COPY with it',
    ratio(seenMs, copySeenMs),
    `${ms(seenMs)}, COPY ${ms(copySeenMs)}`,
    '–',
    '–',
  ]);
}
if (wanted('replay')) {
  const replay = await measureReplay();
  rows.push([
    'seeking in 1,000,000 steps on 1000 × 1000: input → drawn, p50 / p99',
    `${ms(replay.seekP50)} / ${ms(replay.seekP99)}`,
    `an empty frame ${ms(replay.emptyP50)} / ${ms(replay.emptyP99)}`,
    `${ms(replay.emptyP50 + 17)} / ${ms(replay.emptyP99 + 34)}`,
    '–',
  ]);
  rows.push([
    'dragging the playhead across it: frames/s',
    replay.dragFrames.toFixed(0),
    `${replay.dragStale} frames behind the pointer`,
    '30',
    '–',
  ]);
  rows.push(['its viewer’s memory, bytes a step', replay.bytesPerStep.toFixed(1), 'texts excluded', '40', '–']);
}
if (wanted('compare')) {
  const { framesPerSecond } = await measureCompare();
  rows.push([
    'nine runs of 10,000 steps side by side, playing: frames/s that draw a new step',
    framesPerSecond.toFixed(0),
    '100 steps/s',
    '30',
    '–',
  ]);
}
if (wanted('recording')) {
  const { watching, recording, delayWatching, delayRecording } = await measureRecording();
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  rows.push([
    'recording 1,000 actions/s with full texts: CPU of a core, on top of watching',
    percent(recording - watching),
    `watching ${percent(watching)}, with it ${percent(recording)}`,
    '15 %',
    '–',
  ]);
  rows.push([
    'INSERT → come through while recording, p50 / p99',
    delayRecording.map(ms).join(' / '),
    `without ${delayWatching.map(ms).join(' / ')}`,
    '–',
    '–',
  ]);
}
if (wanted('sessions')) {
  const { bytes, rowBytes, closeMs, openMs, seekP50, seekP99 } = await measureSessions();
  const what = `a session of 1,000,000 steps of ${Math.round(rowBytes)} bytes`;
  rows.push([`${what}, closed`, megabytes(bytes), `closed in ${ms(closeMs)}`, '150 MB', '–']);
  rows.push(['opening it until a picture can be drawn', ms(openMs), '', '1000 ms', '–']);
  rows.push(['a random step of it with its texts, p50 / p99', `${ms(seekP50)} / ${ms(seekP99)}`, '', '16 ms', '–']);
}
if (wanted('video')) {
  const { madeMs, playingMs, bytes } = await measureVideo();
  rows.push([
    'video of 10,000 steps at 60 frames/s, 1280 × 720: making / playing it',
    ratio(madeMs, playingMs),
    `${ms(madeMs)}, ${megabytes(bytes)}`,
    '1',
    '–',
  ]);
}
if (wanted('export')) {
  const { rows: exported, whole, bare } = await measureExport();
  for (const [what, rates] of [
    ['whole rows of 700 bytes', whole],
    ['rows without reasoning and answers', bare],
  ] as const) {
    rows.push([
      `export of a session of ${count(exported)} ${what}, rows/s: Parquet / CSV`,
      `${count(rates.parquet)} / ${count(rates.csv)}`,
      `reading them ${count(rates.read)}`,
      '200,000',
      '–',
    ]);
  }
}
if (wanted('insert')) {
  const insert = await measureInsert();
  for (const [what, times] of [
    ['whole rows', insert.whole],
    ['rows without texts', insert.bare],
  ] as const) {
    rows.push([
      `INSERT of ${count(insert.rows)} ${what}: with the statement triggers / without`,
      ratio(times['statement-triggers'], times.none),
      `without ${ms(times.none)}, row triggers ${ratio(times.triggers, times.none)}`,
      '1.15',
      '–',
    ]);
  }
}
if (wanted('writers')) {
  const writers = await measureWriters();
  rows.push([
    `${writers.writers} writers, a row a transaction: with the statement triggers / without`,
    ratio(writers['statement-triggers'], writers.none),
    `without ${count(writers.none)}/s, row triggers ${ratio(writers.triggers, writers.none)}`,
    '–',
    '–',
  ]);
}
if (wanted('backlog')) {
  const backlog = await measureBacklog();
  rows.push([
    `${count(backlog.rows)} rows with a notice each: until in the feed / last notice at a bare listener`,
    ratio(backlog.feedMs, backlog.rawMs),
    `raw listener ${ms(backlog.rawMs)}`,
    '1.3',
    '–',
  ]);
}
if (wanted('catchup')) {
  const catchUp = await measureCatchUp();
  rows.push([
    `${count(catchUp.rows)} rows missed: connected → all in the feed / COPY of them`,
    ratio(catchUp.readMs, catchUp.copyMs),
    `COPY ${ms(catchUp.copyMs)}`,
    '3',
    '–',
  ]);
}
if (wanted('halfopen')) {
  const halfOpen = await measureHalfOpen();
  rows.push([
    'connection that swallows everything: noticed / caught up over a new one',
    `${ms(halfOpen.noticedMs)} / ${ms(halfOpen.caughtUpMs)}`,
    'the slowest of 3',
    '20000 ms',
    '–',
  ]);
}
if (wanted('memory')) {
  const { actions, viewers, seconds, before, after } = await measureMemory();
  const grown =
    before.resident === null || after.resident === null ? 'not told here' : megabytes(after.resident - before.resident);
  rows.push([
    `host, ${count(actions)} actions to ${viewers} viewers: resident memory / heap grown by`,
    `${grown} / ${megabytes(after.heap - before.heap)}`,
    `heap ${megabytes(before.heap)} after a warm-up; ${count(actions / seconds)} actions/s`,
    '50 MB',
    '–',
  ]);
}

console.log(
  `\n${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}, Chromium with SwiftShader\n`,
);
console.log('| what | here | beside it | to reach | proposal’s page |\n|---|---|---|---|---|');
for (const row of rows) console.log(`| ${row.join(' | ')} |`);
process.exit(0);
