import type { Axis } from './axis.ts';
import { distanceAt, type StatisticsInput } from './statistics.ts';
import type { ValueRanges } from './value-ranges.ts';

/** A value, or nothing where the run does not say. */
export type SampleValue = number | null;

/**
 * A window of a run as charts draw it: at most one place per bucket, at the last action of the bucket. What is added up
 * is taken there; what goes up and down is given as its range since the place before.
 */
export interface RunSamples {
  /** Positions on the axis, ascending. */
  readonly positions: number[];
  readonly wallHits: SampleValue[];
  /** 0 to 100. */
  readonly coverage: SampleValue[];
  readonly distanceLow: SampleValue[];
  readonly distanceHigh: SampleValue[];
  readonly inputTokens: SampleValue[];
  readonly outputTokens: SampleValue[];
  readonly cost: SampleValue[];
  /** Seconds a model call. */
  readonly inferenceLow: SampleValue[];
  readonly inferenceHigh: SampleValue[];
  readonly perMinute: SampleValue[];
}

export interface SamplesInput extends StatisticsInput {
  /** The distance to the goal after each action, NaN where it is not known. */
  readonly distanceRanges: ValueRanges;
}

/**
 * Takes the samples of a window, a bucket at each turn of the generator, so that whoever runs it can give way in between.
 * @param window positions on the axis
 * @param buckets how many places at most, 1 or more
 */
export function* sampleRun(
  input: SamplesInput,
  axis: Axis,
  [from, to]: readonly [number, number],
  buckets: number,
): Generator<undefined, RunSamples> {
  const samples: RunSamples = {
    positions: [],
    wallHits: [],
    coverage: [],
    distanceLow: [],
    distanceHigh: [],
    inputTokens: [],
    outputTokens: [],
    cost: [],
    inferenceLow: [],
    inferenceHigh: [],
    perMinute: [],
  };
  let before = beforeWindow(axis, from);
  let rows = rowsUpTo(input, before);
  for (let bucket = 0; bucket <= buckets; bucket++) {
    const index = axis.indexAt(from + ((to - from) * bucket) / buckets);
    if (index > before) {
      const end = rowsUpTo(input, index);
      take(samples, input, axis, { before, index, rows, end });
      before = index;
      rows = end;
    }
    yield;
  }
  return samples;
}

/** Index of the last action that has no part in a window: its lines come from the one after it, at or before its edge. */
function beforeWindow(axis: Axis, from: number): number {
  const atEdge = axis.indexAt(from);
  let low = 0;
  let high = Math.max(0, atEdge);
  // Many actions may share a place on the axis, and all of them at the edge belong to the window.
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (axis.positionOf(middle) < from) low = middle + 1;
    else high = middle;
  }
  return Math.max(-1, Math.min(low, atEdge) - 1);
}

interface Bucket {
  /** Index of the last action before it, and of its own last. */
  readonly before: number;
  readonly index: number;
  /** The same in rows of usage, end exclusive. */
  readonly rows: number;
  readonly end: number;
}

function take(samples: RunSamples, input: SamplesInput, axis: Axis, { before, index, rows, end }: Bucket): void {
  const { counts, usage } = input;
  const at = counts.at(index);
  const distance = input.distances.toGoal ? input.distanceRanges.of(before + 1, index + 1) : null;
  const used = usage?.sumOf(end);
  const durations = usage?.durationsOf(rows, end);
  samples.positions.push(axis.positionOf(index));
  samples.wallHits.push(at.kinds.hit);
  samples.coverage.push(counts.walkable > 0 ? (at.visitedWalkable / counts.walkable) * 100 : null);
  samples.distanceLow.push(distance?.low ?? null);
  samples.distanceHigh.push(distance?.high ?? null);
  samples.inputTokens.push(used?.inputTokens ?? null);
  samples.outputTokens.push(used?.outputTokens ?? null);
  samples.cost.push(used?.costUsd ?? null);
  samples.inferenceLow.push(durations ? durations.low / 1_000 : null);
  samples.inferenceHigh.push(durations ? durations.high / 1_000 : null);
  samples.perMinute.push(at.perMinuteLately);
}

function rowsUpTo({ usage, counts: { run } }: SamplesInput, index: number): number {
  return usage && index >= 0 ? usage.rowsUpTo(run.stepAt(index), run.idAt(index)) : 0;
}

/** The distance to the goal after the action at an index, NaN where it is not known: what ranges are taken of. */
export function distanceAfter(input: StatisticsInput, index: number): number {
  return distanceAt(input, input.counts.run.positionAt(index)) ?? Number.NaN;
}
