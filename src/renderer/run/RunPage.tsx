import { Button, Loader, Text } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import type { RunAddress } from '#shared/address.ts';
import './run.css';
import { useActionDetails } from '../actions/use-action-details.ts';
import { visit } from '../state/address.ts';
import { bookmarksKey, bookmarksOf } from '../state/bookmarks.ts';
import { useExperiments } from '../state/experiments.ts';
import { feedGaps } from '../state/feed.ts';
import { loadMaze } from '../state/mazes.ts';
import { useSource } from '../state/source.ts';
import { MazePanel } from './MazePanel.tsx';
import { RunHeader } from './RunHeader.tsx';
import { RunInspector } from './RunInspector.tsx';
import { RunPlayback } from './RunPlayback.tsx';
import { RunSession } from './run-session.ts';
import { RunTimeline } from './run-timeline.ts';
import { useRunAddress } from './use-run-address.ts';

interface RunPageProps {
  readonly address: RunAddress;
}

/** One run: the maze, its playhead, its actions. */
export default function RunPage({ address }: RunPageProps) {
  const { experimentId } = address;
  const { session, isMissing } = useRunSession(address);
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
  return <OpenRun address={address} session={session} />;
}

function OpenRun({ address, session }: RunPageProps & { readonly session: RunSession }) {
  const { experimentId } = address;
  useRunAddress(address, session);
  const details = useActionDetails(experimentId, session);
  const timeline = useMemo(() => new RunTimeline(session), [session]);
  return (
    <div className="run">
      <RunHeader experimentId={experimentId} session={session} />
      <MazePanel experimentId={experimentId} session={session} seen={details?.seen ?? null} />
      <RunPlayback session={session} timeline={timeline} />
      <RunInspector session={session} timeline={timeline} details={details} />
    </div>
  );
}

/** Opens the run as soon as its experiment is known; ends it with the page. */
function useRunSession(address: RunAddress): { session: RunSession | null; isMissing: boolean } {
  const { experimentId } = address;
  const experiment = useExperiments(({ byId }) => byId.get(experimentId));
  const isMissing = useExperiments(({ known, loading }) => known && loading === null) && !experiment;
  const isKnown = experiment !== undefined;
  const mazeId = experiment?.mazeId ?? null;
  const startX = experiment?.startX ?? null;
  const startY = experiment?.startY ?? null;
  const [session, setSession] = useState<RunSession | null>(null);
  // The address is where the page opens; after that the playhead writes the address.
  const [opening] = useState({
    step: address.step,
    axis: { kind: address.axis === 'time' ? ('time' as const) : ('step' as const), longestPauseMs: null },
  });
  useEffect(() => {
    if (!isKnown) return;
    let opened: RunSession | null = null;
    let isGone = false;
    const key = bookmarksKey(useSource.getState().profile, experimentId);
    const marked = { bookmarks: () => bookmarksOf(key).map(({ step }) => step), gaps: feedGaps };
    void loadMaze(mazeId).then((maze) => {
      if (isGone) return;
      // How long the run is by now; it may have grown since the page was opened.
      const steps = useExperiments.getState().byId.get(experimentId)?.steps ?? null;
      opened = new RunSession({ id: experimentId, startX, startY, steps }, maze, opening, marked);
      setSession(opened);
    });
    return () => {
      isGone = true;
      opened?.end();
    };
  }, [experimentId, isKnown, mazeId, startX, startY, opening]);
  return { session, isMissing };
}
