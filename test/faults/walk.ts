import fc from 'fast-check';
import type { OwnPostgres } from '../support/own-postgres.ts';
import { hangUp, killHost } from './faults/host.ts';
import { blackHole, broken, cut, freeze, loseListen, refuse, slow } from './faults/network.ts';
import { junk } from './faults/notices.ts';
import { crash, outage, restart, terminate } from './faults/server.ts';
import { disable, drop, enable, install } from './faults/triggers.ts';
import { largeTransaction, lateCommit } from './faults/writing.ts';
import { type Fault, Stage } from './stage.ts';

/** The faults that one stage can go through in any order; the number says for how long, or how much. */
const FAULTS = {
  terminate: () => terminate,
  restart: () => restart,
  crash: () => crash,
  outage: (size) => outage(size),
  freeze: () => freeze,
  blackHole: (size) => blackHole(2 * size),
  slow: (size) => slow(size, 20 * size, 30 * size),
  cut: () => cut,
  reset: () => broken('reset'),
  truncate: () => broken('truncate'),
  refuse: (size) => refuse(size),
  loseListen: (size) => loseListen(Math.ceil(size / 3)),
  drop: () => drop,
  install: () => install,
  disable: () => disable,
  enable: () => enable,
  lateCommit: (size) => lateCommit(2 * size),
  largeTransaction: (size) => largeTransaction(size * 500),
  junk: (size) => junk(size * 1_000),
  killHost: () => killHost,
  hangUp: (size) => hangUp(size),
} as const satisfies Readonly<Record<string, (size: number) => Fault>>;

type FaultName = keyof typeof FAULTS;

/** One fault of a walk. */
export interface Step {
  readonly fault: FaultName;
  /** 1 … 9. */
  readonly size: number;
  /** The next one does not wait for its end. */
  readonly meanwhile: boolean;
}

/** These go on while others strike. The rest would get into each other's way: a server is stopped by one at a time. */
const MAY_OVERLAP: readonly FaultName[] = ['slow', 'lateCommit'];

const isName = (name: string): name is FaultName => name in FAULTS;
const names = Object.keys(FAULTS).filter(isName);

/** Some faults in some order. */
export const walks: fc.Arbitrary<Step[]> = fc.noBias(
  fc.array(
    fc
      .record({ fault: fc.constantFrom(...names), size: fc.integer({ min: 1, max: 9 }), meanwhile: fc.boolean() })
      .map((step) => ({ ...step, meanwhile: step.meanwhile && MAY_OVERLAP.includes(step.fault) })),
    { minLength: 3, maxLength: 9, size: 'max' },
  ),
);

/** A walk in a line. */
export function describeWalk(walk: readonly Step[]): string {
  return walk.map(({ fault, size, meanwhile }) => `${fault} ${size}${meanwhile ? ' &' : ''}`).join(', ');
}

/**
 * Goes through the faults with writers writing and viewers watching, then mends everything and asks the oracle.
 * @returns how many rows came through
 * @throws what the oracle says
 */
export async function goThrough(walk: readonly Step[], server: OwnPostgres, seed: number): Promise<number> {
  const stage = await Stage.set({ server, network: true, host: 'process', seed });
  try {
    await stage.begin();
    const meanwhile: Promise<void>[] = [];
    for (const { fault, size, meanwhile: overlaps } of walk) {
      // Where the server was stopped under a long transaction, its rows were never committed.
      const end = FAULTS[fault](size)(stage).catch((error: unknown) => {
        if (fault !== 'lateCommit') throw error;
      });
      if (overlaps) meanwhile.push(end);
      else await end;
    }
    await Promise.all(meanwhile);
    await install(stage);
    await enable(stage);
    await stage.finish();
    return stage.stream.received.length;
  } finally {
    await stage.end();
  }
}
