import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Grid } from '#core/demo/mazes/grid.ts';
import { carveScatter } from '#core/demo/mazes/open.ts';
import { createRandom } from '#core/demo/random.ts';
import { formatSeen, look } from '#core/demo/vision.ts';
import { readSeenCells } from '#shared/domain/action.ts';

/** A grid from its drawing: # wall, G goal, anything else open. */
function draw(...rows: string[]): Grid {
  const grid = new Grid(rows[0]?.length ?? 0, rows.length, 0);
  for (const [y, row] of rows.entries()) {
    for (const [x, sign] of [...row].entries())
      grid.tiles[y * grid.width + x] = sign === '#' ? 1 : sign === 'G' ? 2 : 0;
  }
  return grid;
}

function sees(grid: Grid, eye: { x: number; y: number }, x: number, y: number, through = false): boolean {
  return look(grid, eye, 6, through).some((cell) => cell.x === x && cell.y === y);
}

it('sees along a corridor, the wall at its end, and nothing behind it', () => {
  const grid = draw('#########', '#     # #', '#########');
  expect(sees(grid, { x: 1, y: 1 }, 5, 1)).toBe(true);
  expect(sees(grid, { x: 1, y: 1 }, 6, 1)).toBe(true);
  expect(sees(grid, { x: 1, y: 1 }, 7, 1)).toBe(false);
});

it('does not see through the crack between two walls that meet at a corner', () => {
  const grid = draw('#####', '# # #', '## ##', '#   #', '#####');
  expect(sees(grid, { x: 1, y: 1 }, 2, 2)).toBe(false);
});

it('sees through walls where the maze says so', () => {
  const grid = draw('#########', '#     # #', '#########');
  expect(sees(grid, { x: 1, y: 1 }, 7, 1, true)).toBe(true);
});

const scene = fc.record({
  seed: fc.integer(),
  x: fc.integer({ min: 1, max: 22 }),
  y: fc.integer({ min: 1, max: 22 }),
  radius: fc.integer({ min: 1, max: 8 }),
  density: fc.double({ min: 0, max: 0.6, noNaN: true }),
});

it('always sees itself and its neighbours, only within the radius and the grid, each cell once and as it is', () => {
  fc.assert(
    fc.property(scene, ({ seed, x, y, radius, density }) => {
      const grid = carveScatter(24, 24, createRandom(seed), density);
      const seen = look(grid, { x, y }, radius);
      const keys = seen.map((cell) => `${cell.x},${cell.y}`);
      expect(new Set(keys).size).toBe(keys.length);
      expect(keys).toContain(`${x},${y}`);
      expect(keys).toContain(`${x},${y - 1}`);
      for (const cell of seen) {
        expect(cell.tile).toBe(grid.at(cell.x, cell.y));
        expect(Math.hypot(cell.x - x, cell.y - y)).toBeLessThanOrEqual(radius + 0.5);
        expect(cell.x >= 0 && cell.y >= 0 && cell.x < 24 && cell.y < 24).toBe(true);
      }
    }),
  );
});

it('a wall more never shows more', () => {
  fc.assert(
    fc.property(scene, fc.nat(23), fc.nat(23), ({ seed, x, y, radius, density }, wx, wy) => {
      fc.pre(wx !== x || wy !== y);
      const grid = carveScatter(24, 24, createRandom(seed), density);
      grid.set(x, y, 0);
      const before = new Set(look(grid, { x, y }, radius).map((cell) => `${cell.x},${cell.y}`));
      grid.set(wx, wy, 1);
      for (const cell of look(grid, { x, y }, radius)) expect(before).toContain(`${cell.x},${cell.y}`);
    }),
  );
});

it('is symmetric: mirrored mazes are seen mirrored', () => {
  fc.assert(
    fc.property(scene, ({ seed, x, y, radius, density }) => {
      const grid = carveScatter(24, 24, createRandom(seed), density);
      const mirrored = new Grid(24, 24, 0);
      for (let i = 0; i < grid.tiles.length; i++) mirrored.tiles[i] = grid.at(23 - (i % 24), Math.floor(i / 24));
      const plain = look(grid, { x, y }, radius).map((cell) => `${cell.x},${cell.y}`);
      const turned = look(mirrored, { x: 23 - x, y }, radius).map((cell) => `${23 - cell.x},${cell.y}`);
      expect(turned.sort()).toEqual(plain.sort());
    }),
  );
});

it('is written as Oriole writes it, and read back by the monitor', () => {
  const seen = look(draw('####', '# G#', '####'), { x: 1, y: 1 }, 2);
  expect(JSON.parse(formatSeen(seen))).toMatchObject({ '1,1': 0, '2,1': 2, '3,1': 1, '1,0': 1 });
  expect(readSeenCells(formatSeen(seen))).toHaveLength(seen.length * 2);
  expect(formatSeen([])).toBe('{}');
});
