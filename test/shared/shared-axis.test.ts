import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AxisKind } from '#shared/run/axis.ts';
import { toColumns } from '#shared/run/columns.ts';
import { Run } from '#shared/run/run.ts';
import { SharedAxis } from '#shared/run/shared-axis.ts';
import { action } from '../support/actions.ts';

const GRID = { width: 20, height: 4 };

function runOf(rows: readonly { step: number; at: number | null }[]): Run {
  const run = new Run(GRID);
  run.append(toColumns(rows.map((row, index) => action({ id: index + 1, ...row }))));
  return run;
}

const fast = runOf([1, 2, 3, 4].map((step) => ({ step, at: 10_000 + step * 1_000 })));
const slow = runOf([1, 2, 5, 6, 7].map((step) => ({ step, at: 50_000 + step * 10_000 })));
const aligned = [
  { run: fast, startedAt: 10_000 },
  { run: slow, startedAt: 50_000 },
];
const axisOf = (kind: AxisKind, longestPauseMs: number | null = null) =>
  new SharedAxis({ kind, longestPauseMs }, aligned);
const shownAt = (axis: SharedAxis, position: number) => [axis.indexIn(0, position), axis.indexIn(1, position)];

describe('several runs on one clock', () => {
  test('by step: each shows the same step number, or its last one', () => {
    const axis = axisOf('step');
    expect(axis.end).toBe(7);
    expect(shownAt(axis, 2)).toEqual([1, 1]);
    expect(shownAt(axis, 4.9)).toEqual([3, 1]);
    expect(shownAt(axis, 7)).toEqual([3, 4]);
    expect(shownAt(axis, 0)).toEqual([0, 0]);
    expect(axis.beside(2, 1)).toBe(3);
    expect(axis.beside(2, -9)).toBe(0);
  });

  test('by time: each as long after its own start', () => {
    const axis = axisOf('time');
    expect(axis.end).toBe(70_000);
    expect(shownAt(axis, 1_000)).toEqual([0, 0]);
    expect(shownAt(axis, 10_000)).toEqual([3, 0]);
    expect(shownAt(axis, 50_000)).toEqual([3, 2]);
    expect(axis.beside(1_000, 1)).toBe(2_000);
    expect(axis.beside(4_000, 1)).toBe(10_000);
    expect(axis.beside(10_000, -1)).toBe(4_000);
    expect(axis.beside(70_000, 1)).toBe(70_000);
  });

  test('by time with shortened pauses, also the one before the first action', () => {
    const axis = axisOf('time', 2_000);
    expect(axis.end).toBe(10_000);
    expect(shownAt(axis, 4_000)).toEqual([3, 1]);
  });

  test('by share: all end together', () => {
    const axis = axisOf('share');
    expect(shownAt(axis, 0)).toEqual([0, 0]);
    expect(shownAt(axis, 0.5)).toEqual([2, 2]);
    expect(shownAt(axis, 1)).toEqual([3, 4]);
    expect(axis.beside(0, 2)).toBe(0.5);
  });

  test('never shows what a run does not have, and never goes back while the clock goes on', () => {
    const rows = fc.array(fc.record({ step: fc.integer({ min: 1, max: 50 }), at: fc.option(fc.nat(100_000)) }), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(
        fc.array(rows, { minLength: 2, maxLength: 4 }),
        fc.constantFrom('step', 'time', 'share'),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 10 }),
        (runs, kind, shares) => {
          const all = runs.map((of) => ({ run: runOf(of), startedAt: null }));
          const axis = new SharedAxis({ kind, longestPauseMs: null }, all);
          all.forEach(({ run }, n) => {
            let before = -1;
            for (const share of shares.toSorted((a, b) => a - b)) {
              const index = axis.indexIn(n, share * axis.end);
              expect(index).toBeGreaterThanOrEqual(Math.max(before, Math.min(0, run.length - 1)));
              expect(index).toBeLessThan(Math.max(1, run.length));
              before = index;
            }
            if (run.length > 0) expect(axis.indexIn(n, axis.end)).toBe(run.length - 1);
          });
        },
      ),
    );
  });
});
