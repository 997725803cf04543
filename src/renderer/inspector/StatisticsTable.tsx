import { VisuallyHidden } from '@mantine/core';
import { Fragment } from 'react';
import './statistics.css';
import { compare, type StatisticsColumn } from './comparison.ts';
import { formatStatistic } from './figures.ts';

/** The statistics of one run, or of several side by side, the better values marked. */
export function StatisticsTable({ columns }: { readonly columns: readonly StatisticsColumn[] }) {
  const isComparison = columns.length > 1;
  return (
    <table className="statistics figures" aria-label="Statistics">
      <thead hidden={!isComparison}>
        <tr>
          <th scope="col">
            <VisuallyHidden>Figure</VisuallyHidden>
          </th>
          {columns.map(({ label }, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two runs may have the same name, and the columns keep their places.
            <th key={column} scope="col" className="cut" title={label}>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {compare(columns).map(({ group, rows }) => (
          <Fragment key={group}>
            <tr className="statistics-group">
              <th scope="rowgroup" colSpan={columns.length + 1}>
                {group}
              </th>
            </tr>
            {rows.map(({ key, label, meaning, unit, cells }) => (
              <tr key={key} data-statistic={key}>
                <th scope="row" title={meaning}>
                  {label}
                </th>
                {cells.map(({ value, isBest }, column) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the columns keep their places.
                  <td key={column} data-best={isBest || undefined}>
                    {formatStatistic({ unit, value })}
                    {isBest && <VisuallyHidden> best</VisuallyHidden>}
                  </td>
                ))}
              </tr>
            ))}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}
