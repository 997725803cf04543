import { memo, useEffect, useRef, useState } from 'react';
import { runAddress } from '#shared/address.ts';
import { deriveState, type ExperimentSummary } from '#shared/domain/experiment.ts';
import { pictureAt } from '#shared/run/picture.ts';
import type { Position } from '#shared/run/run.ts';
import { StateLabel } from '../experiments/StateLabel.tsx';
import type { MazeWall } from '../maze/wall.ts';
import type { WallTile } from '../maze/wall-tile.ts';
import { markDrawn } from '../maze-marks.ts';
import { RunFollower } from '../run/run-follower.ts';
import { hrefOf, visit } from '../state/address.ts';
import { serverNow } from '../state/clock.ts';
import { loadMaze } from '../state/mazes.ts';
import { formatCount } from '../words.ts';

interface CardProps {
  readonly experiment: ExperimentSummary;
  readonly wall: MazeWall;
}

/** One running experiment: its maze, live, and who walks there. Reads and draws only while it can be seen. */
export const WallCard = memo(function WallCard({ experiment, wall }: CardProps) {
  const { id, model, mazeId, mazeName, steps, startX, startY } = experiment;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [problems, setProblems] = useState<readonly string[]>([]);

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const start = startX === null || startY === null ? null : { x: startX, y: startY };
    return followOnCanvas({ element, wall, id, mazeId, start, onProblems: setProblems });
  }, [wall, id, mazeId, startX, startY]);

  const address = runAddress(id);
  return (
    <li>
      <a
        className="wall-card"
        href={hrefOf(address)}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          visit(address);
        }}
      >
        <canvas
          ref={canvas}
          role="img"
          aria-label={`The maze of experiment ${id}`}
          data-testid="maze"
          data-experiment={id}
        />
        <span className="wall-card-line">
          <span className="cut wall-card-model">{model}</span>
          <StateLabel state={deriveState(experiment, serverNow())} />
        </span>
        <span className="wall-card-line quiet figures">
          <span className="cut">
            #{id} {mazeName ?? 'no maze'}
          </span>
          <span>{formatCount(steps ?? 0)} steps</span>
        </span>
        {problems.length > 0 && <span className="wall-card-problem cut">{problems.join(' ')}</span>}
      </a>
    </li>
  );
});

interface CanvasOptions {
  readonly element: HTMLCanvasElement;
  readonly wall: MazeWall;
  readonly id: number;
  readonly mazeId: number | null;
  readonly start: Position | null;
  readonly onProblems: (problems: readonly string[]) => void;
}

/** Draws a run on a canvas as it goes on. Returns how to end it. */
function followOnCanvas({ element, wall, id, mazeId, start, onProblems }: CanvasOptions): () => void {
  let tile: WallTile | null = null;
  let follower: RunFollower | null = null;
  let isVisible = false;
  let isGone = false;
  const sight = new IntersectionObserver(([entry]) => {
    isVisible = entry?.isIntersecting ?? false;
    tile?.setVisible(isVisible);
    if (isVisible) follower?.start();
    else follower?.stop();
  });
  const size = new ResizeObserver(() => tile?.resize(element.clientWidth, element.clientHeight));
  void loadMaze(mazeId).then((maze) => {
    if (isGone) return;
    onProblems(maze.problems);
    follower = new RunFollower(id, maze, (run) => tile?.render(pictureAt(run, run.length - 1, start)));
    tile = wall.attach(element, maze, follower.run, start);
    tile.onDrawn = (picture) => markDrawn(element, picture);
    tile.setVisible(isVisible);
    tile.render(pictureAt(follower.run, -1, start));
    if (isVisible) follower.start();
  });
  sight.observe(element);
  size.observe(element);
  return () => {
    isGone = true;
    sight.disconnect();
    size.disconnect();
    follower?.stop();
    tile?.detach();
  };
}
