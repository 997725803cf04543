import { TILE } from '#shared/domain/maze.ts';
import { Grid } from './grid.ts';

/** Width of the spiral's corridor, in cells; the wall between two turns is one more. */
const CORRIDOR = 2;

/** One corridor that winds from the north-west corner to the centre: rings of wall, each with one gap beside a barrier. */
export function carveSpiral(width: number, height: number): Grid {
  const grid = new Grid(width, height, TILE.empty);
  const pitch = CORRIDOR + 1;
  for (let ring = 1; Math.min(width, height) - 2 * ring * pitch > CORRIDOR; ring++) {
    const left = ring * pitch;
    const top = ring * pitch;
    const right = width - 1 - left;
    const bottom = height - 1 - top;
    for (let x = left; x <= right; x++) {
      grid.set(x, top, TILE.wall);
      grid.set(x, bottom, TILE.wall);
    }
    for (let y = top; y <= bottom; y++) {
      grid.set(left, y, TILE.wall);
      grid.set(right, y, TILE.wall);
    }
    // The gap is at the ring's north-west, right below where one comes in; the barrier forces the long way round.
    for (let gap = 1; gap <= CORRIDOR; gap++) grid.set(left, top + gap, TILE.empty);
    for (let x = left - CORRIDOR; x < left; x++) grid.set(x, top, TILE.wall);
  }
  return grid;
}
