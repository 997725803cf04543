import { ActionIcon, Tooltip, useComputedColorScheme } from '@mantine/core';
import { IconFocusCentered, IconMaximize, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { memo, useEffect, useRef, useState } from 'react';
import type { SeenCell } from '#shared/domain/action.ts';
import type { Position } from '#shared/run/run.ts';
import { DARK, LIGHT } from '../maze/palette.ts';
import { MazeStage } from '../maze/stage.ts';
import { markDrawn } from '../maze-marks.ts';
import { CellHint } from './CellHint.tsx';
import type { RunSession } from './run-session.ts';

const ZOOM_STEP = 1.4;

interface PanelProps {
  readonly experimentId: number;
  readonly session: RunSession;
  /** What the agent saw at the playhead, null while it is being read. */
  readonly seen: readonly SeenCell[] | null;
}

/** The large maze with its zoom, and what is under the pointer. React never draws the maze itself. */
export const MazePanel = memo(function MazePanel({ experimentId, session, seen }: PanelProps) {
  const host = useRef<HTMLDivElement>(null);
  const { stage, problem, hover } = useStage(host, session);
  const [keepsInView, setKeepsInView] = useState(false);
  const scheme = useComputedColorScheme('light');

  useEffect(() => stage?.setPalette(scheme === 'dark' ? DARK : LIGHT), [stage, scheme]);
  useEffect(() => stage?.setFollow(keepsInView), [stage, keepsInView]);
  useEffect(
    () => (stage ? session.onPicture((picture) => stage.render(picture, { seen: seen ?? [] })) : undefined),
    [stage, session, seen],
  );

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
      </div>
      {hover && <CellHint session={session} cell={hover} />}
    </section>
  );
});

/** The stage in an element, for as long as the session is shown. */
function useStage(
  host: React.RefObject<HTMLDivElement | null>,
  session: RunSession,
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
  }, [host, session]);
  return { stage, problem, hover };
}
