import { useEffect, useMemo, useState } from 'react';
import { statisticsAt } from '#shared/run/statistics.ts';
import { measuresOf, type RunMeasures } from '../inspector/run-measures.ts';
import { StatisticsTable } from '../inspector/StatisticsTable.tsx';
import { loadDistances } from '../state/distances.ts';
import type { CompareSession } from './compare-session.ts';
import { useCompareView } from './use-compare-view.ts';

interface StatisticsProps {
  readonly session: CompareSession;
  readonly labels: readonly string[];
}

/** The statistics of all runs at the playhead, side by side. */
export function CompareStatistics({ session, labels }: StatisticsProps) {
  const { lanes } = useCompareView(session);
  const measures = useLaneMeasures(session);
  const columns = measures.flatMap((of, n) => {
    if (!of.counts.isReady) return [];
    return [{ label: labels[n] ?? '', statistics: statisticsAt(of.input, lanes[n]?.index ?? -1) }];
  });
  if (columns.length < measures.length) return <p className="compare-note quiet">Counting the actions</p>;
  return <StatisticsTable columns={columns} />;
}

/** The measures of all runs, kept up to date for as long as somebody looks at them. */
export function useLaneMeasures(session: CompareSession): readonly RunMeasures[] {
  const view = useCompareView(session);
  const [, setRevision] = useState(0);
  const measures = useMemo(() => session.lanes.map((lane) => measuresOf(lane.experimentId, lane)), [session]);
  useEffect(() => {
    const ends = measures.flatMap((of) => [of.hold(), of.revision.subscribe(() => setRevision((n) => n + 1))]);
    return () => {
      for (const end of ends) end();
    };
  }, [measures]);
  useEffect(() => {
    let isGone = false;
    session.lanes.forEach(({ maze }, n) => {
      void loadDistances(maze).then(({ steps }) => {
        if (!isGone) measures[n]?.setDistances({ toGoal: steps });
      });
    });
    return () => {
      isGone = true;
    };
  }, [session, measures]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another view says that a run may have changed.
  useEffect(() => {
    for (const of of measures) of.update();
  }, [measures, view]);
  return measures;
}
