import { ActionIcon, Tooltip } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { runAddress } from '#shared/address.ts';
import type { MazeGrid } from '../maze/grid.ts';
import type { MazePane, PaneRect } from '../maze/grid-pane.ts';
import { markDrawn } from '../maze-marks.ts';
import { Routes, useDistances } from '../run/use-routes.ts';
import { hrefOf, useAddress, visit } from '../state/address.ts';
import { useOverlays } from '../state/overlays.ts';
import { formatCount } from '../words.ts';
import type { CompareSession, Lane } from './compare-session.ts';
import { useCompareView } from './use-compare-view.ts';

interface PaneProps {
  readonly session: CompareSession;
  readonly n: number;
  readonly label: string;
  readonly grid: MazeGrid | null;
}

/** One of the mazes: its name and step, above the place where the grid draws it. */
export function ComparePane({ session, n, label, grid }: PaneProps) {
  const view = useCompareView(session).lanes[n];
  const lane = session.lanes[n];
  if (!lane) return null;
  const { run, experimentId } = lane;
  const step = view && view.index >= 0 ? run.stepAt(view.index) : 0;
  const last = run.length > 0 ? run.stepAt(run.length - 1) : 0;
  const address = runAddress(experimentId, { step });
  return (
    <div className="compare-pane">
      <header className="compare-pane-head">
        <a
          className="compare-pane-name"
          title={label}
          href={hrefOf(address)}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            visit(address);
          }}
        >
          <span className="cut">{label.replace(/ #\d+$/, '')}</span> <span>#{experimentId}</span>
        </a>
        <span className="quiet figures">
          {formatCount(step)} of {formatCount(last)}
        </span>
        <Tooltip label="Take out of the comparison">
          <ActionIcon
            size="xs"
            variant="subtle"
            color="gray"
            aria-label={`Take experiment ${experimentId} out`}
            onClick={() => takeOut(experimentId)}
          >
            <IconX size={12} />
          </ActionIcon>
        </Tooltip>
      </header>
      <PaneMaze session={session} n={n} lane={lane} grid={grid} />
    </div>
  );
}

interface MazeProps extends Omit<PaneProps, 'label'> {
  readonly lane: Lane;
}

/** The place of a maze on the grid, and what is drawn there. */
function PaneMaze({ session, n, lane, grid }: MazeProps) {
  const { experimentId, maze, start } = lane;
  const place = useRef<HTMLDivElement>(null);
  const pane = usePane(place, grid, session, n);
  const overlays = useOverlays();
  const distances = useDistances(maze, overlays.route || overlays.optimal);
  const routes = useMemo(() => distances && { here: new Routes(distances), start: new Routes(distances) }, [distances]);
  useEffect(() => {
    if (!pane) return;
    const { lanes } = session;
    const other = lanes.length === 2 && lanes[1 - n]?.maze === maze ? lanes[1 - n] : undefined;
    const optimalRoute = routes?.start.from(start) ?? null;
    return session.onPictures((pictures) => {
      const [picture, otherPicture] = [pictures[n], pictures[1 - n]];
      if (!picture) return;
      pane.render(picture, {
        overlays,
        optimalRoute,
        route: overlays.route ? (routes?.here.from(picture.agent) ?? null) : null,
        other: other && otherPicture ? { layers: other.run.layers, index: otherPicture.index } : null,
      });
    });
  }, [pane, session, n, maze, start, overlays, routes]);
  return (
    <div
      ref={place}
      className="compare-pane-maze"
      role="img"
      aria-label={`The maze of experiment ${experimentId}`}
      data-testid="compare-pane"
      data-experiment={experimentId}
    />
  );
}

/** The pane of the grid that lies under an element, for as long as both are there. */
function usePane(
  place: React.RefObject<HTMLDivElement | null>,
  grid: MazeGrid | null,
  session: CompareSession,
  n: number,
): MazePane | null {
  const [pane, setPane] = useState<MazePane | null>(null);
  useEffect(() => {
    const element = place.current;
    const lane = session.lanes[n];
    if (!element || !lane || !grid) return;
    const { maze, run, start } = lane;
    const made = grid.attach(rectOf(element), maze, run, start, {
      onDrawn: (picture) => markDrawn(element, picture),
      onPick: ({ x, y }) => {
        const first = run.layers.firstVisit(x, y);
        const axis = session.axis(session.player.playback.axis);
        if (first !== null) session.command({ do: 'seek-position', position: axis.positionIn(n, first) });
      },
    });
    setPane(made);
    const resizes = new ResizeObserver(() => made.place(rectOf(element)));
    resizes.observe(element);
    return () => {
      resizes.disconnect();
      setPane(null);
      made.detach();
    };
  }, [place, grid, session, n]);
  return pane;
}

/** Where an element is on the grid's canvas. */
function rectOf(element: HTMLElement): PaneRect {
  const { left, top, width, height } = element.getBoundingClientRect();
  const origin = element.closest('.compare-panes')?.getBoundingClientRect();
  return { x: left - (origin?.left ?? 0), y: top - (origin?.top ?? 0), width, height };
}

function takeOut(id: number): void {
  const address = useAddress.getState();
  if (address.page !== 'compare') return;
  const experimentIds = address.experimentIds.filter((other) => other !== id);
  visit(
    experimentIds.length === 0 ? { page: 'wall' } : { ...address, experimentIds, at: null, axis: null, overlays: null },
  );
}
