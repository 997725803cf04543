import type { Axis } from '#shared/run/axis.ts';
import type { Run } from '#shared/run/run.ts';
import { formatCount } from '../words.ts';
import { formatSpan } from './figures.ts';
import type { ChartScale } from './plot.ts';

const POWERS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];
const WHOLE = POWERS.flatMap((power) => [1, 2, 5].map((step) => step * power));
const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];
const TIMES = [
  ...[1, 2, 5, 10, 20, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 20, 30].map((count) => count * MINUTE),
  ...[1, 2, 4, 8, 12, 24, 48, 96, 240, 480, 960].map((count) => count * HOUR),
];

/**
 * The scale of an axis: steps at round step numbers, times at round times.
 * @param firstStep the step number of the first action
 */
export function scaleOf(axis: Axis, run: Run, firstStep: number): ChartScale {
  switch (axis.kind) {
    case 'time':
      return { strides: TIMES, origin: 0, nameOf: formatSpan };
    case 'share':
      return {
        strides: [0.05, 0.1, 0.2, 0.5, 1].map((share) => share * Math.max(axis.end, Number.EPSILON)),
        origin: 0,
        nameOf: (position) => `${Math.round((position / Math.max(axis.end, Number.EPSILON)) * 100)} %`,
      };
    case 'step':
      return {
        strides: WHOLE,
        origin: firstStep,
        nameOf: (position) => (position > axis.end ? '' : formatCount(run.stepAt(axis.indexAt(position)))),
      };
  }
}
