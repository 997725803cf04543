// node bench/processes/recorder.ts URL: a monitor in a process of its own, which records when it is told to. Asked for its
// figures, it tells what it took since it was asked before, and when actions had come through.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Monitor } from '#core/monitor.ts';
import { recordingChoiceSchema } from '#shared/domain/session.ts';
import { monitorOptions } from '../../test/support/monitor-options.ts';

export type RecorderAsked = 'record' | 'figures';

export interface RecorderTold {
  /** CPU of this process since it was asked before, as a share of one core. */
  readonly cpu: number;
  /** From each action's INSERT until it had come through, milliseconds. */
  readonly delays: readonly number[];
}

const [url = ''] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'oriole-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const monitor = await Monitor.open(monitorOptions({ kind: 'url', url }, folder));
monitor.start();
const source = monitor.own;
if (!source) throw new Error('nothing is watched');
await source.whenSettled(AbortSignal.timeout(30_000));

let delays: number[] = [];
let cpu = process.cpuUsage();
let since = performance.now();
process.on('message', async (asked: RecorderAsked) => {
  if (asked === 'record') await monitor.recordings.start(source.id, recordingChoiceSchema.parse({}));
  const { user, system } = process.cpuUsage(cpu);
  process.send?.({ cpu: (user + system) / 1_000 / (performance.now() - since), delays } satisfies RecorderTold);
  delays = [];
  cpu = process.cpuUsage();
  since = performance.now();
});
process.send?.({ cpu: 0, delays } satisfies RecorderTold);
for (let cursor = source.reader.now(); ; ) {
  const page = await source.reader.read(null, cursor, { limit: 5_000, waitMs: 10_000 });
  const now = Date.now();
  for (const { at } of page.actions) if (at !== null) delays.push(now - at);
  cursor = page.cursor;
}
