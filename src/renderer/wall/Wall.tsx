import { Text, Title } from '@mantine/core';
import { deriveState } from '#shared/domain/experiment.ts';
import './wall.css';
import type { MazeWall } from '../maze/wall.ts';
import { useAddress } from '../state/address.ts';
import { serverNow } from '../state/clock.ts';
import { formatCount } from '../words.ts';
import { EmptyMoment, EmptyWall, WaitingWall } from './EmptyWall.tsx';
import { MomentPlayback } from './MomentPlayback.tsx';
import type { MomentSession } from './moment-session.ts';
import { wereRunning } from './moment-words.ts';
import type { RunShelf } from './run-shelf.ts';
import { useMazeWall } from './use-maze-wall.ts';
import { useIsRecorded, useMomentSession, useMomentView, useRunShelf } from './use-moment.ts';
import { useWallExperiments } from './use-wall-experiments.ts';
import { WallCard } from './WallCard.tsx';

/** Every running experiment as a small maze: live, or as all of them stood at a moment. */
export function Wall() {
  const { wall, problem } = useMazeWall();
  const shelf = useRunShelf();
  const isRecorded = useIsRecorded();
  const session = useMomentSession(shelf, isRecorded);
  const isElsewhere = useAddress((address) => address.page === 'wall' && address.at !== undefined);
  // What is going on now is not shown for a moment to somebody who asked for another one.
  if (!session && (isRecorded || isElsewhere)) return <WaitingWall />;
  return (
    <div className="wall">
      <Cards session={session} wall={wall} shelf={shelf} problem={problem} />
      {session && <MomentPlayback session={session} />}
    </div>
  );
}

interface CardsProps {
  readonly session: MomentSession | null;
  readonly wall: MazeWall | null;
  readonly shelf: RunShelf;
  readonly problem: string | null;
}

function Cards({ session, wall, shelf, problem }: CardsProps) {
  const running = useWallExperiments();
  const view = useMomentView(session);
  const replayed = session && view && !view.isLive ? { session, view } : null;
  const cards = replayed ? replayed.view.cards : running;
  const moment = replayed ? replayed.view.moment : serverNow();
  return (
    <>
      <header className="wall-header">
        <Title order={1} fz="md">
          Wall
        </Title>
        <Text className="quiet" role="status">
          {replayed
            ? capital(wereRunning(replayed.view.active))
            : areRunning(running.filter(({ completedAt }) => completedAt === null).length)}
        </Text>
      </header>
      {problem && (
        <Text className="wall-problem" role="alert">
          {problem}
        </Text>
      )}
      {cards.length > 0 ? (
        <ul className="wall-cards">
          {wall &&
            cards.map((experiment, place) =>
              experiment === null ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: a free place is nothing but its number.
                <li key={`free-${place}`} className="wall-place" aria-hidden />
              ) : (
                <WallCard
                  key={experiment.id}
                  experiment={experiment}
                  state={deriveState(experiment, moment)}
                  wall={wall}
                  shelf={shelf}
                  session={replayed?.session ?? null}
                />
              ),
            )}
        </ul>
      ) : replayed ? (
        <EmptyMoment session={replayed.session} />
      ) : (
        <EmptyWall />
      )}
    </>
  );
}

function areRunning(count: number): string {
  return count === 1 ? '1 experiment is running' : `${formatCount(count)} experiments are running`;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
