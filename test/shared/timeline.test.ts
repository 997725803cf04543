import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toColumns } from '#shared/run/columns.ts';
import { densityOf, EventLists, findEvent, NO_PLACED_EVENTS, RUN_EVENT_KINDS } from '#shared/run/events.ts';
import { Run } from '#shared/run/run.ts';
import {
  panWindow,
  roundStep,
  roundTimeStep,
  shownRange,
  windowAround,
  zoomWindow,
} from '#shared/run/timeline-window.ts';
import { action } from '../support/actions.ts';

const GRID = { width: 20, height: 4 };

function mixed(): Run {
  const run = new Run(GRID);
  const rows = Array.from({ length: 12 }, (_, i) =>
    action({
      id: i + 1,
      step: i + 1,
      type: i === 4 ? 'recall_all' : 'move_east',
      success: i !== 2 && i !== 9,
      turn: Math.floor(i / 3),
    }),
  );
  run.append(toColumns(rows));
  return run;
}

describe('events', () => {
  const run = mixed();
  const lists = new EventLists(run);
  const placed = { ...NO_PLACED_EVENTS, goal: [7], bookmark: [1, 9] };
  const all = (kinds: ReadonlySet<(typeof RUN_EVENT_KINDS)[number]>, direction: 1 | -1) => {
    const found: number[] = [];
    let at: number | null = direction > 0 ? -1 : run.length;
    while (at !== null) {
      at = findEvent(lists, at, direction, kinds, placed);
      if (at !== null) found.push(at);
    }
    return found;
  };

  test('are found in order, in both directions', () => {
    const kinds = new Set(['wall-hit', 'recall', 'goal', 'bookmark'] as const);
    expect(all(kinds, 1)).toEqual([1, 2, 4, 7, 9]);
    expect(all(kinds, -1)).toEqual([9, 7, 4, 2, 1]);
    expect(all(new Set(['turn'] as const), 1)).toEqual([0, 3, 6, 9]);
    expect(all(new Set(), 1)).toEqual([]);
  });

  test('are counted once each, however the line is cut into pieces', () => {
    const ofKind = { 'wall-hit': 2, recall: 1, turn: 4, goal: 1, gap: 0, bookmark: 2 };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), (pieces) => {
        for (const kind of RUN_EVENT_KINDS) {
          const line = { from: 0, to: 11, first: 0, end: 12, positionOf: (index: number) => index };
          const counts = densityOf(lists.of(kind, placed), line, pieces);
          expect(counts.reduce((sum, count) => sum + count, 0)).toBe(ofKind[kind]);
        }
      }),
    );
  });

  test('outside of the part that is shown are not counted', () => {
    const line = { from: 3, to: 8, first: 3, end: 9, positionOf: (index: number) => index };
    expect([...densityOf(lists.of('wall-hit', placed), line, 5)]).toEqual([0, 0, 0, 0, 0]);
    expect([...densityOf(lists.of('goal', placed), line, 5)]).toEqual([0, 0, 0, 0, 1]);
    expect([...densityOf(lists.of('bookmark', placed), line, 5)]).toEqual([0, 0, 0, 0, 0]);
  });
});

test('events of a run that grew are those of one that was there, late actions included', () => {
  const anyAction = fc.record({
    step: fc.integer({ min: 1, max: 30 }),
    type: fc.constantFrom('move_north', 'recall_all', 'recall', 'no_tool_call', 'teleport'),
    success: fc.boolean(),
    turn: fc.option(fc.nat(5)),
  });
  fc.assert(
    fc.property(fc.array(anyAction, { maxLength: 40 }), (parts) => {
      const rows = parts.map((part, i) => action({ id: i + 1, ...part }));
      const run = new Run(GRID);
      const lists = new EventLists(run);
      for (const row of rows) {
        run.append(toColumns([row]));
        lists.of('turn', NO_PLACED_EVENTS);
      }
      const whole = new EventLists(run);
      for (const kind of RUN_EVENT_KINDS) {
        expect(lists.of(kind, NO_PLACED_EVENTS)).toEqual(whole.of(kind, NO_PLACED_EVENTS));
      }
      expect(whole.of('wall-hit', NO_PLACED_EVENTS)).toHaveLength(run.wallHits);
    }),
  );
});

describe('the window of a timeline', () => {
  test('stays on the axis, whatever is zoomed and panned', () => {
    const move = fc.record({
      factor: fc.double({ min: 0.01, max: 100, noNaN: true }),
      about: fc.double({ min: 0, max: 1, noNaN: true }),
      by: fc.double({ min: -2_000, max: 2_000, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1_000, noNaN: true }), fc.array(move), (end, moves) => {
        let window = null;
        for (const { factor, about, by } of moves) {
          const before = shownRange(window, end);
          const at = before.from + about * (before.to - before.from);
          window = panWindow(zoomWindow(window, end, factor, at, 10), end, by);
          const { from, to } = shownRange(window, end);
          expect(from).toBeGreaterThanOrEqual(0);
          expect(to).toBeLessThanOrEqual(end + 1e-9);
          expect(to - from).toBeGreaterThanOrEqual(Math.min(10, end) - 1e-6);
        }
      }),
    );
  });

  test('zooms about a place, and all the way out shows everything', () => {
    expect(zoomWindow(null, 100, 0.5, 40, 10)).toEqual({ from: 20, to: 70 });
    expect(zoomWindow({ from: 20, to: 70 }, 100, 4, 40, 10)).toBeNull();
  });

  test('comes along with a playhead that leaves it', () => {
    const window = { from: 20, to: 30 };
    expect(windowAround(window, 100, 25)).toBe(window);
    expect(windowAround(window, 100, 31)).toEqual({ from: 30, to: 40 });
    expect(windowAround(window, 100, 10)).toEqual({ from: 1, to: 11 });
    expect(windowAround(null, 100, 99)).toBeNull();
  });

  test('has round marks', () => {
    expect([0.3, 1, 3, 7, 30, 700].map(roundStep)).toEqual([0.5, 1, 5, 10, 50, 1_000]);
    expect([200, 1_500, 40_000, 5 * 3_600_000, 50 * 3_600_000].map(roundTimeStep)).toEqual([
      200,
      2_000,
      60_000,
      6 * 3_600_000,
      5 * 24 * 3_600_000,
    ]);
  });
});
