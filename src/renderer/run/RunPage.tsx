import { Button, Loader, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import './run.css';
import { useActionDetails } from '../actions/use-action-details.ts';
import { Inspector } from '../inspector/Inspector.tsx';
import { rememberStep, visit } from '../state/address.ts';
import { useExperiments } from '../state/experiments.ts';
import { loadMaze } from '../state/mazes.ts';
import { MazePanel } from './MazePanel.tsx';
import { RunHeader } from './RunHeader.tsx';
import { RunSession } from './run-session.ts';
import { Scrubber } from './Scrubber.tsx';
import { useRunView } from './use-run-view.ts';

interface RunPageProps {
  readonly experimentId: number;
  /** The step that the address asks for; null follows the newest. */
  readonly step: number | null;
}

/** One run: the maze, its playhead, its actions. */
export default function RunPage({ experimentId, step }: RunPageProps) {
  const { session, isMissing } = useRunSession(experimentId, step);
  if (isMissing) {
    return (
      <div className="empty">
        <Text fw={600}>There is no experiment {experimentId} in this database.</Text>
        <Button mt={12} size="xs" variant="light" onClick={() => visit({ page: 'wall' })}>
          Show the Wall
        </Button>
      </div>
    );
  }
  if (!session) {
    return (
      <div className="empty">
        <Loader size="sm" m="auto" />
        <Text mt={8}>Reading experiment {experimentId}</Text>
      </div>
    );
  }
  return <OpenRun experimentId={experimentId} session={session} />;
}

function OpenRun({ experimentId, session }: { readonly experimentId: number; readonly session: RunSession }) {
  const { index, following } = useRunView(session);
  const step = index < 0 ? 0 : session.run.stepAt(index);
  useEffect(() => rememberStep(experimentId, following ? null : step), [experimentId, following, step]);
  const details = useActionDetails(experimentId, session);
  return (
    <div className="run">
      <RunHeader experimentId={experimentId} session={session} />
      <MazePanel experimentId={experimentId} session={session} seen={details?.seen ?? null} />
      <Scrubber session={session} />
      <Inspector experimentId={experimentId} session={session} details={details} />
    </div>
  );
}

/** Opens the run as soon as its experiment is known; ends it with the page. */
function useRunSession(experimentId: number, step: number | null): { session: RunSession | null; isMissing: boolean } {
  const experiment = useExperiments(({ byId }) => byId.get(experimentId));
  const isMissing = useExperiments(({ known, loading }) => known && loading === null) && !experiment;
  const isKnown = experiment !== undefined;
  const mazeId = experiment?.mazeId ?? null;
  const startX = experiment?.startX ?? null;
  const startY = experiment?.startY ?? null;
  const [session, setSession] = useState<RunSession | null>(null);
  // The step of the address is where the page opens; after that the playhead writes the address.
  const [firstStep] = useState(step);
  useEffect(() => {
    if (!isKnown) return;
    let opened: RunSession | null = null;
    let isGone = false;
    void loadMaze(mazeId).then((maze) => {
      if (isGone) return;
      const start = startX === null || startY === null ? null : { x: startX, y: startY };
      opened = new RunSession(experimentId, maze, start, firstStep);
      setSession(opened);
    });
    return () => {
      isGone = true;
      opened?.end();
    };
  }, [experimentId, isKnown, mazeId, startX, startY, firstStep]);
  return { session, isMissing };
}
