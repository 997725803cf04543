import type { RunSamples, SampleValue } from '#shared/run/samples.ts';
import { formatCount } from '../words.ts';
import { formatCompact, formatDollars } from './figures.ts';

/** Colours by name. */
export type ChartColour = 'first' | 'second';

/** One line of a chart. */
interface ChartSeries {
  /** Empty where the chart's title says it. */
  readonly label: string;
  readonly colour: ChartColour;
  readonly of: (samples: RunSamples) => SampleValue[];
}

/** What a chart shows. */
export interface ChartKind {
  readonly key: string;
  readonly title: string;
  /** What the values are counted in, for the title; empty where the title says it. */
  readonly unit: string;
  readonly series: readonly ChartSeries[];
  /**
   * `steps` stay until the next value, `line` joins values, `range` fills between the first and the second series, the
   * highest and the lowest value of each place.
   */
  readonly drawn: 'steps' | 'line' | 'range';
  readonly format: (value: number) => string;
  /** Not shown while all values are 0: models on a machine of one's own cost nothing. */
  readonly hidesZeros?: true;
}

const round = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** All charts, in the order in which they are shown. */
export const CHART_KINDS: readonly ChartKind[] = [
  {
    key: 'wallHits',
    title: 'Wall hits',
    unit: '',
    series: [{ label: '', colour: 'first', of: ({ wallHits }) => wallHits }],
    drawn: 'steps',
    format: formatCount,
  },
  {
    key: 'coverage',
    title: 'Coverage',
    unit: '%',
    series: [{ label: '', colour: 'first', of: ({ coverage }) => coverage }],
    drawn: 'steps',
    format: (value) => `${round.format(value)} %`,
  },
  {
    key: 'distance',
    title: 'Distance to the goal',
    unit: 'moves',
    series: [
      { label: '', colour: 'first', of: ({ distanceHigh }) => distanceHigh },
      { label: '', colour: 'first', of: ({ distanceLow }) => distanceLow },
    ],
    drawn: 'range',
    format: formatCount,
  },
  {
    key: 'tokens',
    title: 'Tokens',
    unit: '',
    series: [
      { label: 'in', colour: 'first', of: ({ inputTokens }) => inputTokens },
      { label: 'out', colour: 'second', of: ({ outputTokens }) => outputTokens },
    ],
    drawn: 'steps',
    // Two of them stand side by side.
    format: (value) => (value < 1_000_000 ? formatCount(value) : formatCompact(value)),
  },
  {
    key: 'cost',
    title: 'Cost',
    unit: 'US$',
    series: [{ label: '', colour: 'first', of: ({ cost }) => cost }],
    drawn: 'steps',
    format: formatDollars,
    hidesZeros: true,
  },
  {
    key: 'inference',
    title: 'Inference a turn',
    unit: 's',
    series: [
      { label: '', colour: 'first', of: ({ inferenceHigh }) => inferenceHigh },
      { label: '', colour: 'first', of: ({ inferenceLow }) => inferenceLow },
    ],
    drawn: 'range',
    format: (value) => `${round.format(value)} s`,
  },
  {
    key: 'perMinute',
    title: 'Actions a minute',
    unit: '',
    series: [{ label: '', colour: 'first', of: ({ perMinute }) => perMinute }],
    drawn: 'line',
    format: (value) => round.format(value),
  },
];

/** True where the run has values for a chart. */
export function hasValues(kind: ChartKind, samples: RunSamples): boolean {
  return kind.series.some(({ of }) => of(samples).some((value) => value !== null && (value !== 0 || !kind.hidesZeros)));
}

/**
 * The value of each series at a position: the last one that is known there.
 * @returns null where nothing is known
 */
export function describeAt(kind: ChartKind, samples: RunSamples, position: number): string | null {
  let place = samples.positions.length - 1;
  while (place > 0 && (samples.positions[place] ?? 0) > position) place--;
  return describePlace(kind, samples, place);
}

/** The same at a place of the samples. */
export function describePlace(kind: ChartKind, samples: RunSamples, place: number): string | null {
  const parts = kind.series.flatMap(({ label, of }) => {
    const values = of(samples);
    let at = place;
    while (at >= 0 && (values[at] ?? null) === null) at--;
    const value = values[at] ?? null;
    return value === null ? [] : [label ? `${kind.format(value)} ${label}` : kind.format(value)];
  });
  if (parts.length === 0) return null;
  if (kind.drawn === 'range') {
    const [high, low] = parts;
    return low === undefined || low === high ? (high ?? null) : `${low} to ${high}`;
  }
  return parts.join(', ');
}
