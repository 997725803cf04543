import { describe, expect, test } from 'vitest';
import { type Maze, readMaze } from '#shared/domain/maze.ts';
import { Layers } from '#shared/run/layers.ts';
import { cellAt, fitCamera, followCamera, settleCamera, zoomCamera } from '../../src/renderer/maze/camera.ts';
import { CellGrid, CODE, NEVER } from '../../src/renderer/maze/cell-grid.ts';
import { heatLevel, heatTop } from '../../src/renderer/maze/heat-scale.ts';
import { outlineOf } from '../../src/renderer/maze/outline.ts';
import { routePieces } from '../../src/renderer/maze/route-pieces.ts';
import { frameFor, leastReduction, wholeFrame } from '../../src/renderer/maze/texel-frame.ts';

const view = { width: 800, height: 600 };
const square = { width: 60, height: 60 };

describe('camera', () => {
  test('fits the maze in the middle, on whole device pixels', () => {
    const camera = fitCamera(square, view, 1);
    expect(camera.scale).toBe(9);
    expect(camera).toMatchObject({ x: 130, y: 30 });
  });

  test('fits mazes of any size into views of any size', () => {
    for (const maze of [
      { width: 1, height: 1 },
      { width: 3, height: 4096 },
      { width: 4096, height: 4096 },
    ]) {
      for (const size of [view, { width: 1, height: 1 }, { width: 260, height: 260 }]) {
        const { x, y, scale } = fitCamera(maze, size, 1);
        expect([x, y, scale].every(Number.isFinite)).toBe(true);
        expect(scale).toBeGreaterThan(0);
        if (size.width > 1) expect(settleCamera({ x, y, scale }, maze, size)).toEqual({ x, y, scale });
      }
    }
  });

  test('zooms about a point that keeps its cell', () => {
    const camera = fitCamera(square, view, 1);
    const point = { x: 417, y: 222 };
    expect(cellAt(zoomCamera(camera, 3.7, point), point, square)).toEqual(cellAt(camera, point, square));
  });

  test('follows only when the agent leaves the middle of the view', () => {
    const near = settleCamera({ x: -900, y: -900, scale: 50 }, square, view);
    expect(followCamera(near, { x: 25, y: 23 }, square, view)).toBe(near);
    const followed = followCamera(near, { x: 45, y: 23 }, square, view);
    expect(followed.x + 45.5 * followed.scale).toBe(view.width / 2);
  });

  test('knows no cell beside the maze', () => {
    expect(cellAt(fitCamera(square, view, 1), { x: 5, y: 5 }, square)).toBeNull();
  });
});

describe('outline', () => {
  test('joins straight pieces', () => {
    const cells = [0, 1, 2].flatMap((y) => [0, 1, 2].map((x) => ({ x, y })));
    expect(outlineOf([...cells, ...cells])).toHaveLength(4);
  });

  test('goes round a hole and both of two cells that touch at a corner', () => {
    const ring = [0, 1, 2].flatMap((y) => [0, 1, 2].map((x) => ({ x, y }))).filter(({ x, y }) => x !== 1 || y !== 1);
    expect(outlineOf(ring)).toHaveLength(8);
    const length = outlineOf([
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ]).reduce((sum, s) => sum + s.x2 - s.x1 + s.y2 - s.y1, 0);
    expect(length).toBe(8);
  });

  test('of nothing is nothing', () => {
    expect(outlineOf([])).toEqual([]);
  });
});

describe('cell grid', () => {
  test('is the layers and the tiles where nothing is reduced', () => {
    const layers = new Layers({ width: 2, height: 2 });
    layers.visit(1, 0, 6);
    layers.see(1, 0, 4);
    const tiles = maze([
      [0, 1],
      [2, 'x'],
    ]);
    const grid = new CellGrid(tiles, layers, wholeFrame(tiles, 1));
    expect([...grid.texels.slice(4, 8)]).toEqual([7, 5, NEVER, CODE.wall]);
    expect([3, 11, 15].map((at) => grid.texels[at])).toEqual([0, CODE.goal, CODE.unknown]);
  });

  test('takes the earliest times of a block, the share of its walls, and any goal', () => {
    const layers = new Layers({ width: 5, height: 3 });
    const tiles = [
      [0, 1, 0, 0, 1],
      [0, 0, 0, 2, 1],
      [1, 1, 1, 1, 1],
    ];
    layers.visit(0, 0, 9);
    layers.see(0, 0, 9);
    layers.visit(1, 1, 3);
    layers.see(1, 1, 3);
    const grid = new CellGrid(maze(tiles), layers, wholeFrame(layers, 2));
    expect([grid.frame.width, grid.frame.height]).toEqual([3, 2]);
    expect([...grid.texels.slice(0, 4)]).toEqual([4, 4, NEVER, 0.25]);
    expect(grid.texels[7]).toBe(CODE.goal);
    expect(grid.texels[11]).toBe(CODE.wall);
  });

  test('takes over what changed, row by row, late actions included', () => {
    const layers = new Layers({ width: 6, height: 6 });
    layers.see(5, 5, 8);
    const tiles = maze(Array.from({ length: 6 }, () => [0, 0, 0, 0, 0, 0]));
    const grid = new CellGrid(tiles, layers, wholeFrame(tiles, 2));
    expect(grid.refresh()).toBeNull();
    layers.see(2, 3, 12);
    expect(grid.refresh()).toEqual({ start: 3, end: 6 });
    expect(grid.texels[4 * 4 + 1]).toBe(13);
    layers.makeRoom([3]);
    expect(grid.refresh()).toEqual({ start: 0, end: 9 });
    expect(grid.texels[8 * 4 + 1]).toBe(10);
  });

  test('several of one run follow it, each at its own pace', () => {
    const layers = new Layers({ width: 4, height: 40 });
    const tiles = maze(Array.from({ length: 40 }, () => [0, 0, 0, 0]));
    const eager = new CellGrid(tiles, layers, wholeFrame(tiles, 1));
    const lazy = new CellGrid(tiles, layers, wholeFrame(tiles, 1));
    for (let index = 0; index < 20; index++) {
      layers.see(1, index, index);
      expect(eager.refresh()).toEqual({ start: index * 4, end: index * 4 + 4 });
    }
    expect(lazy.refresh()).toEqual({ start: 0, end: 80 });
    expect([...lazy.texels]).toEqual([...eager.texels]);
    for (let index = 0; index < 200; index++) {
      layers.see(2, index % 40, 900 - index);
      eager.refresh();
    }
    expect(lazy.refresh()).toEqual({ start: 0, end: 160 });
    expect([...lazy.texels]).toEqual([...eager.texels]);
  });

  test('survives layers of another size than the maze', () => {
    const layers = new Layers({ width: 9, height: 2 });
    layers.see(8, 1, 0);
    layers.see(1, 1, 0);
    const tiles = maze([
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ]);
    const grid = new CellGrid(tiles, layers, wholeFrame(tiles, 1));
    expect(grid.texels[4 * 4 + 1]).toBe(1);
    layers.clear();
    expect(grid.refresh()).toEqual({ start: 0, end: 6 });
  });
});

describe('the part of a large maze that is held', () => {
  const large = { width: 4096, height: 4096 };
  const whole = wholeFrame(large, leastReduction(large, 1_500_000));

  test('is all of it while its texels are no larger than about a pixel', () => {
    expect(whole).toEqual({ x: 0, y: 0, reduction: 4, width: 1024, height: 1024 });
    const view = { x: -2000, y: 0, width: 8000, height: 4096 };
    expect(frameFor(large, whole, 1, view, 0.2, null)).toBe(whole);
    expect(frameFor(large, whole, 1, view, 0.375, null)).toBe(whole);
  });

  test('covers the view and a little more, cell by cell when they are large, and is kept while it does', () => {
    const view = { x: 1000, y: 2000, width: 640, height: 400 };
    const part = frameFor(large, whole, 1, view, 2, null);
    expect(part).toEqual({ x: 904, y: 1940, reduction: 1, width: 832, height: 520 });
    expect(frameFor(large, whole, 1, { ...view, x: 1090 }, 2, part)).toBe(part);
    expect(frameFor(large, whole, 1, { ...view, x: 1100 }, 2, part)).not.toBe(part);
    expect(frameFor(large, whole, 1, view, 0.5, part).reduction).toBe(2);
    expect(frameFor(large, whole, 1, { ...view, x: -5000, y: 9000 }, 2, null)).toMatchObject({ width: 1, height: 1 });
  });

  test('takes over times and tiles as the whole does', () => {
    const layers = new Layers({ width: 6, height: 6 });
    layers.see(4, 4, 7);
    const tiles = maze(
      Array.from({ length: 6 }, (_, y) => Array.from({ length: 6 }, (__, x) => (x === 3 && y === 4 ? 1 : 0))),
    );
    const grid = new CellGrid(tiles, layers, { x: 3, y: 3, reduction: 1, width: 2, height: 2 });
    expect([...grid.texels.slice(8)]).toEqual([NEVER, NEVER, NEVER, CODE.wall, NEVER, 8, NEVER, 0]);
    layers.see(0, 0, 2);
    expect(grid.refresh()).toBeNull();
    layers.visit(3, 3, 9);
    expect(grid.refresh()).toEqual({ start: 0, end: 2 });
    expect(grid.texels[0]).toBe(10);
  });
});

describe('heat', () => {
  test('tells every doubling apart, from one visit to as many as a run has steps', () => {
    const levels = Array.from({ length: 25 }, (_, doublings) => heatLevel(2 ** doublings));
    expect(levels[0]).toBe(1);
    expect(levels.at(-1)).toBe(255);
    levels.slice(1).forEach((level, i) => {
      expect(level - (levels[i] ?? 0)).toBeGreaterThanOrEqual(10);
    });
    expect([heatLevel(0), heatLevel(2 ** 30)]).toEqual([0, 255]);
  });

  test('keeps the meaning of its colours until the most visits double', () => {
    expect([0, 1, 4, 5, 8, 9, 1000].map(heatTop)).toEqual([4, 4, 4, 8, 8, 16, 1024]);
  });
});

describe('the pieces of a route', () => {
  const whole = { x: 0, y: 0, width: 1000, height: 1000 };

  test('are as few as its corners, from its end to its beginning', () => {
    const route = Int32Array.of(0, 1, 2, 12, 22, 23);
    expect(routePieces(route, 10, whole, 0)).toEqual([
      { x1: 3.5, y1: 2.5, x2: 2.5, y2: 2.5, behind: 0 },
      { x1: 2.5, y1: 2.5, x2: 2.5, y2: 0.5, behind: 1 },
      { x1: 2.5, y1: 0.5, x2: 0.5, y2: 0.5, behind: 3 },
    ]);
    expect(routePieces(Int32Array.of(5), 10, whole, 0)).toEqual([]);
    expect(routePieces(new Int32Array(0), 10, whole, 0)).toEqual([]);
  });

  test('outside the view are left out, and dots stay where they were', () => {
    const route = Int32Array.of(0, 1, 2, 12, 22, 32, 42, 52, 53);
    const [piece, ...more] = routePieces(route, 10, { x: 0, y: 0, width: 2, height: 1 }, 0);
    expect(more).toHaveLength(1);
    expect(piece).toEqual({ x1: 2.5, y1: 5.5, x2: 2.5, y2: 0.5, behind: 1 });
  });

  test('of a route of 100,000 corners are limited, and still go from end to end', () => {
    const route = Int32Array.from({ length: 100_000 }, (_, i) => Math.ceil(i / 2) * 1_000 + Math.floor(i / 2));
    const pieces = routePieces(
      route.map((cell) => cell % 1_000_000),
      1_000,
      whole,
      0,
    );
    expect(pieces.length).toBeLessThanOrEqual(3_000);
    expect(pieces.at(-1)).toMatchObject({ x2: 0.5, y2: 0.5 });
    pieces.slice(1).forEach((piece, i) => {
      expect([piece.x1, piece.y1]).toEqual([pieces[i]?.x2, pieces[i]?.y2]);
    });
  });
});

function maze(grid: unknown[][]): Maze {
  return readMaze({ id: 1, name: null, width: null, height: null, grid, seeThroughWalls: null });
}
