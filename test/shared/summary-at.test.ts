import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deriveState } from '#shared/domain/experiment.ts';
import { ActionMoments } from '#shared/run/action-moments.ts';
import { toColumns } from '#shared/run/columns.ts';
import { Run } from '#shared/run/run.ts';
import { summaryAt } from '#shared/run/summary-at.ts';
import { action } from '../support/actions.ts';
import { summary } from '../support/summaries.ts';

const GRID = { width: 20, height: 4 };

/** @param seen what was seen after the n-th action: x and y */
function runOf(times: readonly (number | null)[], seen: Readonly<Record<number, readonly [number, number]>> = {}): Run {
  const run = new Run(GRID);
  const rows = times.map((at, n) => action({ id: n + 1, step: n + 1, at, seen: Int16Array.from(seen[n] ?? []) }));
  run.append(toColumns(rows));
  return run;
}

describe('when actions happened', () => {
  test('the last one that had happened at a moment, by times that never go back', () => {
    const anyTimes = fc.array(fc.option(fc.integer({ min: 0, max: 50 })), { maxLength: 40 });
    fc.assert(
      fc.property(anyTimes, fc.integer({ min: -1, max: 51 }), fc.nat(40), (times, moment, first) => {
        // The plain reading of the definition.
        let latest = Number.NEGATIVE_INFINITY;
        const sound = times.map((at) => (latest = Math.max(latest, at ?? latest)));
        const run = new Run(GRID);
        const moments = new ActionMoments(run);
        const rows = times.map((at, n) => action({ id: n + 1, step: n + 1, at }));
        // Read in two parts, the later one first.
        for (const part of [rows.slice(first), rows.slice(0, first)]) {
          run.append(toColumns(part));
          moments.indexAt(moment);
        }
        expect(moments.indexAt(moment)).toBe(sound.findLastIndex((at) => at <= moment));
        expect(moments.indexBefore(moment)).toBe(sound.findLastIndex((at) => at < moment));
        sound.forEach((at, n) => {
          expect(moments.momentOf(n)).toBe(at);
        });
        expect(moments.momentOf(times.length)).toBe(Number.POSITIVE_INFINITY);
      }),
    );
  });
});

describe('an experiment at a moment', () => {
  const run = runOf([2_000, 3_000, 4_000], { 1: [5, 2] });
  const walked = { run, moments: new ActionMoments(run), goals: [{ x: 5, y: 2 }], caughtUp: true };
  const whole = summary({
    id: 1,
    startedAt: 1_000,
    lastActionAt: 4_000,
    completedAt: 5_000,
    goalFound: true,
    steps: 3,
    executionStatus: 'COMPLETED',
  });
  const at = (moment: number) => summaryAt(whole, walked, moment);
  const stateAt = (moment: number) => deriveState(at(moment), moment);

  test('has the steps and the state that it had then', () => {
    expect(at(1_500)).toMatchObject({ steps: 0, lastActionAt: null, completedAt: null, goalFound: false });
    expect(stateAt(1_500)).toBe('starting');
    expect(at(2_999)).toMatchObject({ steps: 1, lastActionAt: 2_000, executionStatus: null, goalFound: false });
    expect(stateAt(2_999)).toBe('running');
    expect(at(3_000)).toMatchObject({ steps: 2, completedAt: null, goalFound: true });
    expect(stateAt(3_000)).toBe('goal');
    expect(at(4_500)).toMatchObject({ steps: 3, completedAt: null });
    expect(at(5_000)).toBe(whole);
  });

  test('a failure is not known before it happened', () => {
    const failed = summary({ ...whole, goalFound: false, failure: 'out of tokens', executionStatus: 'FAILED' });
    expect(deriveState(summaryAt(failed, walked, 4_500), 4_500)).toBe('running');
    expect(deriveState(summaryAt(failed, walked, 5_000), 5_000)).toBe('failed');
  });

  test('was stale while it was silent for long, though it went on later', () => {
    const silent = runOf([2_000, 900_000]);
    const known = { ...walked, run: silent, moments: new ActionMoments(silent) };
    const one = summary({ id: 1, startedAt: 1_000, lastActionAt: 900_000, steps: 2 });
    expect(deriveState(summaryAt(one, known, 800_000), 800_000)).toBe('stale');
    expect(deriveState(summaryAt(one, known, 900_000), 900_000)).toBe('running');
  });

  test('of what is not read yet the steps are not known, and it counts as running', () => {
    expect(summaryAt(whole, null, 3_000)).toMatchObject({ steps: null, lastActionAt: 3_000 });
    expect(summaryAt(whole, null, 4_500)).toMatchObject({ steps: 3, lastActionAt: 4_000 });
    const part = { ...walked, caughtUp: false };
    expect(summaryAt(whole, part, 2_500).steps).toBe(1);
    expect(summaryAt({ ...whole, lastActionAt: 9_000 }, part, 4_000).steps).toBeNull();
    expect(summaryAt(summary({ id: 1, startedAt: 1_000 }), null, 2_000)).toMatchObject({
      steps: null,
      lastActionAt: null,
    });
  });

  test('actions without times have always been there', () => {
    const timeless = runOf([null, null]);
    const known = { ...walked, run: timeless, moments: new ActionMoments(timeless) };
    expect(summaryAt(summary({ id: 1, startedAt: 1_000 }), known, 1_000)).toMatchObject({
      steps: 2,
      lastActionAt: 1_000,
    });
  });
});
