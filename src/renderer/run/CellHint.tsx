import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useMemo } from 'react';
import { TILE } from '#shared/domain/maze.ts';
import type { Position } from '#shared/run/run.ts';
import { visitsOf } from '#shared/run/visit-counts.ts';
import { leaveTrace } from '../state/address.ts';
import { formatCount } from '../words.ts';
import type { RunSession } from './run-session.ts';
import { useRunView } from './use-run-view.ts';

const TILE_NAMES: Readonly<Record<number, string>> = {
  [TILE.empty]: 'floor',
  [TILE.wall]: 'wall',
  [TILE.goal]: 'goal',
  [TILE.unknown]: 'unknown tile',
};

/** Visits named under the pointer, and of a cell that was chosen. */
const [NAMED, LISTED] = [6, 60];

interface HintProps {
  readonly session: RunSession;
  readonly cell: Position;
  /** Takes the chosen cell back; absent for one that the pointer is only over. */
  readonly onClose?: () => void;
}

/** A cell: what it is, when it was first seen, and each visit to it, which a click goes to once the cell is chosen. */
export function CellHint({ session, cell, onClose }: HintProps) {
  const { length, index: playhead } = useRunView(session);
  const { maze, run } = session;
  const tile = maze.tiles[cell.y * maze.width + cell.x] ?? TILE.unknown;
  const sight = run.layers.firstSight(cell.x, cell.y);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a longer run may have more visits.
  const visits = useMemo(() => visitsOf(run, cell, run.length - 1, LISTED), [run, cell, length]);
  const nameOf = (index: number) => (run.length === 0 ? 'start' : formatCount(run.stepAt(index)));
  const latest = visits.indexes.slice(-NAMED).map(nameOf).join(', ');
  return (
    <div className="cell-hint figures" data-chosen={onClose !== undefined || undefined}>
      ({cell.x}, {cell.y}) {TILE_NAMES[tile]}
      {sight !== null && ` · seen at step ${nameOf(sight)}`}
      {visits.total === 1 && ` · visited at step ${latest}`}
      {visits.total > 1 && ` · ${formatCount(visits.total)} visits`}
      {visits.total > 1 && onClose === undefined && `, at step ${visits.total > NAMED ? '… ' : ''}${latest}`}
      {onClose !== undefined && (
        <ActionIcon size="xs" variant="subtle" color="gray" aria-label="Let go of the cell" onClick={onClose}>
          <IconX size={12} />
        </ActionIcon>
      )}
      {onClose !== undefined && visits.total > 0 && (
        <ul className="cell-visits" aria-label={`Visits to (${cell.x}, ${cell.y})`}>
          {visits.total > visits.indexes.length && <li className="quiet">the latest {visits.indexes.length}:</li>}
          {visits.indexes.map((index) => (
            <li key={index}>
              <button
                type="button"
                aria-current={index === playhead ? 'step' : undefined}
                onClick={() => {
                  leaveTrace();
                  session.seek(index);
                }}
              >
                {nameOf(index)}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
