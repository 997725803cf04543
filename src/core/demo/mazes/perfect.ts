import { TILE } from '#shared/domain/maze.ts';
import type { Random } from '../random.ts';
import { type Cell, Grid } from './grid.ts';

/**
 * A perfect maze (exactly one way between any two cells) by the recursive backtracker, with a stack of its own: 200 ×
 * 200 would overflow the call stack. https://weblog.jamisbuck.org/2010/12/27/maze-generation-recursive-backtracking
 */
export function carvePerfect(width: number, height: number, random: Random): Grid {
  const grid = new Grid(width, height, TILE.wall);
  const stack: Cell[] = [{ x: 1, y: 1 }];
  grid.set(1, 1, TILE.empty);
  for (let cell = stack.at(-1); cell !== undefined; cell = stack.at(-1)) {
    const { x, y } = cell;
    // Rooms lie on odd coordinates, two apart; what is between them is a wall or a passage.
    const closed = JUMPS.filter(({ dx, dy }) => isInside(grid, x + dx, y + dy) && !grid.isOpen(x + dx, y + dy));
    if (closed.length === 0) {
      stack.pop();
      continue;
    }
    const { dx, dy } = random.pick(closed);
    grid.set(x + dx / 2, y + dy / 2, TILE.empty);
    grid.set(x + dx, y + dy, TILE.empty);
    stack.push({ x: x + dx, y: y + dy });
  }
  return grid;
}

/** A perfect maze most of whose dead ends are opened, so that there are loops to walk in circles in. */
export function carveBraided(width: number, height: number, random: Random, openness = 0.8): Grid {
  const grid = carvePerfect(width, height, random);
  for (let y = 1; y < height - 1; y += 2) {
    for (let x = 1; x < width - 1; x += 2) {
      if (!grid.isOpen(x, y)) continue;
      const walls = JUMPS.filter(({ dx, dy }) => !grid.isOpen(x + dx / 2, y + dy / 2));
      if (walls.length !== 3 || !random.chance(openness)) continue;
      const through = walls.filter(({ dx, dy }) => isInside(grid, x + dx, y + dy));
      if (through.length === 0) continue;
      const { dx, dy } = random.pick(through);
      grid.set(x + dx / 2, y + dy / 2, TILE.empty);
    }
  }
  return grid;
}

const JUMPS = [
  { dx: 0, dy: -2 },
  { dx: 2, dy: 0 },
  { dx: 0, dy: 2 },
  { dx: -2, dy: 0 },
] as const;

function isInside(grid: Grid, x: number, y: number): boolean {
  return x > 0 && y > 0 && x < grid.width - 1 && y < grid.height - 1;
}
