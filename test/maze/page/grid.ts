import { pictureAt } from '#shared/run/picture.ts';
import type { Position } from '#shared/run/run.ts';
import { MazeGrid } from '../../../src/renderer/maze/grid.ts';
import type { MazePane } from '../../../src/renderer/maze/grid-pane.ts';
import { DEFAULT_OVERLAYS, type MazeOverlays, trailLengthOf } from '../../../src/renderer/maze/overlays.ts';
import type { Palette } from '../../../src/renderer/maze/palette.ts';
import type { Figures, GridLog, GridShown } from '../bridge.ts';
import { FIXTURES, type Fixture, type FixtureName } from '../fixtures.ts';
import { countResources } from './resources.ts';
import { routeOf } from './routes.ts';

let grid: MazeGrid | null = null;
let host: HTMLElement | null = null;
let panes: { fixture: Fixture; pane: MazePane }[] = [];
const log = {
  hover: {} as Record<number, Position | null>,
  picked: [] as { pane: number; cell: Position }[],
  drawn: [] as number[],
  messages: [] as string[],
};

export async function openGrid(
  into: HTMLElement,
  { names, columns, gutter }: GridShown,
  palette: Palette,
  fixture: (name: FixtureName) => Fixture,
): Promise<void> {
  host = into;
  const note = (message: string) => log.messages.push(message);
  const made = await MazeGrid.mount(into, { palette, onContextLost: note, onContextRestored: note });
  grid = made;
  const rows = Math.ceil(names.length / columns);
  const width = Math.floor((into.clientWidth - gutter * (columns - 1)) / columns);
  const height = Math.floor((into.clientHeight - gutter * (rows - 1)) / rows);
  panes = names.map((name, i) => {
    const place = { x: (i % columns) * (width + gutter), y: Math.floor(i / columns) * (height + gutter) };
    // Panes of one name share one run.
    const { maze, run, start } = fixture(name);
    const pane = made.attach({ ...place, width, height }, maze, run, start, {
      onHover: (cell) => {
        log.hover[i] = cell;
      },
      onPick: (cell) => log.picked.push({ pane: i, cell }),
      onDrawn: ({ index }) => {
        log.drawn[i] = index;
      },
    });
    return { fixture: fixture(name), pane };
  });
}

export function renderGrid(indexes: readonly number[], overlays: Partial<MazeOverlays> = {}): void {
  const switched = { ...DEFAULT_OVERLAYS, ...overlays };
  const [first] = panes;
  panes.forEach(({ fixture, pane }, i) => {
    const { run, start } = fixture;
    const picture = pictureAt(run, indexes[i] ?? -1, start, trailLengthOf(switched));
    pane.render(picture, {
      overlays: switched,
      route: switched.route ? routeOf(fixture, picture.agent) : null,
      optimalRoute: switched.optimal ? routeOf(fixture, start) : null,
      other: first && i > 0 ? { layers: first.fixture.run.layers, index: indexes[0] ?? -1 } : null,
    });
  });
}

export const gridPointOf = (pane: number, cell: Position): Position => at(pane).pointOf(cell);
export const zoomGrid = (factor: number): void => grid?.zoomBy(factor);
export const fitGrid = (): void => grid?.fit();
export const detachPane = (pane: number): void => at(pane).detach();
export const followPane = (pane: number | null): void => grid?.follow(pane === null ? null : at(pane));
export const gridLog = (): GridLog => structuredClone(log);

export async function switchPanes(
  times: number,
  settled: () => Promise<void>,
): Promise<{ before: number; after: number }> {
  const { maze, run, start } = FIXTURES.small();
  const overlays = { ...DEFAULT_OVERLAYS, heat: true };
  const round = async () => {
    const pane = grid?.attach({ x: 10, y: 10, width: 200, height: 150 }, maze, run, start);
    pane?.render(pictureAt(run, 90, start), { overlays });
    await settled();
    pane?.detach();
    await settled();
  };
  await round();
  const before = countResources();
  for (let i = 0; i < times; i++) await round();
  return { before, after: countResources() };
}

export async function measureGrid(milliseconds: number, stepsPerSecond: number): Promise<Figures> {
  const gl = host?.querySelector('canvas')?.getContext('webgl2');
  const gaps: number[] = [];
  let spent = 0;
  const begun = performance.now();
  let before = begun;
  while (before - begun < milliseconds) {
    const step = Math.floor(((before - begun) / 1000) * stepsPerSecond);
    let drawnFrom = 0;
    requestAnimationFrame(() => {
      drawnFrom = performance.now();
    });
    renderGrid(panes.map(({ fixture }, i) => (100 + i * 50 + step) % fixture.run.length));
    await new Promise(requestAnimationFrame);
    // Reading a pixel waits until everything before it is drawn.
    gl?.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
    const now = performance.now();
    spent += now - drawnFrom;
    gaps.push(now - before);
    before = now;
  }
  const framesPerSecond = (gaps.length * 1000) / (before - begun);
  return {
    framesPerSecond,
    slowestFrame: Math.max(...gaps.slice(5)),
    drawsPerSecond: framesPerSecond,
    millisecondsPerDraw: spent / gaps.length,
  };
}

function at(index: number): MazePane {
  const found = panes[index];
  if (!found) throw new Error(`There is no pane ${index}`);
  return found.pane;
}
