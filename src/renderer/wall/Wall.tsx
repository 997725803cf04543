import { Button, Text, Title, useComputedColorScheme } from '@mantine/core';
import { useEffect, useState } from 'react';
import './wall.css';
import { LIGHT, paletteOf } from '../maze/palette.ts';
import { MazeWall } from '../maze/wall.ts';
import { useExperiments } from '../state/experiments.ts';
import { useFeed } from '../state/feed.ts';
import { formatCount } from '../words.ts';
import { useWallExperiments } from './use-wall-experiments.ts';
import { WallCard } from './WallCard.tsx';

/** Every running experiment as a small live maze. */
export function Wall() {
  const shown = useWallExperiments();
  const { wall, problem } = useMazeWall();
  const running = shown.filter(({ completedAt }) => completedAt === null).length;
  return (
    <div className="wall">
      <header className="wall-header">
        <Title order={1} fz="md">
          Wall
        </Title>
        <Text className="quiet" role="status">
          {running === 1 ? '1 experiment is running' : `${formatCount(running)} experiments are running`}
        </Text>
      </header>
      {problem && (
        <Text className="wall-problem" role="alert">
          {problem}
        </Text>
      )}
      {shown.length === 0 ? (
        <EmptyWall />
      ) : (
        <ul className="wall-cards">
          {wall && shown.map((experiment) => <WallCard key={experiment.id} experiment={experiment} wall={wall} />)}
        </ul>
      )}
    </div>
  );
}

function EmptyWall() {
  const known = useExperiments((experiments) => experiments.known && experiments.loading === null);
  const state = useFeed(({ reading }) => reading?.status.state);
  const reason = useFeed(({ reading }) => reading?.status.reason);
  const connected = state === 'live' || state === 'polling';
  return (
    <div className="empty">
      {known && connected ? (
        <>
          <Text fw={600}>No experiment is running.</Text>
          <Text>A started one appears here with its first step. Finished ones are in the list on the left.</Text>
        </>
      ) : (
        <>
          <Text fw={600}>Nothing to show yet</Text>
          <Text>{reason ?? 'Connecting to the host.'}</Text>
          {state === 'failed' && (
            <Button mt={12} size="xs" variant="light" component="a" href="/healthz">
              Show the feed’s state
            </Button>
          )}
        </>
      )}
    </div>
  );
}

/** The renderer that all cards share, for as long as the Wall is shown. */
function useMazeWall(): { wall: MazeWall | null; problem: string | null } {
  const scheme = useComputedColorScheme('light');
  const [wall, setWall] = useState<MazeWall | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let made: MazeWall | null = null;
    let isGone = false;
    MazeWall.mount({ palette: LIGHT, onContextLost: setProblem, onContextRestored: () => setProblem(null) })
      .then((created) => {
        if (isGone) return created.destroy();
        made = created;
        setWall(created);
      })
      .catch((error: Error) => setProblem(error.message));
    return () => {
      isGone = true;
      made?.destroy();
    };
  }, []);
  useEffect(() => wall?.setPalette(paletteOf(scheme)), [wall, scheme]);
  return { wall, problem };
}
