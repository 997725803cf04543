import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ExperimentSummary, isActive, STALE_AFTER_MS } from '#shared/domain/experiment.ts';
import type { FeedEvent } from '#shared/domain/feed.ts';
import { outagesOf } from '#shared/run/outages.ts';
import { Timetable } from '#shared/run/timetable.ts';
import { summary } from '../support/summaries.ts';

const HOUR = 3_600_000;
const ended = summary({ id: 1, startedAt: 1_000, lastActionAt: 5_000, completedAt: 6_000, goalFound: true });
const failed = summary({ id: 2, startedAt: 3_000, lastActionAt: 8_000, completedAt: 8_000, failure: 'out of tokens' });
const died = summary({ id: 3, startedAt: HOUR, lastActionAt: HOUR + 2_000 });
const idsOf = (table: Timetable, from: number, to: number) => table.goingOn(from, to).map((span) => span.experiment.id);

describe('when experiments went on', () => {
  const table = new Timetable([died, failed, ended], []);

  test('from their start until they were completed, or stale', () => {
    expect(idsOf(table, 0, 999)).toEqual([]);
    expect(idsOf(table, 1_000, 1_000)).toEqual([1]);
    expect(idsOf(table, 4_000, 4_000)).toEqual([1, 2]);
    expect(idsOf(table, 6_001, 7_000)).toEqual([2]);
    expect(idsOf(table, HOUR + STALE_AFTER_MS, HOUR + STALE_AFTER_MS)).toEqual([3]);
    expect(idsOf(table, HOUR + STALE_AFTER_MS + 2_001, 2 * HOUR)).toEqual([]);
  });

  test('as the list decides it at that moment', () => {
    const at = fc.option(fc.integer({ min: 0, max: 20 }).map((n) => n * 60_000 + 500));
    const any = fc.record({ startedAt: at, lastActionAt: at, completedAt: at });
    fc.assert(
      fc.property(any, fc.integer({ min: 0, max: 30 }), (times, minute) => {
        const { startedAt, lastActionAt, completedAt } = times;
        const isSane =
          startedAt !== null && (lastActionAt ?? startedAt) >= startedAt && (completedAt ?? startedAt) >= startedAt;
        const now = minute * 60_000;
        // Before its last action a summary does not tell whether it was silent for a while.
        // Nor when it acted last, where it says nothing about it.
        fc.pre(
          isSane &&
            (lastActionAt !== null || completedAt === null) &&
            now >= Math.max(startedAt, lastActionAt ?? startedAt),
        );
        const one = summary({ id: 1, ...times });
        const then = completedAt !== null && completedAt > now ? { ...one, completedAt: null } : one;
        expect(new Timetable([one], []).goingOn(now, now).length > 0).toBe(isActive(then, now));
      }),
    );
  });

  test('until it was completed, where nobody knows when it acted last', () => {
    const unknown = new Timetable([summary({ id: 6, startedAt: 1_000, completedAt: HOUR })], []);
    expect(idsOf(unknown, HOUR / 2, HOUR / 2)).toEqual([6]);
    expect(unknown.stretches(null)).toEqual([{ from: 1_000, to: HOUR }]);
  });

  test('stretches join what overlaps; a row that is cleaned up days later was not busy until then', () => {
    const late = summary({ id: 4, startedAt: 2_000, lastActionAt: 4_000.4, completedAt: 50 * HOUR });
    expect(new Timetable([ended, late], []).stretches(null)).toEqual([
      { from: 1_000, to: 6_000 },
      { from: 50 * HOUR, to: 50 * HOUR },
    ]);
    expect(new Timetable([late], []).stretches(null)[0]).toEqual({ from: 2_000, to: 4_001 });
  });

  test('what is running goes on until now', () => {
    const now = HOUR + 60_000;
    expect(new Timetable([ended, died], []).stretches(now)).toEqual([
      { from: 1_000, to: 6_000 },
      { from: HOUR, to: now },
    ]);
    const later = HOUR + STALE_AFTER_MS + 10_000;
    expect(new Timetable([died], []).stretches(later)).toEqual([
      { from: HOUR, to: HOUR + 2_000 },
      { from: later, to: later },
    ]);
  });

  test('an outage begins and ends at places of its own, also where nothing went on', () => {
    const outages = [{ from: HOUR - 9_000.5, to: HOUR - 1_000, reason: 'connection refused' }];
    const stretches = new Timetable([ended, died], outages).stretches(null).map(({ from, to }) => [from, to]);
    expect(stretches).toEqual([
      [1_000, 6_000],
      [HOUR - 9_001, HOUR - 9_001],
      [HOUR - 1_000, HOUR - 1_000],
      [HOUR, HOUR + 2_000],
    ]);
  });

  test('starts and ends are marks, and so are outages', () => {
    const outages = [{ from: 4_000, to: null, reason: 'connection refused' }];
    const marked = new Timetable([ended, failed, died], outages);
    expect([...marked.marks('start')]).toEqual([1_000, 3_000, HOUR]);
    expect([...marked.marks('reached')]).toEqual([6_000]);
    expect([...marked.marks('failed')]).toEqual([8_000]);
    expect([...marked.marks('done')]).toEqual([]);
    expect(marked.markBeside(3_000, 1, ['start', 'reached'])).toBe(6_000);
    expect(marked.markBeside(3_000, 1, ['gap', 'reached'])).toBe(4_000);
    expect(marked.markBeside(3_000, -1, ['start'])).toBe(1_000);
    expect(marked.markBeside(1_000, -1, ['start'])).toBeNull();
    expect(marked.outageAt(9_000)?.reason).toBe('connection refused');
    expect(marked.outageAt(3_999)).toBeNull();
  });

  test('times between two milliseconds: at the mark of its start it goes on, at that of its end it has ended', () => {
    const one = summary({ id: 5, startedAt: 1_000.7, lastActionAt: 1_500.2, completedAt: 2_000.3 });
    const timetable = new Timetable([one], []);
    expect([...timetable.marks('start'), ...timetable.marks('done')]).toEqual([1_000, 2_001]);
    expect(idsOf(timetable, 1_000, 1_000)).toEqual([5]);
    expect(timetable.stretches(null)).toEqual([{ from: 1_000, to: 2_001 }]);
    expect(idsOf(timetable, 2_001, 2_001)).toEqual([]);
  });

  test('without any sound time an experiment has no place on the clock', () => {
    const odd: ExperimentSummary[] = [
      summary({ id: 1 }),
      summary({ id: 2, startedAt: Number.POSITIVE_INFINITY }),
      summary({ id: 3, startedAt: Number.NaN, lastActionAt: 7_000 }),
    ];
    const timetable = new Timetable(odd, []);
    expect(timetable.spans.map(({ experiment, from }) => [experiment.id, from])).toEqual([[3, 7_000]]);
    expect(new Timetable([], []).stretches(5_000)).toEqual([]);
  });
});

test('an outage begins with the first failure and ends when actions come again', () => {
  const event = (at: number, state: FeedEvent['state']): FeedEvent => ({
    at,
    state,
    reason: state,
    times: 1,
    until: at,
  });
  const events = [
    event(1, 'live'),
    event(5, 'reconnecting'),
    event(6, 'failed'),
    event(7, 'connecting'),
    event(9, 'catching-up'),
    event(10, 'live'),
    event(20, 'reconnecting'),
  ];
  expect(outagesOf(events, 100)).toEqual([
    { from: 105, to: 109, reason: 'reconnecting' },
    { from: 120, to: null, reason: 'reconnecting' },
  ]);
  expect(outagesOf([], 0)).toEqual([]);
});
