import type { Statistic, StatisticGroup } from '#shared/run/statistics.ts';

/** The statistics of one run, with the name that it has among others. */
export interface StatisticsColumn {
  readonly label: string;
  readonly statistics: readonly Statistic[];
}

/** One figure of all runs side by side. */
interface ComparisonRow extends Pick<Statistic, 'key' | 'label' | 'meaning' | 'unit'> {
  readonly cells: readonly { readonly value: number | null; readonly isBest: boolean }[];
}

/** The figures of a group. */
export interface ComparisonGroup {
  readonly group: StatisticGroup;
  readonly rows: readonly ComparisonRow[];
}

/**
 * Statistics of several runs, row by row. The best value of a row is marked where one is better than another; a figure
 * that no run has is left out.
 */
export function compare(columns: readonly StatisticsColumn[]): readonly ComparisonGroup[] {
  const groups = new Map<StatisticGroup, ComparisonRow[]>();
  for (const { key, group, label, meaning, unit, better } of columns[0]?.statistics ?? []) {
    const values = columns.map(({ statistics }) => statistics.find((other) => other.key === key)?.value ?? null);
    const known = values.filter((value) => value !== null);
    if (known.length === 0) continue;
    const [low, high] = [Math.min(...known), Math.max(...known)];
    const best = better === null || low === high ? null : better === 'high' ? high : low;
    const row = {
      key,
      label,
      meaning,
      unit,
      cells: values.map((value) => ({ value, isBest: value === best && best !== null })),
    };
    groups.set(group, [...(groups.get(group) ?? []), row]);
  }
  return [...groups].map(([group, rows]) => ({ group, rows }));
}
