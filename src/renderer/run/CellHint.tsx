import { TILE } from '#shared/domain/maze.ts';
import type { Position } from '#shared/run/run.ts';
import { formatCount } from '../words.ts';
import type { RunSession } from './run-session.ts';
import { useRunView } from './use-run-view.ts';

const TILE_NAMES: Readonly<Record<number, string>> = {
  [TILE.empty]: 'floor',
  [TILE.wall]: 'wall',
  [TILE.goal]: 'goal',
  [TILE.unknown]: 'unknown tile',
};

/** What is under the pointer: the cell, and when it was first seen and visited. */
export function CellHint({ session, cell }: { readonly session: RunSession; readonly cell: Position }) {
  useRunView(session);
  const { maze, run } = session;
  const tile = maze.tiles[cell.y * maze.width + cell.x] ?? TILE.unknown;
  const visit = run.layers.firstVisit(cell.x, cell.y);
  const sight = run.layers.firstSight(cell.x, cell.y);
  const when = (index: number) =>
    index === 0 && run.length === 0 ? 'start' : `step ${formatCount(run.stepAt(index))}`;
  return (
    <div className="cell-hint figures">
      ({cell.x}, {cell.y}) {TILE_NAMES[tile]}
      {sight !== null && ` · seen at ${when(sight)}`}
      {visit !== null && ` · visited at ${when(visit)}`}
    </div>
  );
}
