import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StepAxis, TimeAxis } from '#shared/run/axis.ts';
import { toColumns } from '#shared/run/columns.ts';
import { Run } from '#shared/run/run.ts';
import { RunCounts } from '#shared/run/run-counts.ts';
import { distanceAfter, type RunSamples, type SamplesInput, sampleRun } from '#shared/run/samples.ts';
import { UsageTotals } from '#shared/run/usage-totals.ts';
import { ValueRanges } from '#shared/run/value-ranges.ts';
import { MAZE, randomActions } from '../support/random-run.ts';

/** A run of which every third action says what it used. */
function inputOf(seed: number, count: number): SamplesInput {
  const run = new Run(MAZE);
  run.append(toColumns(randomActions(seed, count)));
  const usage = new UsageTotals();
  const rows = Array.from({ length: count }, (_, index) => index).filter((index) => index % 3 === 0);
  usage.append(
    {
      step: Int32Array.from(rows, (index) => run.stepAt(index)),
      id: Float64Array.from(rows, (index) => run.idAt(index)),
      inputTokens: Int32Array.from(rows, (index) => index),
      outputTokens: Int32Array.from(rows, () => 1),
      costUsd: Float64Array.from(rows, () => 0.5),
      inferenceMs: Float64Array.from(rows, (index) => (index * 7) % 1_000),
    },
    () => null,
  );
  const distances = { toGoal: Int32Array.from(MAZE.tiles, (tile, cell) => (tile === 1 ? -1 : (cell * 31) % 17)) };
  const input: SamplesInput = {
    counts: new RunCounts(run, MAZE),
    sights: null,
    usage,
    distances,
    start: null,
    distanceRanges: new ValueRanges((index) => distanceAfter(input, index)),
  };
  input.distanceRanges.advance(run.length, 3);
  return input;
}

function finish(work: Generator<undefined, RunSamples>): RunSamples {
  for (;;) {
    const { done, value } = work.next();
    if (done && value) return value;
  }
}

const known = (values: (number | null)[]) => values.filter((value) => value !== null);

test('samples are few, ascending, and lose neither the last value nor an extreme', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 1, max: 1_500 }),
      fc.integer({ min: 1, max: 200 }),
      fc.boolean(),
      (seed, count, buckets, byTime) => {
        const input = inputOf(seed, count);
        const { run } = input.counts;
        const axis = byTime ? new TimeAxis(run, null) : new StepAxis(run);
        const samples = finish(sampleRun(input, axis, [0, axis.end], buckets));
        const places = samples.positions.length;
        expect(places).toBeLessThanOrEqual(Math.min(count, buckets + 1));
        expect(samples.positions).toEqual(samples.positions.toSorted((a, b) => a - b));
        expect(samples.positions.at(-1)).toBe(axis.end);
        expect(samples.wallHits.at(-1)).toBe(run.wallHits);
        expect(samples.inputTokens.at(-1)).toBe(input.usage?.sumOf(input.usage.length).inputTokens);
        const distances = Array.from({ length: count }, (_, index) => distanceAfter(input, index)).filter(
          (distance) => !Number.isNaN(distance),
        );
        expect(Math.max(-1, ...known(samples.distanceHigh))).toBe(Math.max(-1, ...distances));
        expect(Math.min(99, ...known(samples.distanceLow))).toBe(Math.min(99, ...distances));
        const longest = input.usage?.durationsOf(0, input.usage.length)?.high ?? 0;
        expect(Math.max(0, ...known(samples.inferenceHigh))).toBe(longest / 1_000);
      },
    ),
    { numRuns: 80 },
  );
});

test('actions at the same moment all count, and a window that begins between two actions has the one before', () => {
  const input = inputOf(-29, 2);
  const axis = new TimeAxis(input.counts.run, 0);
  const together = finish(sampleRun(input, axis, [0, axis.end], 1));
  expect(together.inferenceLow).toEqual([0, null]);
  expect(together.distanceHigh).toEqual([0, 1].map((at) => input.distanceRanges.of(at, at + 1)?.high ?? null));
  const long = inputOf(3, 30);
  const part = finish(sampleRun(long, new StepAxis(long.counts.run), [10.5, 12], 300));
  expect(part.positions).toEqual([10, 11, 12]);
});

test('a short run has every action, a part of it that part, an empty run nothing', () => {
  const input = inputOf(3, 30);
  const axis = new StepAxis(input.counts.run);
  const whole = finish(sampleRun(input, axis, [0, axis.end], 300));
  expect(whole.positions).toEqual(Array.from({ length: 30 }, (_, index) => index));
  const part = finish(sampleRun(input, axis, [10, 14], 300));
  expect(part.positions).toEqual([10, 11, 12, 13, 14]);
  expect(part.wallHits).toEqual(whole.wallHits.slice(10, 15));
  const nothing = inputOf(1, 0);
  expect(finish(sampleRun(nothing, new StepAxis(nothing.counts.run), [0, 0], 300)).positions).toEqual([]);
});
