import { Loader, Text } from '@mantine/core';
import { useState } from 'react';
import type { Axis } from '#shared/run/axis.ts';
import { type GoalDistances, type Statistic, statisticsAt } from '#shared/run/statistics.ts';
import type { RunSession } from '../run/run-session.ts';
import { useRunView } from '../run/use-run-view.ts';
import { formatCount } from '../words.ts';
import { RunCharts } from './RunCharts.tsx';
import type { RunMeasures } from './run-measures.ts';
import { StatisticsTable } from './StatisticsTable.tsx';
import type { UsageState } from './usage-reader.ts';
import { useAllMeasures } from './use-measures.ts';

interface PanelProps {
  readonly experimentId: number;
  readonly session: RunSession;
  readonly axis: Axis;
  readonly window: readonly [number, number] | null;
  readonly onSeek: (index: number) => void;
  readonly distances: GoalDistances;
}

/** What the run adds up to at the playhead, and how it came to that. */
export function StatisticsPanel({ experimentId, session, axis, window, onSeek, distances }: PanelProps) {
  const { length, index } = useRunView(session);
  const { measures, usage } = useAllMeasures(experimentId, session, distances);
  const statistics = useStatistics(measures, index);
  if (length === 0) return <div className="empty">Statistics begin with the first action.</div>;
  return (
    <>
      <Text className="statistics-head" fw={600}>
        At step {formatCount(session.run.stepAt(Math.max(0, index)))}
      </Text>
      {statistics ? (
        <StatisticsTable columns={[{ label: `Experiment ${experimentId}`, statistics }]} />
      ) : (
        <Text className="inspector-note quiet">
          <Loader size={12} /> Counting {formatCount(length)} actions
        </Text>
      )}
      <UsageNote usage={usage} hasUsage={measures.usage.totals.length > 0} lastStep={session.run.stepAt(length - 1)} />
      <RunCharts
        experimentId={experimentId}
        session={session}
        axis={axis}
        window={window}
        playhead={index}
        onSeek={onSeek}
        distances={distances}
      />
    </>
  );
}

/** The statistics at an index; those before, as long as a change of the run is still being counted. */
function useStatistics(measures: RunMeasures, index: number): readonly Statistic[] | null {
  const [shown, setShown] = useState<{ of: RunMeasures; statistics: readonly Statistic[] } | null>(null);
  if (!measures.counts.isReady) return shown?.of === measures ? shown.statistics : null;
  const statistics = statisticsAt(measures.input, index);
  const isOther = shown?.of !== measures || shown.statistics.some((known, i) => known.value !== statistics[i]?.value);
  if (isOther) setShown({ of: measures, statistics });
  return statistics;
}

interface NoteProps {
  readonly usage: UsageState;
  readonly hasUsage: boolean;
  readonly lastStep: number;
}

/** Says why tokens, costs and timings are not there, or not all of them. */
function UsageNote({ usage: { complete, reached, away }, hasUsage, lastStep }: NoteProps) {
  if (complete && hasUsage) return null;
  return (
    <Text className="inspector-note quiet" role="status">
      {complete
        ? 'No action of this run says what its model call used.'
        : away
          ? 'Tokens, costs and timings cannot be read right now. They are read as soon as the database can be asked.'
          : `Reading tokens, costs and timings: to step ${formatCount(reached ?? 0)} of ${formatCount(lastStep)}`}
    </Text>
  );
}
