import { Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { memo } from 'react';
import { deriveState } from '#shared/domain/experiment.ts';
import { StateLabel } from '../experiments/StateLabel.tsx';
import { useServerClock } from '../state/clock.ts';
import { useExperiments } from '../state/experiments.ts';
import { formatAge, formatCount } from '../words.ts';
import type { RunSession } from './run-session.ts';
import { useRunView } from './use-run-view.ts';

interface HeaderProps {
  readonly experimentId: number;
  readonly session: RunSession;
}

/** Whose run this is, how it stands, and what is wrong with its maze. */
export const RunHeader = memo(function RunHeader({ experimentId, session }: HeaderProps) {
  const experiment = useExperiments(({ byId }) => byId.get(experimentId));
  const { length, caughtUp } = useRunView(session);
  const now = useServerClock();
  const { maze, run } = session;
  const last = experiment?.lastActionAt ?? null;
  return (
    <header className="run-header">
      <Title order={1} fz="md" className="cut">
        {experiment?.model ?? 'Experiment'} <span className="quiet">#{experimentId}</span>
      </Title>
      {experiment && <StateLabel state={deriveState(experiment, now)} />}
      <Text className="run-facts quiet figures cut">
        {maze.name}, {maze.width} × {maze.height} · {formatCount(length)} actions · {formatCount(run.wallHits)} wall
        hits
        {last !== null && ` · last action ${formatAge(now - last)}`}
        {!caughtUp && ' · reading'}
        {experiment?.failure && ` · ${experiment.failure}`}
      </Text>
      {maze.problems.length > 0 && (
        <Text className="run-problems" role="alert" title={maze.problems.join('\n')}>
          <IconAlertTriangle size={14} /> <span className="cut">{maze.problems.join(' ')}</span>
        </Text>
      )}
    </header>
  );
});
