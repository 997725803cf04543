import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FeedMachine, type FeedSignal, idleFeed, step } from '#core/feed/machine.ts';
import type { Obstacle } from '#shared/domain/feed.ts';

const start = idleFeed(0, 2_000);

function fed(signals: readonly FeedSignal[], from: FeedMachine = start): FeedMachine {
  return signals.reduce((machine, signal, index) => step(machine, signal, (index + 1) * 1_000), from);
}

const passing = { reason: 'connection refused', lasting: false, review: true, wants: null };
const lost = (random = 1): FeedSignal => ({ type: 'lost', problem: passing, random });
const WAY: readonly FeedSignal[] = [
  { type: 'connect' },
  { type: 'connected' },
  { type: 'probed', obstacle: null },
  { type: 'caught-up' },
];

describe('the way to live', () => {
  test('is connecting, probing, catching up, live', () => {
    const states = WAY.map((_, index) => fed(WAY.slice(0, index + 1)).state);
    expect(states).toEqual(['connecting', 'probing', 'catching-up', 'live']);
  });

  test('leads to polling where notices do not come, and says why', () => {
    const polling = fed([...WAY.slice(0, 2), { type: 'probed', obstacle: 'pooler' }, { type: 'caught-up' }]);
    expect(polling.state).toBe('polling');
    expect(polling.reason).toBe(
      'Polling every 2 s: the connection goes through a pooler in transaction mode, which carries no notices.',
    );
    expect(fed([{ type: 'reviewed', obstacle: null }], polling).state).toBe('live');
  });

  test('says how far a long catch-up is, and nothing of a short one', () => {
    const catching = fed(WAY.slice(0, 3));
    expect(step(catching, { type: 'progress', read: 10, most: 100 }, 9)).toBe(catching);
    expect(step(catching, { type: 'progress', read: 1_203, most: 60_000 }, 9).reason).toBe(
      'Catching up: 1,203 of 60,000 actions.',
    );
  });
});

describe('a loss', () => {
  test('waits longer each time, at most 30 s, without end', () => {
    let machine = start;
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 40; attempt++) {
      machine = step(step(machine, { type: 'connect' }, 0), lost(), 0);
      expect(machine).toMatchObject({ state: 'reconnecting', attempt });
      waits.push(machine.nextAttemptAt ?? Number.NaN);
    }
    expect(waits.slice(0, 4)).toEqual([250, 500, 1_000, 2_000]);
    expect(Math.max(...waits)).toBe(30_000);
  });

  test('begins with a short wait again once it has caught up, and not before', () => {
    const often = fed([{ type: 'connect' }, lost(), { type: 'connect' }, lost()]);
    expect(fed([{ type: 'connect' }, { type: 'connected' }, lost()], often).attempt).toBe(3);
    expect(fed([...WAY.slice(0, 3), lost()], often).attempt).toBe(3);
    expect(fed([...WAY, lost()], often).attempt).toBe(1);
  });

  test('that a person has to mend is not tried again unasked, unless the server may mend it', () => {
    const fail = (review: boolean) =>
      fed([
        { type: 'connect' },
        { type: 'lost', problem: { reason: 'no', lasting: true, review, wants: null }, random: 1 },
      ]);
    expect(fail(false)).toMatchObject({ state: 'failed', nextAttemptAt: null });
    expect(fail(true).nextAttemptAt).toBeGreaterThan(0);
    expect(fed([{ type: 'connect' }], fail(false)).state).toBe('connecting');
  });
});

test('the poll interval can be changed at any time', () => {
  const polling = fed([...WAY.slice(0, 2), { type: 'probed', obstacle: 'standby' }, { type: 'caught-up' }]);
  expect(fed([{ type: 'poll-interval', ms: 5_000 }], polling).reason).toMatch(/^Polling every 5 s: this server is/);
  expect(fed([{ type: 'poll-interval', ms: 500 }, ...WAY]).pollMs).toBe(500);
});

test('whatever comes in whatever order, live is only what has caught up since the last loss', () => {
  const obstacle = fc.constantFrom<(Obstacle | null)[]>(null, 'standby', 'pooler', 'no-triggers');
  const signal = fc.oneof<fc.Arbitrary<FeedSignal>[]>(
    fc.constant({ type: 'connect' }),
    fc.constant({ type: 'connected' }),
    fc.record({ type: fc.constant('probed'), obstacle }),
    fc.record({ type: fc.constant('reviewed'), obstacle }),
    fc.constant({ type: 'caught-up' }),
    fc.record({ type: fc.constant('progress'), read: fc.nat(), most: fc.nat() }),
    fc.double({ min: 0, max: 1, noNaN: true }).map(lost),
  );
  fc.assert(
    fc.property(fc.array(signal, { maxLength: 60 }), (signals) => {
      let machine = start;
      let caughtUp = false;
      signals.forEach((each, index) => {
        const before = machine;
        machine = step(machine, each, index);
        if (each.type === 'lost') caughtUp = false;
        if (each.type === 'caught-up' && before.state === 'catching-up') caughtUp = true;
        if (machine.state === 'live') expect([caughtUp, machine.obstacle]).toEqual([true, null]);
        if (machine.state === 'polling') expect(caughtUp && machine.obstacle !== null).toBe(true);
        expect(machine.nextAttemptAt !== null).toBe(machine.state === 'reconnecting');
        if (machine.state !== before.state) expect(machine.since).toBe(index);
        expect(machine.reason).not.toBe('');
      });
    }),
    { numRuns: 500 },
  );
});
