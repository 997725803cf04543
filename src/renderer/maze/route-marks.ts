import { type MarkList, SHAPE } from './mark-list.ts';
import type { Palette, Rgb } from './palette.ts';
import { type CellArea, type RoutePiece, routePieces } from './route-pieces.ts';

/** What the lines of routes are made of. */
export interface RoutesShown {
  /** Cells per row of the maze. */
  readonly width: number;
  /** The shortest way from here, and from the start; cells as y × width + x, null to draw none. */
  readonly route: Int32Array | null;
  readonly optimal: Int32Array | null;
  readonly palette: Palette;
  /** What is seen of the maze. */
  readonly view: CellArea;
  /** Device pixels. */
  readonly pixelsPerCell: number;
  /** Device pixels per CSS pixel. */
  readonly pixelRatio: number;
}

/** From dot to dot, in CSS pixels, at least. */
const LEAST_PERIOD = 6;
/** Corners nearer to each other than this, in CSS pixels, are not seen apart. */
const TOLERANCE = 2;
/** Pixels per cell, in CSS pixels, from which lines have an edge that keeps them apart from any cell. */
const EDGED_FROM = 3;

/** Device pixels from dot to dot: a whole part of a cell, so that dots keep their places on the cells. */
export function dotPeriod(pixelsPerCell: number, pixelRatio: number): number {
  const least = LEAST_PERIOD * pixelRatio;
  if (pixelsPerCell < least) return pixelsPerCell * Math.ceil(least / pixelsPerCell);
  return pixelsPerCell / Math.max(1, Math.min(3, Math.floor(pixelsPerCell / (2 * least))));
}

/** Fills the list with the lines of routes: dashes from the start below, dots from here above. */
export function drawRoutes(marks: MarkList, shown: RoutesShown): void {
  marks.clear();
  if (shown.optimal) drawRoute(marks, shown, shown.optimal, SHAPE.dashes, shown.palette.optimal, 0.09);
  if (shown.route) drawRoute(marks, shown, shown.route, SHAPE.dots, shown.palette.route, 0.1);
}

function drawRoute(
  marks: MarkList,
  { width, view, palette, pixelsPerCell, pixelRatio }: RoutesShown,
  route: Int32Array,
  shape: typeof SHAPE.dots | typeof SHAPE.dashes,
  colour: Rgb,
  thickness: number,
): void {
  const pieces = routePieces(route, width, view, (TOLERANCE * pixelRatio) / pixelsPerCell);
  const half = Math.max(1.25 * pixelRatio, Math.min(4 * pixelRatio, pixelsPerCell * thickness));
  const period = dotPeriod(pixelsPerCell, pixelRatio) * 2;
  const add = (halfHeight: number, fill: Rgb) => {
    for (const piece of pieces) marks.add({ ...lineOf(piece, halfHeight, pixelsPerCell, period), fill, shape });
  };
  // All edges first: one drawn later would cut into the dash that comes round its corner.
  if (pixelsPerCell >= EDGED_FROM * pixelRatio) add(half + 1.25 * pixelRatio, palette.halo);
  add(half, colour);
}

function lineOf({ x1, y1, x2, y2, behind }: RoutePiece, halfHeight: number, pixelsPerCell: number, period: number) {
  const length = Math.hypot(x2 - x1, y2 - y1);
  return {
    x: (x1 + x2) / 2,
    y: (y1 + y2) / 2,
    halfWidth: (length / 2) * pixelsPerCell + halfHeight,
    halfHeight,
    angle: Math.atan2(y2 - y1, x2 - x1),
    // Kept small: a shader's numbers have seven digits.
    radius: ((behind + length / 2) * pixelsPerCell) % period,
  };
}
