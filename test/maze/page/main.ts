import { pictureAt } from '#shared/run/picture.ts';
import type { Position } from '#shared/run/run.ts';
import { DEFAULT_OVERLAYS, trailLengthOf } from '../../../src/renderer/maze/overlays.ts';
import { DARK, LIGHT } from '../../../src/renderer/maze/palette.ts';
import { MazeStage } from '../../../src/renderer/maze/stage.ts';
import type { MazePage, PageLog, Shown, Theme } from '../bridge.ts';
import { around, FIXTURES, type Fixture, type FixtureName } from '../fixtures.ts';
import {
  detachPane,
  fitGrid,
  followPane,
  gridLog,
  gridPointOf,
  measureGrid,
  openGrid,
  renderGrid,
  switchPanes,
  zoomGrid,
} from './grid.ts';
import { measurePrints, print } from './print.ts';
import { countResources } from './resources.ts';
import { routeOf } from './routes.ts';
import { measureWall, openWall, renderWall } from './wall.ts';

const PALETTES = { light: LIGHT, dark: DARK };
const host = element('stage');
const log: { -readonly [Key in keyof PageLog]: PageLog[Key] } & { messages: string[] } = {
  frames: 0,
  index: null,
  hover: null,
  picked: null,
  messages: [],
};
const fixtures = new Map<FixtureName, Fixture>();
let stage: MazeStage | null = null;
let shown: Fixture | null = null;
let lost: WEBGL_lose_context | null = null;

const page: MazePage = {
  open: async (name, theme) => {
    const mounted = await mount(theme);
    mounted.setPalette(PALETTES[theme]);
    shown = fixture(name);
    mounted.show(shown.maze, shown.run, shown.start);
  },
  render: async (what) => {
    draw(what);
    await settled();
  },
  heatTop: () => opened().heatTop,
  measureSeeks: async (count, what) => {
    const { run } = current();
    const gl = host.querySelector('canvas')?.getContext('webgl2');
    const times: number[] = [];
    for (let i = 0; i < count; i++) {
      let begun = 0;
      requestAnimationFrame(() => {
        begun = performance.now();
      });
      draw({ ...what, index: Math.floor(((i * 0.618034) % 1) * run.length) });
      await new Promise(requestAnimationFrame);
      // Reading a pixel waits until everything before it is drawn.
      gl?.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
      times.push(performance.now() - begun);
      // The browser brings the last frame to the screen on the same processor.
      await new Promise(requestAnimationFrame);
    }
    times.sort((one, other) => one - other);
    return { median: times[Math.floor(count / 2)] ?? 0, slowest: times.at(-1) ?? 0 };
  },
  fit: () => settled(opened().fit()),
  zoomBy: (factor) => settled(opened().zoomBy(factor)),
  setFollow: (follow) => settled(opened().setFollow(follow)),
  log: () => ({ ...log }),
  pointOf: (cell) => opened().pointOf(cell),
  agentAt: (index) => pictureAt(current().run, index, current().start).agent,
  bumpAfter: (from) => {
    const { run } = current();
    for (let i = from; i < run.length; i++) if (!run.succeededAt(i)) return i;
    return -1;
  },
  goalSeen: () => {
    const { maze, run } = current();
    const sights = [...maze.tiles.keys()]
      .filter((at) => maze.tiles[at] === 2)
      .map((at) => run.layers.firstSight(at % maze.width, Math.floor(at / maze.width)))
      .filter((at) => at !== null);
    return Math.min(...sights);
  },
  length: () => current().run.length,
  loseContext: async () => {
    const context = host.querySelector('canvas')?.getContext('webgl2');
    lost = context?.getExtension('WEBGL_lose_context') ?? null;
    lost?.loseContext();
    await settled();
  },
  restoreContext: async () => {
    lost?.restoreContext();
    await settled();
    await settled();
  },
  switchMazes: async (times) => {
    const round = async (name: FixtureName) => {
      const { maze, run, start } = FIXTURES[name]();
      opened().show(maze, run, start);
      opened().render(pictureAt(run, run.length, start));
      await settled();
    };
    await round('small');
    const before = countResources();
    for (let i = 0; i < times; i++) await round(i % 2 === 0 ? 'usual' : 'small');
    return { before, after: countResources() };
  },
  resources: countResources,
  mountWithoutWebGl: async () => {
    const { getContext } = HTMLCanvasElement.prototype;
    HTMLCanvasElement.prototype.getContext = () => null;
    try {
      await MazeStage.mount(document.createElement('div'), { palette: LIGHT });
      return 'mounted';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      HTMLCanvasElement.prototype.getContext = getContext;
    }
  },
  openGrid: (what) => openGrid(host, what, PALETTES[what.theme], fixture),
  renderGrid: (indexes, overlays) => settled(renderGrid(indexes, overlays)),
  gridPointOf,
  zoomGrid: (factor) => settled(zoomGrid(factor)),
  fitGrid: () => settled(fitGrid()),
  detachPane: (pane) => settled(detachPane(pane)),
  followPane: (pane) => settled(followPane(pane)),
  gridLog,
  switchPanes: (times) => switchPanes(times, settled),
  measureGrid,
  print: (name, what) => print(fixture(name), what, PALETTES[what.theme]),
  measurePrints: (name, count) => measurePrints(fixture(name), count, LIGHT),
  openWall: (names, size, theme) => openWall(element('wall'), names, size, PALETTES[theme]),
  renderWall: (index) => settled(renderWall(index)),
  measureWall,
  measureStage: async (milliseconds) => {
    const { run, start } = current();
    const gaps: number[] = [];
    let spent = 0;
    const begun = performance.now();
    let before = begun;
    for (let index = 0; before - begun < milliseconds; index++) {
      const asked = performance.now();
      opened().render(pictureAt(run, index % run.length, start));
      spent += performance.now() - asked;
      await new Promise(requestAnimationFrame);
      const now = performance.now();
      gaps.push(now - before);
      before = now;
    }
    const framesPerSecond = (gaps.length * 1000) / (before - begun);
    const millisecondsPerDraw = spent / gaps.length;
    return { framesPerSecond, slowestFrame: Math.max(...gaps), drawsPerSecond: framesPerSecond, millisecondsPerDraw };
  },
};
globalThis.mazePage = page;

async function mount(theme: Theme): Promise<MazeStage> {
  stage ??= await MazeStage.mount(host, {
    palette: PALETTES[theme],
    onHover: (cell) => {
      log.hover = cell;
    },
    onPick: (cell) => {
      log.picked = cell;
    },
    onDrawn: (picture) => {
      log.frames++;
      log.index = picture.index;
    },
    onContextLost: (message) => log.messages.push(message),
    onContextRestored: (message) => log.messages.push(message),
  });
  return stage;
}

function draw({ index, seen, selected, overlays, other }: Shown): void {
  const shownNow = current();
  const { maze, run, start } = shownNow;
  const switched = { ...DEFAULT_OVERLAYS, ...overlays };
  const picture = pictureAt(run, index, start, trailLengthOf(switched));
  opened().render(picture, {
    seen: seen && picture.agent ? pairs(around(maze, picture.agent, 2)) : [],
    selected: selected ?? null,
    overlays: switched,
    route: switched.route ? routeOf(shownNow, picture.agent) : null,
    optimalRoute: switched.optimal ? routeOf(shownNow, start) : null,
    other: other ? { layers: fixture(other.name).run.layers, index: other.index } : null,
  });
}

/** Two frames: one draws, in the next it is on the screen. */
/** After what is given was done: waits until the page has shown it. */
async function settled(_done?: unknown): Promise<void> {
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
}

function opened(): MazeStage {
  if (!stage) throw new Error('open() a fixture first');
  return stage;
}

function current(): Fixture {
  if (!shown) throw new Error('open() a fixture first');
  return shown;
}

function fixture(name: FixtureName): Fixture {
  const known = fixtures.get(name) ?? FIXTURES[name]();
  fixtures.set(name, known);
  return known;
}

function pairs(flat: Int16Array): Position[] {
  return Array.from({ length: flat.length / 2 }, (_, i) => ({ x: flat[2 * i] ?? 0, y: flat[2 * i + 1] ?? 0 }));
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}`);
  return found;
}
