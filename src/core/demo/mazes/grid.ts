import { TILE } from '#shared/domain/maze.ts';
import type { Random } from '../random.ts';

/** A square of a maze. */
export interface Cell {
  readonly x: number;
  readonly y: number;
}

/** The grid a generator works on. Everything outside it is wall, and so is its border. */
export class Grid {
  readonly width: number;
  readonly height: number;
  /** `tiles[y * width + x]`, values of TILE. */
  readonly tiles: Uint8Array;

  constructor(width: number, height: number, fill: number) {
    this.width = width;
    this.height = height;
    this.tiles = new Uint8Array(width * height).fill(fill);
    for (let x = 0; x < width; x++) {
      this.tiles[x] = TILE.wall;
      this.tiles[(height - 1) * width + x] = TILE.wall;
    }
    for (let y = 0; y < height; y++) {
      this.tiles[y * width] = TILE.wall;
      this.tiles[y * width + width - 1] = TILE.wall;
    }
  }

  at(x: number, y: number): number {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return TILE.wall;
    return this.tiles[y * this.width + x] ?? TILE.wall;
  }

  isOpen(x: number, y: number): boolean {
    return this.at(x, y) !== TILE.wall;
  }

  /** Changes a cell inside the border; the border itself stays wall. */
  set(x: number, y: number, tile: number): void {
    if (x > 0 && y > 0 && x < this.width - 1 && y < this.height - 1) this.tiles[y * this.width + x] = tile;
  }
}

/** The four neighbours of a cell, in the order north, east, south, west. */
export function neighbours({ x, y }: Cell): readonly Cell[] {
  return [
    { x, y: y - 1 },
    { x: x + 1, y },
    { x, y: y + 1 },
    { x: x - 1, y },
  ];
}

/**
 * Steps from a cell to every other, by index (`y * width + x`); −1 where no way leads.
 */
export function distancesFrom(grid: Grid, start: Cell): Int32Array {
  const distances = new Int32Array(grid.width * grid.height).fill(-1);
  distances[start.y * grid.width + start.x] = 0;
  const queue: Cell[] = [start];
  for (const cell of queue) {
    const steps = distances[cell.y * grid.width + cell.x] ?? 0;
    for (const next of neighbours(cell)) {
      const index = next.y * grid.width + next.x;
      if (!grid.isOpen(next.x, next.y) || distances[index] !== -1) continue;
      distances[index] = steps + 1;
      queue.push(next);
    }
  }
  return distances;
}

/** A cell inside the border that is open, from which much of the grid can be reached. */
export function findStart(grid: Grid, random: Random): Cell {
  let best: Cell = { x: 1, y: 1 };
  let most = -1;
  for (let attempt = 0; attempt < 200; attempt++) {
    const cell = { x: random.whole(1, grid.width - 2), y: random.whole(1, grid.height - 2) };
    if (!grid.isOpen(cell.x, cell.y)) continue;
    const reached = distancesFrom(grid, cell).reduce((count, steps) => (steps >= 0 ? count + 1 : count), 0);
    if (reached > most) [best, most] = [cell, reached];
    // Half of everything: it is the large component, there is no better one.
    if (reached * 4 > grid.width * grid.height) break;
    if (attempt > 20 && most > 0) break;
  }
  return best;
}

/** Puts goals on cells that are a long way from the start, so that no goal is in sight at the first step. */
export function placeGoals(grid: Grid, start: Cell, count: number, random: Random): void {
  const distances = distancesFrom(grid, start);
  const farthest = distances.reduce((most, steps) => Math.max(most, steps), 0);
  const far = [...distances.keys()].filter((index) => (distances[index] ?? -1) >= farthest * 0.6);
  for (const index of random.shuffled(far).slice(0, count)) grid.tiles[index] = TILE.goal;
}
