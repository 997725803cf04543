import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MomentAxis, type Stretch } from '#shared/run/moment-axis.ts';
import { commandPlayback, type Playback, type Played } from '#shared/run/playback.ts';

const DAY = 86_400_000;

/** Any stretches of whole milliseconds, apart from each other. */
const anyStretches = fc
  .array(fc.record({ pause: fc.integer({ min: 1, max: 3 * DAY }), length: fc.nat(1_000_000) }), {
    minLength: 1,
    maxLength: 20,
  })
  .map((parts) => {
    let at = 1_700_000_000_000;
    return parts.map(({ pause, length }): Stretch => {
      const from = at + pause;
      at = from + length;
      return { from, to: at };
    });
  });
const anyPause = fc.constantFrom(null, 1_000, 30_000);

describe('the one clock of many experiments', () => {
  test('pauses as they were', () => {
    const axis = new MomentAxis(
      [
        { from: 1_000, to: 3_000 },
        { from: DAY, to: DAY + 500 },
      ],
      null,
    );
    expect(axis.end).toBe(DAY - 500);
    expect(axis.positionAt(DAY)).toBe(DAY - 1_000);
    expect(axis.momentAt(2_500)).toBe(3_500);
    expect(axis.endOfShortened(4_000)).toBeNull();
  });

  test('pauses shortened', () => {
    const axis = new MomentAxis(
      [
        { from: 1_000, to: 3_000 },
        { from: 103_000, to: 104_000 },
      ],
      10_000,
    );
    expect(axis.end).toBe(13_000);
    expect(axis.positionAt(103_000)).toBe(12_000);
    expect(axis.momentAt(7_000)).toBe(53_000);
    expect(axis.endOfShortened(53_000)).toBe(103_000);
    expect(axis.endOfShortened(2_000)).toBeNull();
    expect(axis.pauses).toEqual([{ from: 2_000, to: 12_000 }]);
    expect(axis.positionAt(0)).toBe(0);
    expect(axis.positionAt(DAY)).toBe(13_000);
  });

  test('nothing that went on has no length', () => {
    const axis = new MomentAxis([], 1_000);
    expect([axis.end, axis.momentAt(5), axis.positionAt(5), axis.firstMoment]).toEqual([0, 0, 0, 0]);
    const instant = new MomentAxis([{ from: 7, to: 7 }], null);
    expect([instant.end, instant.momentAt(0), instant.positionAt(7)]).toEqual([0, 7, 0]);
  });

  test('a moment at which something went on is found again by where it lies, to the millisecond', () => {
    fc.assert(
      fc.property(anyStretches, anyPause, fc.double({ min: 0, max: 1, noNaN: true }), (stretches, pause, share) => {
        const axis = new MomentAxis(stretches, pause);
        for (const { from, to } of stretches) {
          for (const moment of [from, to, from + Math.floor((to - from) * share)]) {
            expect(axis.momentAt(axis.positionAt(moment))).toBe(moment);
          }
        }
      }),
    );
  });

  test('goes on with time, never back, and no pause is longer than allowed', () => {
    fc.assert(
      fc.property(
        anyStretches,
        anyPause,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }),
        (stretches, pause, shares) => {
          const axis = new MomentAxis(stretches, pause);
          let before = Number.NEGATIVE_INFINITY;
          for (const share of shares.toSorted((a, b) => a - b)) {
            const moment = axis.momentAt(share * axis.end);
            expect(moment).toBeGreaterThanOrEqual(before);
            before = moment;
          }
          stretches.slice(1).forEach(({ from }, n) => {
            const length = axis.positionAt(from) - axis.positionAt(stretches[n]?.to ?? 0);
            expect(length).toBeGreaterThan(0);
            expect(length).toBeLessThanOrEqual(pause ?? Number.POSITIVE_INFINITY);
          });
        },
      ),
    );
  });

  test('when pauses are shortened, the playhead and the range stay at their moments', () => {
    const stretches = [
      { from: 0, to: 2_000 },
      { from: 100_000, to: 104_000 },
    ];
    const played: Played = {
      axis: ({ longestPauseMs }) => new MomentAxis(stretches, longestPauseMs),
      beside: (_axis, position) => position,
      event: () => null,
      isOpen: false,
    };
    const axis = { kind: 'time', longestPauseMs: null } as const;
    const range = { from: 1_000, to: 103_000 };
    const before: Playback = { axis, position: 101_500, playing: true, speed: 1, loop: 'range', range, follow: false };
    const after = commandPlayback(before, { do: 'axis', axis: { kind: 'time', longestPauseMs: 1_000 } }, played);
    expect(after).toMatchObject({ position: 4_500, range: { from: 1_000, to: 6_000 }, playing: true });
  });
});
