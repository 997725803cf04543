import type { Position } from '#shared/run/run.ts';

/** A straight line between two corners of cells, in cells. */
export interface Segment {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** Corners are numbered by row; beyond any drawable side, so that rows never run into each other. */
const ROW = 65_536;

/** The outline of a set of cells with coordinates from 0, straight pieces joined; cells given twice count once. */
export function outlineOf(cells: readonly Position[]): Segment[] {
  const keys = new Set(cells.map(({ x, y }) => y * ROW + x));
  const across: number[] = [];
  const down: number[] = [];
  for (const key of keys) {
    const x = key % ROW;
    const y = (key - x) / ROW;
    if (!keys.has(key - ROW)) across.push(key);
    if (!keys.has(key + ROW)) across.push(key + ROW);
    // Columns are numbered the other way round, so that pieces to be joined are neighbours again.
    if (!keys.has(key - 1)) down.push(x * ROW + y);
    if (!keys.has(key + 1)) down.push((x + 1) * ROW + y);
  }
  return [
    ...joined(across).map(({ line, from, to }) => ({ x1: from, y1: line, x2: to, y2: line })),
    ...joined(down).map(({ line, from, to }) => ({ x1: line, y1: from, x2: line, y2: to })),
  ];
}

function joined(pieces: number[]): { line: number; from: number; to: number }[] {
  const lines: { line: number; from: number; to: number }[] = [];
  for (const piece of pieces.sort((a, b) => a - b)) {
    const line = Math.floor(piece / ROW);
    const from = piece - line * ROW;
    const last = lines.at(-1);
    if (last?.line === line && last.to === from) last.to = from + 1;
    else lines.push({ line, from, to: from + 1 });
  }
  return lines;
}
