import { ActionIcon, Tooltip, useComputedColorScheme } from '@mantine/core';
import { IconMaximize, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useCommands } from '../commands/registry.ts';
import { MazeGrid } from '../maze/grid.ts';
import { trailLengthOf } from '../maze/overlays.ts';
import { LIGHT, paletteOf } from '../maze/palette.ts';
import { OverlayMenu } from '../run/OverlayMenu.tsx';
import { overlayCommands } from '../run/overlay-commands.ts';
import { useOverlays } from '../state/overlays.ts';
import { ComparePane } from './ComparePane.tsx';
import type { CompareSession } from './compare-session.ts';

const ZOOM_STEP = 1.4;

interface PanesProps {
  readonly session: CompareSession;
  readonly labels: readonly string[];
}

/** All mazes side by side, on one canvas with one view between them. */
export function ComparePanes({ session, labels }: PanesProps) {
  const { lanes } = session;
  const host = useRef<HTMLDivElement>(null);
  const overlays = useOverlays();
  const { grid, problem } = useGrid(host);
  const scheme = useComputedColorScheme('light');
  useEffect(() => grid?.setPalette(paletteOf(scheme)), [grid, scheme]);
  useEffect(() => session.setTrailLength(trailLengthOf(overlays)), [session, overlays]);

  const canDiffer = lanes.length === 2 && lanes[0]?.maze === lanes[1]?.maze;
  const tools = [
    { label: 'Fit the whole mazes', icon: IconMaximize, run: () => grid?.fit() },
    { label: 'Zoom in', icon: IconZoomIn, run: () => grid?.zoomBy(ZOOM_STEP) },
    { label: 'Zoom out', icon: IconZoomOut, run: () => grid?.zoomBy(1 / ZOOM_STEP) },
  ];
  useCommands({
    fit: () => grid?.fit(),
    'zoom-in': () => grid?.zoomBy(ZOOM_STEP),
    'zoom-out': () => grid?.zoomBy(1 / ZOOM_STEP),
    ...overlayCommands(canDiffer),
  });
  const columns = columnsFor(lanes.length, useSize(host));
  return (
    <section className="compare-panes" aria-label="Mazes">
      <div ref={host} className="compare-canvas" />
      <div className="compare-grid" style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
        {lanes.map(({ experimentId }, n) => (
          <ComparePane key={experimentId} session={session} n={n} label={labels[n] ?? ''} grid={grid} />
        ))}
      </div>
      {problem && (
        <div className="maze-problem" role="alert">
          {problem}
        </div>
      )}
      <div className="maze-tools compare-tools">
        {tools.map(({ label, icon: Icon, run }) => (
          <Tooltip key={label} label={label} position="left">
            <ActionIcon variant="default" aria-label={label} onClick={run}>
              <Icon size={16} />
            </ActionIcon>
          </Tooltip>
        ))}
        <OverlayMenu hasOther={canDiffer} />
      </div>
    </section>
  );
}

/** The grid in an element, for as long as the comparison is shown. */
function useGrid(host: React.RefObject<HTMLDivElement | null>) {
  const [grid, setGrid] = useState<MazeGrid | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    let made: MazeGrid | null = null;
    let isGone = false;
    MazeGrid.mount(element, {
      palette: LIGHT,
      onContextLost: setProblem,
      onContextRestored: () => setProblem(null),
    })
      .then((mounted) => {
        if (isGone) return mounted.destroy();
        made = mounted;
        setGrid(mounted);
      })
      .catch((error: Error) => setProblem(error.message));
    return () => {
      isGone = true;
      setGrid(null);
      made?.destroy();
    };
  }, [host]);
  return { grid, problem };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** As many columns as let the mazes, which are about square, be largest. */
function columnsFor(count: number, { width, height }: Size): number {
  const sideWith = (columns: number) => Math.min(width / columns, height / Math.ceil(count / columns));
  let best = 1;
  for (let columns = 2; columns <= count; columns++) if (sideWith(columns) > sideWith(best)) best = columns;
  return best;
}

/** The size of an element, CSS pixels. */
function useSize(host: React.RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      setSize({ width: element.clientWidth, height: element.clientHeight });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [host]);
  return size;
}
