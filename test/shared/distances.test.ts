import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Maze, readMaze, TILE } from '#shared/domain/maze.ts';
import { type Distances, distancesTo, distancesToGoal, routeFrom } from '#shared/run/distances.ts';
import type { Position } from '#shared/run/run.ts';
import { inSlices } from '../../src/renderer/maze/slices.ts';

const anyMaze = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .chain(([width, height]) =>
    fc.array(fc.array(fc.constantFrom(0, 0, 0, 0, 1, 1, 2, 'x'), { minLength: width, maxLength: width }), {
      minLength: height,
      maxLength: height,
    }),
  )
  .map(maze);

function maze(grid: unknown[][]): Maze {
  return readMaze({ id: 1, name: null, width: null, height: null, grid, seeThroughWalls: null });
}

function finish(work: Generator<number, Distances>): Distances {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** Distances by passing over all cells until nothing gets nearer any more. */
function naive({ width, height, tiles }: Maze, sources: readonly Position[]): number[] {
  const steps = new Array<number>(width * height).fill(Number.POSITIVE_INFINITY);
  const isFree = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < width && y < height && tiles[y * width + x] !== TILE.wall;
  for (const { x, y } of sources) if (isFree(x, y)) steps[y * width + x] = 0;
  for (let pass = 0; pass < steps.length; pass++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        if (!isFree(x, y)) continue;
        for (const [dx, dy] of [
          [0, 1],
          [0, -1],
          [1, 0],
          [-1, 0],
        ] as const) {
          if (!isFree(x + dx, y + dy)) continue;
          const at = y * width + x;
          steps[at] = Math.min(steps[at] ?? 0, (steps[(y + dy) * width + x + dx] ?? 0) + 1);
        }
      }
    }
  }
  return steps.map((step) => (Number.isFinite(step) ? step : -1));
}

function goals({ tiles, width }: Maze): Position[] {
  return [...tiles.keys()]
    .filter((at) => tiles[at] === TILE.goal)
    .map((at) => ({ x: at % width, y: Math.floor(at / width) }));
}

describe('distances', () => {
  test('are those of a naive solver, from goals and from any cells', () => {
    const cells = fc.array(fc.record({ x: fc.integer({ min: -1, max: 9 }), y: fc.integer({ min: -1, max: 9 }) }));
    fc.assert(
      fc.property(anyMaze, cells, (any, sources) => {
        expect([...finish(distancesToGoal(any)).steps]).toEqual(naive(any, goals(any)));
        expect([...finish(distancesTo(any, sources)).steps]).toEqual(naive(any, sources));
      }),
    );
  });

  test('of a maze without a goal, and from a wall or outside, reach nothing', () => {
    const walled = maze([
      [0, 1],
      [0, 0],
    ]);
    expect([...finish(distancesToGoal(walled)).steps]).toEqual([-1, -1, -1, -1]);
    const nowhere = [
      { x: 1, y: 0 },
      { x: 2, y: 0 },
      { x: 0, y: -1 },
    ];
    expect([...finish(distancesTo(walled, nowhere)).steps]).toEqual([-1, -1, -1, -1]);
  });

  test('yield often enough to share the page, and can be given up', async () => {
    const side = 700;
    const open = maze(Array.from({ length: side }, () => new Array<number>(side).fill(0)));
    const work = distancesTo(open, [{ x: 0, y: 0 }]);
    let least = 0;
    for (let next = work.next(); !next.done; next = work.next()) {
      expect(next.value - least).toBeLessThan(40_000);
      least = next.value;
    }
    expect((await inSlices(distancesTo(open, [{ x: 0, y: 0 }]))).steps.at(-1)).toBe(2 * (side - 1));
    const abort = new AbortController();
    const given = inSlices(distancesTo(open, [{ x: 0, y: 0 }]), abort.signal);
    abort.abort(new Error('another maze'));
    await expect(given).rejects.toThrow('another maze');
  });
});

describe('a route', () => {
  test('is as long as the distance, from neighbour to neighbour, and ends where the search began', () => {
    fc.assert(
      fc.property(anyMaze, fc.integer({ min: -1, max: 9 }), fc.integer({ min: -1, max: 9 }), (any, x, y) => {
        const distances = finish(distancesToGoal(any));
        const isInside = x >= 0 && y >= 0 && x < any.width && y < any.height;
        const distance = isInside ? (distances.steps[y * any.width + x] ?? -1) : -1;
        const route = routeFrom(distances, { x, y });
        if (distance < 0) {
          expect(route).toBeNull();
          return;
        }
        const cells = [...(route ?? [])].map((at) => ({ x: at % any.width, y: Math.floor(at / any.width) }));
        expect(cells).toHaveLength(distance + 1);
        expect(cells[0]).toEqual({ x, y });
        expect(any.tiles[route?.at(-1) ?? -1]).toBe(TILE.goal);
        cells.slice(1).forEach((cell, i) => {
          const before = cells[i] ?? cell;
          expect(Math.abs(cell.x - before.x) + Math.abs(cell.y - before.y)).toBe(1);
          expect(any.tiles[cell.y * any.width + cell.x]).not.toBe(TILE.wall);
        });
      }),
    );
  });

  test('goes straight on where that is as short', () => {
    const open = maze(
      Array.from({ length: 6 }, (_, y) => Array.from({ length: 6 }, (_, x) => (x === 5 && y === 5 ? 2 : 0))),
    );
    const route = routeFrom(finish(distancesToGoal(open)), { x: 0, y: 0 });
    const cells = [...(route ?? [])];
    const turns = cells.filter(
      (at, i) => i > 1 && at - (cells[i - 1] ?? 0) !== (cells[i - 1] ?? 0) - (cells[i - 2] ?? 0),
    );
    expect(turns).toHaveLength(1);
  });
});
