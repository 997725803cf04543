import type { Statistic, StatisticUnit } from '#shared/run/statistics.ts';
import { formatCount } from '../words.ts';

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const oneDigit = new Intl.NumberFormat('en', { maximumFractionDigits: 1, minimumFractionDigits: 1 });

/** A figure in few letters, for an axis: 1.2K. */
export function formatCompact(value: number): string {
  return compact.format(value);
}

/** US dollars, with as many digits as small sums need: $0.00042, $1.25. */
export function formatDollars(value: number): string {
  if (value === 0) return '$0';
  const digits = Math.min(8, Math.max(2, 1 - Math.floor(Math.log10(Math.abs(value)))));
  return `$${value.toFixed(digits)}`;
}

/** A length of time in two units at most: 850 ms, 4.2 s, 12:05 min, 3:07:00 h. */
export function formatSpan(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${oneDigit.format(Math.floor(ms / 100) / 10)} s`;
  const seconds = Math.floor(ms / 1_000);
  const two = (part: number) => String(part).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)} min`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)} h`;
}

const FORMATS: Readonly<Record<StatisticUnit, (value: number) => string>> = {
  count: formatCount,
  share: (value) => `${oneDigit.format(value * 100)} %`,
  ms: formatSpan,
  perMinute: (value) => oneDigit.format(value),
  usd: formatDollars,
  mean: (value) => oneDigit.format(value),
};

/** A statistic's value with its unit; a dash where the run does not say. */
export function formatStatistic({ unit, value }: Pick<Statistic, 'unit' | 'value'>): string {
  return value === null ? '–' : FORMATS[unit](value);
}
