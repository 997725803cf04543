import { memo, useEffect, useRef, useState } from 'react';
import { runAddress } from '#shared/address.ts';
import type { ExperimentState, ExperimentSummary } from '#shared/domain/experiment.ts';
import { StateLabel } from '../experiments/StateLabel.tsx';
import type { MazeWall } from '../maze/wall.ts';
import { hrefOf, visit } from '../state/address.ts';
import { formatCount } from '../words.ts';
import { drawRun } from './draw-run.ts';
import type { MomentSession } from './moment-session.ts';
import type { RunShelf } from './run-shelf.ts';

interface CardProps {
  /** As it stands, or as it stood at the session's moment. */
  readonly experiment: ExperimentSummary;
  readonly state: ExperimentState;
  readonly wall: MazeWall;
  readonly shelf: RunShelf;
  /** Whose moment the card shows; null: the newest action. */
  readonly session: MomentSession | null;
}

/** One experiment: its maze, live or at a moment, and who walks there. Reads and draws only while it can be seen. */
export const WallCard = memo(function WallCard({ experiment, state, wall, shelf, session }: CardProps) {
  const { id, model, mazeId, mazeName, steps, startX, startY } = experiment;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [problems, setProblems] = useState<readonly string[]>([]);

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const start = startX === null || startY === null ? null : { x: startX, y: startY };
    const common = { element, wall, shelf, session, id, mazeId, start, onProblems: setProblems };
    return drawRun({ ...common, steps: session?.stepsOf(id) ?? 0 });
  }, [wall, shelf, session, id, mazeId, startX, startY]);

  // A run opens at the step that its card shows.
  const address = runAddress(id, session ? { step: steps } : {});
  return (
    <li>
      <a
        className="wall-card"
        href={hrefOf(address)}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          visit(session ? runAddress(id, { step: session.stepAt(id) ?? steps }) : address);
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
          <StateLabel state={state} />
        </span>
        <span className="wall-card-line quiet figures">
          <span className="cut">
            #{id} {mazeName ?? 'no maze'}
          </span>
          <span>{session && steps === null ? 'reading' : `${formatCount(steps ?? 0)} steps`}</span>
        </span>
        {problems.length > 0 && <span className="wall-card-problem cut">{problems.join(' ')}</span>}
      </a>
    </li>
  );
});
