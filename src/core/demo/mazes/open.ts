import { TILE } from '#shared/domain/maze.ts';
import type { Random } from '../random.ts';
import { Grid } from './grid.ts';

/** An open field with blocks and bars standing in it. */
export function carveField(width: number, height: number, random: Random): Grid {
  const grid = new Grid(width, height, TILE.empty);
  const obstacles = Math.round((width * height) / 110);
  for (let i = 0; i < obstacles; i++) {
    const bar = random.chance(0.5);
    const wide = bar ? random.whole(4, 10) : random.whole(1, 4);
    const high = bar ? 1 : random.whole(1, 4);
    const [columns, rows] = random.chance(0.5) ? [wide, high] : [high, wide];
    const left = random.whole(1, width - 2);
    const top = random.whole(1, height - 2);
    for (let y = top; y < top + rows; y++) {
      for (let x = left; x < left + columns; x++) grid.set(x, y, TILE.wall);
    }
  }
  return grid;
}

/**
 * Single walls strewn at random.
 * @param density share of the cells that are wall; above about 0.4 the open cells no longer hang together
 */
export function carveScatter(width: number, height: number, random: Random, density: number): Grid {
  const grid = new Grid(width, height, TILE.empty);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) if (random.chance(density)) grid.set(x, y, TILE.wall);
  }
  return grid;
}
