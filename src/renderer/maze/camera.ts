import type { Position } from '#shared/run/run.ts';

/** A size in CSS pixels or in cells. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where the maze is in its view: its upper left corner, and CSS pixels per cell. */
export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** CSS pixels kept free around a maze that is fitted or pushed to the edge of its view. */
const MARGIN = 16;
/** The largest cell, in CSS pixels, unless the whole maze fits at more. */
const LARGEST_CELL = 96;
/** From this size on, cells are fitted to whole device pixels: all equally wide, for at most a tenth of the size. */
const WHOLE_PIXELS_FROM = 8;
/** The agent is followed when it leaves this share of the view around its middle. */
const CALM_SHARE = 0.6;

/** The camera that shows the whole maze. */
export function fitCamera(maze: Size, view: Size, pixelRatio: number, margin = MARGIN): Camera {
  const room = { width: Math.max(1, view.width - 2 * margin), height: Math.max(1, view.height - 2 * margin) };
  const most = Math.min(LARGEST_CELL, room.width / maze.width, room.height / maze.height);
  const scale = most >= WHOLE_PIXELS_FROM ? Math.floor(most * pixelRatio) / pixelRatio : most;
  return fill({ x: 0, y: 0, scale }, maze, view, margin);
}

/** The scales that zooming keeps to. */
export function scaleLimits(
  maze: Size,
  view: Size,
  pixelRatio: number,
  margin = MARGIN,
): { least: number; most: number } {
  const { scale } = fitCamera(maze, view, pixelRatio, margin);
  return { least: scale, most: Math.max(scale, LARGEST_CELL) };
}

/**
 * Keeps the maze from being lost: all of it is centred where it fits; of a larger one some part stays in the middle of
 * the view. That is as far as zooming at the pointer ever moves it, so the cell under the pointer stays there.
 */
export function settleCamera(camera: Camera, maze: Size, view: Size, margin = MARGIN): Camera {
  const { x, y, scale } = camera;
  const width = maze.width * scale;
  const height = maze.height * scale;
  if (fits(width, view.width, margin) && fits(height, view.height, margin)) return fill(camera, maze, view, margin);
  return {
    x: within(x, view.width / 2 - width, view.width / 2),
    y: within(y, view.height / 2 - height, view.height / 2),
    scale,
  };
}

/** Like {@link settleCamera}, with nothing beside the maze in view that need not be. */
function fill({ x, y, scale }: Camera, maze: Size, view: Size, margin: number): Camera {
  const along = (offset: number, length: number, room: number) =>
    fits(length, room, margin) ? Math.round((room - length) / 2) : within(offset, room - length - margin, margin);
  return { x: along(x, maze.width * scale, view.width), y: along(y, maze.height * scale, view.height), scale };
}

// Half a pixel of grace: a maze that was fitted exactly counts in spite of rounding.
function fits(length: number, room: number, margin: number): boolean {
  return length + 2 * margin <= room + 0.5;
}

function within(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}

/** The same camera when the cell is well in view, otherwise one with the cell in the middle, as far as the maze allows. */
export function followCamera(camera: Camera, cell: Position, maze: Size, view: Size, margin = MARGIN): Camera {
  const x = camera.x + (cell.x + 0.5) * camera.scale;
  const y = camera.y + (cell.y + 0.5) * camera.scale;
  const calm = (at: number, room: number) => Math.abs(at - room / 2) <= (room * CALM_SHARE) / 2;
  if (calm(x, view.width) && calm(y, view.height)) return camera;
  const centred = { ...camera, x: camera.x + view.width / 2 - x, y: camera.y + view.height / 2 - y };
  return fill(centred, maze, view, margin);
}

/** The camera that is `factor` times nearer, with the point `about` of the view staying where it is. */
export function zoomCamera(camera: Camera, factor: number, about: Position): Camera {
  return {
    x: about.x - (about.x - camera.x) * factor,
    y: about.y - (about.y - camera.y) * factor,
    scale: camera.scale * factor,
  };
}

/** The cell at a point of the view, or null beside the maze. */
export function cellAt(camera: Camera, point: Position, maze: Size): Position | null {
  const x = Math.floor((point.x - camera.x) / camera.scale);
  const y = Math.floor((point.y - camera.y) / camera.scale);
  return x >= 0 && y >= 0 && x < maze.width && y < maze.height ? { x, y } : null;
}

/** What is seen of a maze, in cells. */
export function viewOf({ x, y, scale }: Camera, view: Size): Position & Size {
  return { x: -x / scale, y: -y / scale, width: view.width / scale, height: view.height / scale };
}
