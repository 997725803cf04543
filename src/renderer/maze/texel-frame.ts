import type { TexelRange } from '#shared/run/layers.ts';
import type { Size } from './camera.ts';
import type { CellArea } from './route-pieces.ts';

/**
 * Which cells the texels of a texture stand for: from cell (x, y) on, a texel for each block of `reduction` ×
 * `reduction` cells. Usually that is the whole maze; of a very large one it may be a part.
 */
export interface TexelFrame {
  readonly x: number;
  readonly y: number;
  /** A power of two, or what somebody asked for. */
  readonly reduction: number;
  /** In texels. */
  readonly width: number;
  readonly height: number;
}

/** Rows of texels, end exclusive. */
export interface TexelRows {
  readonly first: number;
  readonly end: number;
}

/** Device pixels per texel up to which a texel for a block of cells is as good as one for each. */
const FINE_UP_TO = 1.5;
/** Of the view, how much a part of the maze reaches beyond it on either side, so that panning finds it there. */
const BEYOND = 0.15;

/** The whole maze. */
export function wholeFrame(maze: Size, reduction: number): TexelFrame {
  return {
    x: 0,
    y: 0,
    reduction,
    width: Math.ceil(maze.width / reduction),
    height: Math.ceil(maze.height / reduction),
  };
}

/** The least power of two at which the whole maze takes no more than so many texels. */
export function leastReduction(maze: Size, texels: number): number {
  let reduction = 1;
  for (;;) {
    const { width, height } = wholeFrame(maze, reduction);
    if (width * height <= texels) return reduction;
    reduction *= 2;
  }
}

/**
 * What to draw a view of the maze from: the whole maze where its texels are no larger than about a pixel, otherwise the
 * part in view and a little more, finer.
 * @param view what is seen, in cells
 * @param pixelsPerCell device pixels
 * @param current the part drawn from now, kept as long as it will do
 */
export function frameFor(
  maze: Size,
  whole: TexelFrame,
  finest: number,
  view: CellArea,
  pixelsPerCell: number,
  current: TexelFrame | null,
): TexelFrame {
  const wanted = Math.max(finest, 2 ** Math.ceil(Math.log2(FINE_UP_TO / 2 / pixelsPerCell)));
  if (wanted >= whole.reduction || pixelsPerCell * whole.reduction <= FINE_UP_TO) return whole;
  if (current?.reduction === wanted && covers(current, view, maze)) return current;
  return {
    ...span(view, 'x', 'width', maze.width, wanted),
    ...span(view, 'y', 'height', maze.height, wanted),
    reduction: wanted,
  };
}

function span<P extends 'x' | 'y', L extends 'width' | 'height'>(
  view: CellArea,
  place: P,
  length: L,
  cells: number,
  reduction: number,
): Record<P | L, number> {
  const beyond = view[length] * BEYOND;
  const first = within(Math.floor((view[place] - beyond) / reduction), 0, Math.ceil(cells / reduction) - 1);
  const end = within(
    Math.ceil((view[place] + view[length] + beyond) / reduction),
    first + 1,
    Math.ceil(cells / reduction),
  );
  return { [place]: first * reduction, [length]: end - first } as Record<P | L, number>;
}

function covers({ x, y, width, height, reduction }: TexelFrame, view: CellArea, maze: Size): boolean {
  return (
    x <= Math.max(0, view.x) &&
    y <= Math.max(0, view.y) &&
    x + width * reduction >= Math.min(maze.width, view.x + view.width) &&
    y + height * reduction >= Math.min(maze.height, view.y + view.height)
  );
}

function within(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}

/**
 * The rows of texels that a range of cells lies in, or null where none does.
 * @param columns cells per row of the range
 */
export function rowsOf({ start, end }: TexelRange, columns: number, frame: TexelFrame): TexelRows | null {
  const rowOf = (cells: number) => (cells - frame.y) / frame.reduction;
  const first = Math.max(0, Math.floor(rowOf(Math.floor(start / columns))));
  const last = Math.min(frame.height, Math.ceil(rowOf(Math.ceil(end / columns))));
  return first < last ? { first, end: last } : null;
}

/** What a texel is made of: of an array of cells with `width` × `height`, those in the rows of a frame. */
export interface CellBlock {
  readonly firstX: number;
  readonly endX: number;
  readonly firstY: number;
  readonly endY: number;
}

/** The cells behind some rows of a frame, as far as there are any. */
export function cellsOf(frame: TexelFrame, { first, end }: TexelRows, { width, height }: Size): CellBlock {
  const { x, y, reduction } = frame;
  return {
    firstX: Math.min(x, width),
    endX: Math.min(x + frame.width * reduction, width),
    firstY: Math.min(y + first * reduction, height),
    endY: Math.min(y + end * reduction, height),
  };
}
