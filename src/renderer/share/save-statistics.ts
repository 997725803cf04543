import { csvText } from '#shared/run/actions-csv.ts';
import type { Statistic } from '#shared/run/statistics.ts';
import { saveFile } from './save-file.ts';

/** The statistics of one run at its playhead. */
export interface NamedStatistics {
  readonly label: string;
  readonly statistics: readonly Statistic[];
}

/** Statistics as CSV: a row a figure, a column a run. Values are whole, not as they are rounded on the screen. */
function statisticsCsv(runs: readonly NamedStatistics[]): string {
  const header = ['figure', 'unit', ...runs.map(({ label }) => csvText(label))].join(',');
  const rows = (runs[0]?.statistics ?? []).map(({ key, unit }) => {
    const values = runs.map(({ statistics }) => statistics.find((other) => other.key === key)?.value ?? '');
    return [key, unit, ...values].join(',');
  });
  return `${[header, ...rows].join('\r\n')}\r\n`;
}

/** Saves statistics as CSV. */
export function saveStatistics(runs: readonly NamedStatistics[], name: string): void {
  saveFile(new Blob([statisticsCsv(runs)], { type: 'text/csv;charset=utf-8' }), name);
}
