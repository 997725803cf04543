import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMazes, type DemoMaze } from '#core/demo/mazes/catalogue.ts';
import { distancesFrom } from '#core/demo/mazes/grid.ts';
import { carveBraided, carvePerfect } from '#core/demo/mazes/perfect.ts';
import { createRandom } from '#core/demo/random.ts';
import { readMaze, TILE } from '#shared/domain/maze.ts';

const SEEDS = [1, 2, 3, 42];

function goals({ grid }: DemoMaze): number[] {
  return [...grid.tiles.keys()].filter((index) => grid.tiles[index] === TILE.goal);
}

describe.each(SEEDS)('the mazes of seed %i', (seed) => {
  const mazes = createMazes(seed);

  it.each(mazes)('$name leads from its start to every goal, and no goal is near', (maze) => {
    const distances = distancesFrom(maze.grid, maze.start);
    expect(maze.grid.isOpen(maze.start.x, maze.start.y)).toBe(true);
    expect(goals(maze).length).toBeGreaterThan(0);
    for (const goal of goals(maze)) expect(distances[goal]).toBeGreaterThan(20);
  });

  it.each(mazes)('$name has walls all around', ({ grid }) => {
    for (let x = 0; x < grid.width; x++) expect([grid.at(x, 0), grid.at(x, grid.height - 1)]).toEqual([1, 1]);
    for (let y = 0; y < grid.height; y++) expect([grid.at(0, y), grid.at(grid.width - 1, y)]).toEqual([1, 1]);
  });

  it('are the same again under the same seed, and differ from each other', () => {
    const again = createMazes(seed);
    expect(again.map(({ grid, start }) => [start, grid.tiles])).toEqual(
      mazes.map(({ grid, start }) => [start, grid.tiles]),
    );
    expect(new Set(mazes.map(({ grid }) => grid.tiles.join(''))).size).toBe(mazes.length);
  });

  it('are 60 × 60, and one is larger', () => {
    const sides = mazes.map(({ grid }) => [grid.width, grid.height]);
    expect(sides.filter(([width, height]) => width === 60 && height === 60)).toHaveLength(mazes.length - 1);
    expect(sides).toContainEqual([200, 200]);
  });
});

it('the same mazes under another seed look different', () => {
  const [a, b] = [createMazes(1), createMazes(2)];
  const same = a.filter(({ grid }, i) => grid.tiles.join('') === b[i]?.grid.tiles.join(''));
  expect(same.map(({ name }) => name)).toEqual([]);
});

it('a maze is drawn by the monitor without complaint', () => {
  const [first] = createMazes(1);
  const grid = Array.from({ length: 60 }, (_, y) => [...(first?.grid.tiles.subarray(y * 60, y * 60 + 60) ?? [])]);
  const drawn = readMaze({ id: 1, name: 'x', width: 60, height: 60, grid, seeThroughWalls: false });
  expect(drawn.problems).toEqual([]);
});

const side = fc.integer({ min: 5, max: 41 });

it('a perfect maze has exactly one way between any two cells: it is a tree', () => {
  fc.assert(
    fc.property(fc.integer(), side, side, (seed, width, height) => {
      const grid = carvePerfect(width, height, createRandom(seed));
      const open = [...grid.tiles].filter((tile) => tile !== TILE.wall).length;
      const reached = distancesFrom(grid, { x: 1, y: 1 }).filter((steps) => steps >= 0).length;
      expect(reached).toBe(open);
      expect(countPassages(grid)).toBe(open - 1);
    }),
  );
});

it('a braided maze has loops', () => {
  const grid = carveBraided(41, 41, createRandom(7));
  const open = [...grid.tiles].filter((tile) => tile !== TILE.wall).length;
  expect(countPassages(grid)).toBeGreaterThan(open);
});

/** Pairs of open cells side by side. */
function countPassages(grid: DemoMaze['grid']): number {
  let passages = 0;
  for (let y = 0; y < grid.height; y++) {
    for (let x = 0; x < grid.width; x++) {
      if (!grid.isOpen(x, y)) continue;
      passages += Number(grid.isOpen(x + 1, y)) + Number(grid.isOpen(x, y + 1));
    }
  }
  return passages;
}
