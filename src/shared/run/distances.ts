import { type Maze, TILE } from '../domain/maze.ts';
import type { Position } from './run.ts';

/** How far each cell is from where the search began. */
export interface Distances {
  readonly width: number;
  readonly height: number;
  /** `steps[y * width + x]`; −1 where it cannot be reached. */
  readonly steps: Int32Array;
}

/** Cells looked at between two yields: about a millisecond. */
const SLICE = 32_768;
/** Cells cleared between two yields. */
const CLEARED = 2_000_000;

/**
 * Distances to the nearest of some cells, by breadth-first search over the four neighbours; every tile but a wall can be
 * walked on. Cells outside the maze and in walls begin nothing. Yields about once a millisecond, because a maze of
 * 4096 × 4096 takes most of a second: the caller goes on when the page has had its turn, or drops it.
 *
 * The maze is undirected, so these are distances *from* the cells as well.
 * @yields how many cells were reached so far
 */
export function* distancesTo(maze: Maze, cells: Iterable<Position>): Generator<number, Distances> {
  const { width, height, tiles } = maze;
  const steps = new Int32Array(width * height);
  for (let at = 0; at < steps.length; at += CLEARED) {
    steps.fill(-1, at, at + CLEARED);
    yield 0;
  }
  let frontier: number[] = [];
  let next: number[] = [];
  let distance = 0;
  const reach = (cell: number) => {
    if (steps[cell] !== -1 || tiles[cell] === TILE.wall) return;
    steps[cell] = distance;
    next.push(cell);
  };
  for (const { x, y } of cells) if (x >= 0 && y >= 0 && x < width && y < height) reach(y * width + x);
  let reached = 0;
  let slice = SLICE;
  while (next.length > 0) {
    [frontier, next] = [next, frontier];
    next.length = 0;
    distance++;
    for (const cell of frontier) {
      const x = cell % width;
      if (cell >= width) reach(cell - width);
      if (x + 1 < width) reach(cell + 1);
      if (cell + width < steps.length) reach(cell + width);
      if (x > 0) reach(cell - 1);
    }
    reached += frontier.length;
    slice -= frontier.length;
    if (slice <= 0) {
      slice = SLICE;
      yield reached;
    }
  }
  return { width, height, steps };
}

/** Distances to the nearest goal; all −1 in a maze without one. See {@link distancesTo}. */
export function distancesToGoal(maze: Maze): Generator<number, Distances> {
  return distancesTo(maze, goalsOf(maze));
}

/**
 * A shortest route from a cell to where the distances are 0. Goes straight on wherever that is as short, so that it has
 * few corners.
 * @returns cells as y × width + x, both ends included; null where there is no way
 */
export function routeFrom({ width, height, steps }: Distances, { x, y }: Position): Int32Array | null {
  if (x < 0 || y < 0 || x >= width || y >= height) return null;
  let at = y * width + x;
  const length = steps[at] ?? -1;
  if (length < 0) return null;
  const route = new Int32Array(length + 1);
  const ways = [-width, 1, width, -1];
  let straight = 0;
  route[0] = at;
  for (let left = length - 1; left >= 0; left--) {
    // A neighbour beyond the row's end is another row's cell, whose distance may fit by chance.
    const fits = (way: number) =>
      steps[at + way] === left &&
      // In a maze one cell wide, the cells above and below are the next ones.
      (width === 1 || (!(way === 1 && (at + 1) % width === 0) && !(way === -1 && at % width === 0)));
    if (straight === 0 || !fits(straight)) straight = ways.find(fits) ?? 0;
    at += straight;
    route[length - left] = at;
  }
  return route;
}

function* goalsOf({ tiles, width }: Maze): Generator<Position> {
  for (let at = tiles.indexOf(TILE.goal); at >= 0; at = tiles.indexOf(TILE.goal, at + 1)) {
    yield { x: at % width, y: Math.floor(at / width) };
  }
}
