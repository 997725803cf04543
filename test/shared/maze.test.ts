import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_MAZE_SIDE, readMaze, TILE } from '#shared/domain/maze.ts';

const row = (grid: unknown, width: number | null = null, height: number | null = null) =>
  readMaze({ id: 1, name: 'm', width, height, grid, seeThroughWalls: null });

describe('reading a maze', () => {
  test('a sound grid is taken as it is: rows are y, cells are x', () => {
    const maze = row(
      [
        [1, 0, 2],
        [0, 1, 0],
      ],
      3,
      2,
    );
    expect([maze.width, maze.height]).toEqual([3, 2]);
    expect([...maze.tiles]).toEqual([1, 0, 2, 0, 1, 0]);
    expect(maze.problems).toEqual([]);
  });

  test('ragged rows are filled with unknown tiles, and it is said', () => {
    const maze = row([[0, 0, 0], [1], 'x'], 3, 3);
    expect([...maze.tiles]).toEqual([0, 0, 0, 1, TILE.unknown, TILE.unknown, 3, 3, 3]);
    expect(maze.problems.join()).toContain('2 of 3 rows');
  });

  test('a grid that disagrees with width and height wins', () => {
    const maze = row([[0, 0]], 60, 60);
    expect([maze.width, maze.height]).toEqual([2, 1]);
    expect(maze.problems.join()).toContain('60 × 60');
  });

  test('unknown tile numbers are named', () => {
    const maze = row([[0, 7, null, 'wall']], 4, 1);
    expect([...maze.tiles]).toEqual([0, 3, 3, 3]);
    expect(maze.problems.join()).toContain('7, null, "wall"');
  });

  test('an absurd size is cut off, and it is said', () => {
    const maze = row(null, 2_000_000_000, 1);
    expect(maze.width).toBe(MAX_MAZE_SIDE);
    expect(maze.problems.join()).toContain('2000000000');
  });

  test('whatever stands in the column, something drawable comes out', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.option(fc.integer()), fc.option(fc.integer()), (grid, width, height) => {
        const maze = row(grid, width, height);
        expect(maze.tiles.length).toBe(maze.width * maze.height);
        expect(maze.tiles.every((tile) => tile <= TILE.unknown)).toBe(true);
      }),
      // A random integer can ask for the largest maze there is, 16 MB.
      { numRuns: 50 },
    );
  });
});
