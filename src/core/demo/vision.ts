import type { SeenCell } from '#shared/domain/action.ts';
import { TILE } from '#shared/domain/maze.ts';
import type { Cell, Grid } from './mazes/grid.ts';

/** One cell of the field of view relative to the eye, and the cell that lies before it on the line of sight. */
interface Ray {
  readonly dx: number;
  readonly dy: number;
  /** Index of the cell before it; −1 for the eye itself. */
  readonly before: number;
  /** After a diagonal step, the indexes of the two cells beside it; both −1 after a straight one. */
  readonly corner: readonly [number, number];
}

/**
 * What an agent sees from a cell: everything within the radius that has a line of sight. A wall is seen and ends the
 * line, and no line slips between two walls that meet at a corner. With `seeThroughWalls` nothing ends it but the
 * radius. What is seen depends on nothing that is not.
 */
export function look(grid: Grid, eye: Cell, radius: number, seeThroughWalls = false): SeenCell[] {
  const rays = raysWithin(radius);
  const passes = new Uint8Array(rays.length);
  const seen: SeenCell[] = [];
  for (const [i, { dx, dy, before, corner }] of rays.entries()) {
    const x = eye.x + dx;
    const y = eye.y + dy;
    if (x < 0 || y < 0 || x >= grid.width || y >= grid.height) continue;
    if (before >= 0 && !seeThroughWalls) {
      if (passes[before] === 0) continue;
      const [a, b] = corner;
      if (a >= 0 && passes[a] === 0 && passes[b] === 0) continue;
    }
    const tile = grid.at(x, y);
    seen.push({ x, y, tile });
    if (tile !== TILE.wall || before < 0) passes[i] = 1;
  }
  return seen;
}

/** `tiles_seen` as its column holds it: `{"25,10":0,"25,11":1}`. */
export function formatSeen(seen: readonly SeenCell[]): string {
  let text = '{';
  for (const { x, y, tile } of seen) text += `${text.length > 1 ? ',' : ''}"${x},${y}":${tile}`;
  return `${text}}`;
}

const known = new Map<number, readonly Ray[]>();

/**
 * The cells of a disc from the inside out, each with the one before it on its line of sight: every line becomes a
 * branch of one tree, so that a look costs one test per cell instead of one line per cell.
 */
function raysWithin(radius: number): readonly Ray[] {
  const cached = known.get(radius);
  if (cached) return cached;
  const cells: Cell[] = [];
  for (let y = -radius; y <= radius; y++) {
    // The half makes the disc round instead of leaving single cells at its four ends.
    for (let x = -radius; x <= radius; x++) if (x * x + y * y <= (radius + 0.5) ** 2) cells.push({ x, y });
  }
  // A cell comes after the one before it and after the two at its corner: those are nearer, in rings or within one.
  cells.sort((a, b) => ringOf(a) - ringOf(b) || stepsOf(a) - stepsOf(b));
  const indexes = new Map(cells.map(({ x, y }, index) => [`${x},${y}`, index]));
  const indexOf = (x: number, y: number) => indexes.get(`${x},${y}`) ?? -1;
  const rays = cells.map(({ x, y }): Ray => {
    const ring = ringOf({ x, y });
    if (ring === 0) return { dx: 0, dy: 0, before: -1, corner: [-1, -1] };
    const px = towards0((x * (ring - 1)) / ring);
    const py = towards0((y * (ring - 1)) / ring);
    const corner = px !== x && py !== y ? ([indexOf(px, y), indexOf(x, py)] as const) : ([-1, -1] as const);
    return { dx: x, dy: y, before: indexOf(px, py), corner };
  });
  known.set(radius, rays);
  return rays;
}

function ringOf({ x, y }: Cell): number {
  return Math.max(Math.abs(x), Math.abs(y));
}

function stepsOf({ x, y }: Cell): number {
  return Math.abs(x) + Math.abs(y);
}

/** Rounds the same way on both sides of zero, so that the view is symmetric; never −0. */
function towards0(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value)) + 0;
}
