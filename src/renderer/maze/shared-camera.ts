import type { Position } from '#shared/run/run.ts';
import { type Camera, fitCamera, type Size, scaleLimits, settleCamera } from './camera.ts';

/** CSS pixels kept free around a maze in its pane. */
const PANE_MARGIN = 8;

/**
 * A view that mazes of any size share: relative to each maze fitted into its pane. For mazes and panes of equal size it
 * is the very same view.
 */
export interface SharedView {
  /** 1 shows the whole maze. */
  readonly zoom: number;
  /** What is in the middle of the pane, as a share of the maze's width and height. */
  readonly middle: Position;
}

/** What is looked at: a maze in a pane. */
export interface PaneView {
  readonly maze: Size;
  /** CSS pixels. */
  readonly pane: Size;
  /** Device pixels per CSS pixel. */
  readonly pixelRatio: number;
}

export const WHOLE_VIEW: SharedView = { zoom: 1, middle: { x: 0.5, y: 0.5 } };

/** Where a maze is in its pane. */
export function cameraFor({ zoom, middle }: SharedView, { maze, pane, pixelRatio }: PaneView): Camera {
  const fitted = fitCamera(maze, pane, pixelRatio, PANE_MARGIN);
  if (zoom <= 1) return fitted;
  const scale = fitted.scale * zoom;
  const x = pane.width / 2 - middle.x * maze.width * scale;
  const y = pane.height / 2 - middle.y * maze.height * scale;
  return settleCamera({ x, y, scale }, maze, pane, PANE_MARGIN);
}

/** The view that puts a maze there in its pane, as near as the limits of zooming and panning allow. */
export function viewFrom(camera: Camera, { maze, pane, pixelRatio }: PaneView): SharedView {
  const fitted = fitCamera(maze, pane, pixelRatio, PANE_MARGIN).scale;
  if (camera.scale <= fitted) return WHOLE_VIEW;
  const { x, y, scale } = settleCamera(camera, maze, pane, PANE_MARGIN);
  const middle = {
    x: (pane.width / 2 - x) / (maze.width * scale),
    y: (pane.height / 2 - y) / (maze.height * scale),
  };
  return { zoom: scale / fitted, middle };
}

/** A zoom factor cut down to what the limits leave of it. */
export function limitedFactor(factor: number, camera: Camera, { maze, pane, pixelRatio }: PaneView): number {
  const { least, most } = scaleLimits(maze, pane, pixelRatio, PANE_MARGIN);
  return Math.max(least, Math.min(Math.max(most, camera.scale), camera.scale * factor)) / camera.scale;
}
