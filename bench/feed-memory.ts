import { readFileSync } from 'node:fs';
import { WebSocket } from 'ws';
import { startWebHostProcess, type WebHostProcess } from '../test/support/web-host.ts';
import { addExperiments, addOrioleRows, BenchProcess, onLaboratory } from './feed-stage.ts';

const WARM_UP = 100_000;
const ACTIONS = 1_000_000;
const VIEWERS = 10;
const INSERT = 2_000;
/** How far the slowest viewer may fall behind before the writer waits for it. */
const MOST_BEHIND = 50_000;

/** What a host holds, bytes. */
interface Memory {
  /** null where the system does not tell (it is read from Linux's /proc). */
  readonly resident: number | null;
  readonly heap: number;
}

/** How much a host grows, bytes, while 1,000,000 actions pass through it to ten viewers, after 100,000 that warmed it. */
export async function measureMemory() {
  return onLaboratory('statement-triggers', async (laboratory) => {
    const experiments = await addExperiments(laboratory, VIEWERS);
    const env = { ...process.env, NODE_OPTIONS: '--inspect=127.0.0.1:0' };
    const host = await startWebHostProcess(['--url', laboratory.url], env);
    const file = new URL('processes/viewers.ts', import.meta.url);
    const viewers = new BenchProcess<never, number[]>(file, [host.url.href, ...experiments.map(String)]);
    await viewers.next();
    let written = 0;
    // Eight viewers and one stream have a tenth each; the other stream has all.
    const share = (index: number) => (index === VIEWERS - 1 ? 1 : 1 / VIEWERS);
    let had: number[] = [];
    const caughtUp = (slack: number) => had.every((actions, index) => actions >= share(index) * (written - slack));
    const write = async (to: number) => {
      while (written < to) {
        await addOrioleRows(laboratory, experiments, written, INSERT);
        written += INSERT;
        while (!caughtUp(MOST_BEHIND)) had = await viewers.next();
      }
      while (!caughtUp(0)) had = await viewers.next();
    };
    await write(WARM_UP);
    const before = await readMemory(host);
    const begin = performance.now();
    await write(WARM_UP + ACTIONS);
    const seconds = (performance.now() - begin) / 1_000;
    const after = await readMemory(host);
    await viewers.end();
    await host.stop();
    return { actions: ACTIONS, viewers: VIEWERS, seconds, before, after };
  });
}

async function readMemory(host: WebHostProcess): Promise<Memory> {
  const heap = await heapAfterCollection(host);
  let resident: number | null = null;
  try {
    const status = readFileSync(`/proc/${host.child.pid}/status`, 'utf8');
    resident = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1_024;
  } catch {
    // Not Linux.
  }
  return { resident, heap };
}

/** The host's JavaScript heap once what nobody holds is collected, asked through its inspector. */
async function heapAfterCollection(host: WebHostProcess): Promise<number> {
  const address = /ws:\/\/\S+/.exec(host.output())?.[0];
  if (!address) throw new Error(`The host has no inspector: ${host.output()}`);
  const socket = new WebSocket(address);
  await new Promise((resolve) => socket.once('open', resolve));
  const answers = new Map<number, (result: unknown) => void>();
  socket.on('message', (data) => {
    const { id, result } = JSON.parse(String(data));
    answers.get(id)?.(result);
  });
  let last = 0;
  const ask = (method: string) =>
    new Promise<unknown>((resolve) => {
      answers.set(++last, resolve);
      socket.send(JSON.stringify({ id: last, method }));
    });
  await ask('HeapProfiler.enable');
  await ask('HeapProfiler.collectGarbage');
  const usage = await ask('Runtime.getHeapUsage');
  socket.terminate();
  return Number(Object(usage).usedSize) + Number(Object(usage).backingStorageSize ?? 0);
}
