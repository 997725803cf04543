import { pictureAt } from '#shared/run/picture.ts';
import type { Palette } from '../../../src/renderer/maze/palette.ts';
import { MazeWall } from '../../../src/renderer/maze/wall.ts';
import { WallTile } from '../../../src/renderer/maze/wall-tile.ts';
import type { Figures } from '../bridge.ts';
import { FIXTURES, type Fixture, type FixtureName } from '../fixtures.ts';

let tiles: { fixture: Fixture; tile: WallTile }[] = [];

export async function openWall(
  host: HTMLElement,
  names: readonly FixtureName[],
  size: number,
  palette: Palette,
): Promise<void> {
  const wall = await MazeWall.mount({ palette });
  host.style.background = `rgb(${palette.background.map((part) => Math.round(part * 255)).join(' ')})`;
  const made = new Map<FixtureName, Fixture>();
  tiles = names.map((name) => {
    // One run may not be shown twice: its layers have a single consumer. Large ones are copied instead of walked again.
    const known = made.get(name);
    const fixture = known ? again(known) : FIXTURES[name]();
    made.set(name, fixture);
    const canvas = document.createElement('canvas');
    canvas.style.cssText = `width: ${size}px; height: ${size}px`;
    host.append(canvas);
    return { fixture, tile: wall.attach(canvas, fixture.maze, fixture.run, fixture.start) };
  });
}

function again({ maze, run, start }: Fixture): Fixture {
  const copy: Fixture['run'] = Object.create(run);
  const own = structuredClone(run.layers.texels);
  let dirty: { start: number; end: number } | null = { start: 0, end: maze.width * maze.height };
  const layers = {
    width: maze.width,
    height: maze.height,
    texels: own,
    takeDirty: () => {
      const taken = dirty;
      dirty = null;
      return taken;
    },
  };
  Object.defineProperty(copy, 'layers', { value: layers });
  return { maze, run: bound(copy, run), start };
}

/** Private fields do not follow a prototype: calls go to the original. */
function bound(copy: Fixture['run'], run: Fixture['run']): Fixture['run'] {
  return new Proxy(copy, {
    get: (target, key) => {
      if (key === 'layers') return target.layers;
      const value: unknown = Reflect.get(run, key, run);
      return typeof value === 'function' ? value.bind(run) : value;
    },
  });
}

export function renderWall(index: number): void {
  for (const { fixture, tile } of tiles) tile.render(pictureAt(fixture.run, index, fixture.start));
}

export async function measureWall(milliseconds: number, stepsPerSecond: number): Promise<Figures> {
  let draws = 0;
  let spent = 0;
  const { draw } = WallTile.prototype;
  WallTile.prototype.draw = function (...given) {
    const before = performance.now();
    draw.apply(this, given);
    spent += performance.now() - before;
  };
  const begun = performance.now();
  const indexes = tiles.map((_, i) => 3000 + i * 100);
  tiles.forEach(({ tile }) => {
    tile.onDrawn = () => draws++;
  });
  const timers = tiles.map(({ fixture, tile }, i) =>
    setInterval(
      () => {
        const index = (indexes[i] ?? 0) + 1;
        indexes[i] = index;
        // A live run changes its layers with every action.
        fixture.run.layers.texels[(i * 7919 + index) % 4000] = index;
        tile.render(pictureAt(fixture.run, index, fixture.start));
      },
      1000 / stepsPerSecond + i,
    ),
  );
  const gaps: number[] = [];
  let before = begun;
  while (before - begun < milliseconds) {
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    gaps.push(now - before);
    before = now;
  }
  for (const timer of timers) clearInterval(timer);
  WallTile.prototype.draw = draw;
  const seconds = (before - begun) / 1000;
  return {
    framesPerSecond: gaps.length / seconds,
    slowestFrame: Math.max(...gaps.slice(5)),
    drawsPerSecond: draws / seconds,
    millisecondsPerDraw: spent / Math.max(1, draws),
  };
}
