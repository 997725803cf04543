/** A rectangle in cells. */
export interface CellArea {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A straight piece of a route, in cells; middles of cells are at halves. */
export interface RoutePiece {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  /** Length of the route behind this piece: from its end to (x1, y1). */
  readonly behind: number;
}

/** More pieces than this are not told apart; the route is drawn more coarsely instead. */
const MOST_PIECES = 3_000;

/**
 * A route as straight pieces, from its end to its beginning, so that the agent's steps leave what lies ahead as it is.
 * @param route cells as y × width + x
 * @param width cells per row of the maze
 * @param view what is seen of the maze; pieces outside are left out
 * @param tolerance corners nearer to each other than this, in cells, are passed over
 */
export function routePieces(route: Int32Array, width: number, view: CellArea, tolerance: number): RoutePiece[] {
  for (let apart = tolerance; ; apart = Math.max(1, apart * 2)) {
    const pieces = piecesOf(route, width, view, apart);
    if (pieces) return pieces;
  }
}

/** Null when there are too many. */
function piecesOf(route: Int32Array, width: number, view: CellArea, apart: number): RoutePiece[] | null {
  const pieces: RoutePiece[] = [];
  const last = route.length - 1;
  if (last < 1) return pieces;
  const end = route[last] ?? 0;
  let x1 = (end % width) + 0.5;
  let y1 = Math.floor(end / width) + 0.5;
  let behind = 0;
  let way = (route[last - 1] ?? 0) - end;
  for (let i = last - 1; i >= 0; i--) {
    const cell = route[i] ?? 0;
    const next = i > 0 ? (route[i - 1] ?? 0) - cell : 0;
    if (next === way) continue;
    way = next;
    const x2 = (cell % width) + 0.5;
    const y2 = Math.floor(cell / width) + 0.5;
    const length = Math.hypot(x2 - x1, y2 - y1);
    if (length < apart && i > 0) continue;
    if (isIn(view, x1, y1, x2, y2)) {
      if (pieces.length === MOST_PIECES) return null;
      pieces.push({ x1, y1, x2, y2, behind });
    }
    behind += length;
    x1 = x2;
    y1 = y2;
  }
  return pieces;
}

function isIn({ x, y, width, height }: CellArea, x1: number, y1: number, x2: number, y2: number): boolean {
  return (
    Math.max(x1, x2) >= x - 1 &&
    Math.min(x1, x2) <= x + width + 1 &&
    Math.max(y1, y2) >= y - 1 &&
    Math.min(y1, y2) <= y + height + 1
  );
}
