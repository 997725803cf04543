import { ActionIcon, Tooltip, useComputedColorScheme } from '@mantine/core';
import { IconFocusCentered, IconMaximize, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import type { SeenCell } from '#shared/domain/action.ts';
import type { Position } from '#shared/run/run.ts';
import { useCommands } from '../commands/registry.ts';
import { trailLengthOf } from '../maze/overlays.ts';
import { LIGHT, paletteOf } from '../maze/palette.ts';
import { MazeStage } from '../maze/stage.ts';
import { markDrawn } from '../maze-marks.ts';
import { useOverlays } from '../state/overlays.ts';
import { CellHint } from './CellHint.tsx';
import { OverlayMenu } from './OverlayMenu.tsx';
import { overlayCommands } from './overlay-commands.ts';
import type { RunSession } from './run-session.ts';
import { Routes, useDistances } from './use-routes.ts';

const ZOOM_STEP = 1.4;

interface PanelProps {
  readonly experimentId: number;
  readonly session: RunSession;
  /** What the agent saw at the playhead, null while it is being read. */
  readonly seen: readonly SeenCell[] | null;
}

/** The large maze with its zoom and overlays, and what is under the pointer. React never draws the maze itself. */
export const MazePanel = memo(function MazePanel({ experimentId, session, seen }: PanelProps) {
  const host = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<Position | null>(null);
  const { stage, problem, hover } = useStage(host, session, setChosen);
  const [keepsInView, setKeepsInView] = useState(false);
  const scheme = useComputedColorScheme('light');
  const overlays = useOverlays();
  const distances = useDistances(session.maze, overlays.route || overlays.optimal);
  const routes = useMemo(() => (distances ? new Routes(distances) : null), [distances]);
  const optimalRoute = useMemo(
    () => (distances ? new Routes(distances).from(session.start) : null),
    [distances, session.start],
  );

  useEffect(() => stage?.setPalette(paletteOf(scheme)), [stage, scheme]);
  useEffect(() => stage?.setFollow(keepsInView), [stage, keepsInView]);
  useEffect(() => session.setTrailLength(trailLengthOf(overlays)), [session, overlays]);
  useEffect(() => {
    if (!stage) return;
    const extras = { seen: seen ?? [], selected: chosen, overlays, optimalRoute };
    return session.onPicture((picture) => {
      stage.render(picture, { ...extras, route: overlays.route ? (routes?.from(picture.agent) ?? null) : null });
    });
  }, [stage, session, seen, chosen, overlays, optimalRoute, routes]);
  useEffect(() => {
    const letGo = (event: KeyboardEvent) => event.key === 'Escape' && setChosen(null);
    window.addEventListener('keydown', letGo);
    return () => window.removeEventListener('keydown', letGo);
  }, []);

  const tools = [
    { label: 'Fit the whole maze', icon: IconMaximize, run: () => stage?.fit(), pressed: undefined },
    { label: 'Zoom in', icon: IconZoomIn, run: () => stage?.zoomBy(ZOOM_STEP), pressed: undefined },
    { label: 'Zoom out', icon: IconZoomOut, run: () => stage?.zoomBy(1 / ZOOM_STEP), pressed: undefined },
    {
      label: 'Keep the agent in view',
      icon: IconFocusCentered,
      run: () => setKeepsInView(!keepsInView),
      pressed: keepsInView,
    },
  ];
  useCommands({
    fit: () => stage?.fit(),
    'zoom-in': () => stage?.zoomBy(ZOOM_STEP),
    'zoom-out': () => stage?.zoomBy(1 / ZOOM_STEP),
    'keep-agent': () => setKeepsInView(!keepsInView),
    ...overlayCommands(false),
  });
  return (
    <section className="maze-panel" aria-label="Maze">
      <div
        ref={host}
        className="maze-stage"
        role="img"
        aria-label={`The maze of experiment ${experimentId}`}
        data-testid="maze"
        data-experiment={experimentId}
      />
      {problem && (
        <div className="maze-problem" role="alert">
          {problem}
        </div>
      )}
      <div className="maze-tools">
        {tools.map(({ label, icon: Icon, run, pressed }) => (
          <Tooltip key={label} label={label} position="left">
            <ActionIcon
              variant={pressed ? 'filled' : 'default'}
              aria-label={label}
              aria-pressed={pressed}
              onClick={run}
            >
              <Icon size={16} />
            </ActionIcon>
          </Tooltip>
        ))}
        <OverlayMenu hasOther={false} facts={() => (stage ? { heatTop: stage.heatTop } : {})} />
      </div>
      {chosen && <CellHint session={session} cell={chosen} onClose={() => setChosen(null)} />}
      {!chosen && hover && <CellHint session={session} cell={hover} />}
    </section>
  );
});

/** The stage in an element, for as long as the session is shown. */
function useStage(
  host: React.RefObject<HTMLDivElement | null>,
  session: RunSession,
  onChosen: (cell: Position) => void,
): { stage: MazeStage | null; problem: string | null; hover: Position | null } {
  const [stage, setStage] = useState<MazeStage | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [hover, setHover] = useState<Position | null>(null);
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    let made: MazeStage | null = null;
    let isGone = false;
    MazeStage.mount(element, {
      palette: LIGHT,
      onHover: setHover,
      onPick: (cell) => {
        onChosen(cell);
        const first = session.run.layers.firstVisit(cell.x, cell.y);
        if (first !== null) session.seek(first);
      },
      onDrawn: (picture) => markDrawn(element, picture),
      onContextLost: setProblem,
      onContextRestored: () => setProblem(null),
    })
      .then((mounted) => {
        if (isGone) return mounted.destroy();
        made = mounted;
        mounted.show(session.maze, session.run, session.start);
        setStage(mounted);
      })
      .catch((error: Error) => setProblem(error.message));
    return () => {
      isGone = true;
      setStage(null);
      made?.destroy();
    };
  }, [host, session, onChosen]);
  return { stage, problem, hover };
}
