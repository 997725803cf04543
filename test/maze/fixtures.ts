import type { Action } from '#shared/domain/action.ts';
import { MOVES, type MoveType } from '#shared/domain/action.ts';
import { type Maze, readMaze, TILE } from '#shared/domain/maze.ts';
import { toColumns } from '#shared/run/columns.ts';
import { type Position, Run } from '#shared/run/run.ts';

/** A maze with a run through it, the same at every call. */
export interface Fixture {
  readonly maze: Maze;
  readonly run: Run;
  readonly start: Position | null;
}

export const FIXTURES = {
  /** What the laboratory runs today. */
  usual,
  /** Another agent in the same maze. */
  rival: () => wander(readMaze(row('08_spiral', carve(60, 60, 7))), { x: 1, y: 1 }, 900, 23),
  small,
  large: () => wander(readMaze(row('large', carve(1000, 1000, 9))), { x: 501, y: 501 }, 20_000, 13),
  smallRival: () => wander(readMaze(row('tiny', carve(15, 11, 3))), { x: 1, y: 1 }, 160, 8),
  ragged: () => wander(readMaze({ ...row('ragged', RAGGED), width: 30, height: 4 }), { x: 0, y: 0 }, 24, 2),
  single: () => wander(readMaze(row('single', [[2]])), { x: 0, y: 0 }, 3, 1),
  ribbon: () => wander(readMaze(row('ribbon', ribbon())), { x: 1, y: 0 }, 3000, 4),
  /** As large as is drawn; the same rooms over and over, with doors between them. */
  huge: () => wander(rooms(4096), { x: 2050, y: 2041 }, 4_000, 6),
  /** Only the size of its maze is known. */
  gridless: () => wander(readMaze({ ...row('gridless', []), width: 12, height: 7, grid: null }), { x: 3, y: 3 }, 40, 3),
  empty: () => ({
    maze: readMaze(row('empty', carve(15, 11, 3))),
    run: new Run({ width: 15, height: 11 }),
    start: null,
  }),
  oneStep: () => wander(readMaze(row('one step', carve(15, 11, 3))), { x: 1, y: 1 }, 1, 5),
  /** The maze's row was edited after the run was read: it is smaller now. */
  shrunk: () => ({ ...usual(), maze: readMaze(row('shrunk', carve(15, 11, 3))) }),
  grown: () => ({ ...small(), maze: readMaze(row('grown', carve(60, 60, 7))) }),
  astray: () => astray(readMaze(row('astray', carve(15, 11, 3)))),
} satisfies Record<string, () => Fixture>;

function usual(): Fixture {
  return wander(readMaze(row('08_spiral', carve(60, 60, 7))), { x: 1, y: 1 }, 1200, 11);
}

function small(): Fixture {
  return wander(readMaze(row('tiny', carve(15, 11, 3))), { x: 1, y: 1 }, 160, 5);
}

export type FixtureName = keyof typeof FIXTURES;

const RAGGED = [
  [0, 0, 0, 0, 0, 0, 1, 0, 0, 2],
  [0, 1, 1, 1, 0, 1, 1],
  [0, 7, 'x', null, 0, 0, 0, 0],
  'not a row',
  [0, 0, 0, 0, 1, 0],
  [],
  [1, 0, 0, 0, 0, 0, 0, 0, 2, 2],
];

function row(name: string, grid: readonly unknown[]) {
  const [first] = grid;
  return {
    id: 1,
    name,
    width: Array.isArray(first) ? first.length : null,
    height: grid.length,
    grid,
    seeThroughWalls: false,
  };
}

/** Corridors by depth-first carving, with every ninth wall or so taken away again so that there are ways round. */
function carve(width: number, height: number, seed: number): number[][] {
  const random = numbers(seed);
  const grid = Array.from({ length: height }, () => new Array<number>(width).fill(TILE.wall));
  const open = (x: number, y: number) => {
    const cells = grid[y];
    if (cells) cells[x] = TILE.empty;
  };
  const path: Position[] = [{ x: 1, y: 1 }];
  open(1, 1);
  for (let at = path.at(-1); at; at = path.at(-1)) {
    const { x, y } = at;
    const ways = Object.values(MOVES).filter(({ dx, dy }) => grid[y + 2 * dy]?.[x + 2 * dx] === TILE.wall);
    const inner = ways.filter(({ dx, dy }) => x + 2 * dx < width - 1 && y + 2 * dy < height - 1);
    const way = inner[Math.floor(random() * inner.length)];
    if (!way) {
      path.pop();
      continue;
    }
    open(x + way.dx, y + way.dy);
    open(x + 2 * way.dx, y + 2 * way.dy);
    path.push({ x: x + 2 * way.dx, y: y + 2 * way.dy });
  }
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) if (random() < 0.11) open(x, y);
  }
  for (const [share, tall] of [
    [0.8, 0.75],
    [0.3, 0.55],
  ] as const) {
    const cells = grid[Math.floor(height * tall)];
    if (cells) cells[Math.floor(width * share)] = TILE.goal;
  }
  return grid;
}

/** Built by hand: reading a grid of 16 million cells is tested elsewhere, and takes seconds. */
function rooms(side: number): Maze {
  const room = 62;
  const plan = carve(room + 1, room + 1, 7);
  const tiles = new Uint8Array(side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const isDoor = (x % room === 0 && y % room === 31) || (y % room === 0 && x % room === 31);
      const tile = plan[y % room]?.[x % room] === TILE.wall ? TILE.wall : TILE.empty;
      tiles[y * side + x] = isDoor ? TILE.empty : tile;
    }
  }
  tiles[2_047 * side + 2_110] = TILE.goal;
  return { id: 1, name: 'huge', width: side, height: side, tiles, seeThroughWalls: false, problems: [] };
}

function ribbon(): number[][] {
  return Array.from({ length: 4096 }, (_, y) => [y % 7 === 3 ? 1 : 0, 0, y % 5 === 2 ? 1 : y === 4000 ? 2 : 0]);
}

/** An agent that prefers cells it has not been to, runs into things now and then, and sees two cells around itself. */
function wander(maze: Maze, start: Position, steps: number, seed: number): Fixture {
  const random = numbers(seed);
  const been = new Map<number, number>();
  const types = Object.keys(MOVES) as MoveType[];
  const actions: Action[] = [];
  let { x, y } = start;
  for (let step = 1; step <= steps; step++) {
    const ways = types
      .map((type) => ({ type, x: x + MOVES[type].dx, y: y + MOVES[type].dy }))
      .map((way) => ({ ...way, free: isFree(maze, way.x, way.y) }))
      .map((way) => ({ ...way, cost: (been.get(way.y * maze.width + way.x) ?? 0) + (way.free ? 0 : 2.5) + random() }))
      .sort((a, b) => a.cost - b.cost);
    const [way] = ways;
    if (!way) break;
    const to = way.free ? { x: way.x, y: way.y } : { x, y };
    actions.push(action(step, way.type, { x, y }, to, way.free, around(maze, to, 2)));
    ({ x, y } = to);
    const cell = way.y * maze.width + way.x;
    been.set(cell, (been.get(cell) ?? 0) + 1);
  }
  const run = new Run(maze);
  run.append(toColumns(actions));
  return { maze, run, start };
}

/** An agent whose rows say that it left the grid. */
function astray(maze: Maze): Fixture {
  const run = new Run(maze);
  const places = [
    { x: 13, y: 3 },
    { x: 14, y: 3 },
    { x: 15, y: 3 },
    { x: 40, y: 3 },
    { x: -300, y: 5000 },
  ];
  const actions = places.slice(1).map((to, i) => {
    const from = places[i] ?? to;
    return action(i + 1, 'move_east', from, to, i < 3, new Int16Array(0));
  });
  run.append(toColumns(actions));
  return { maze, run, start: { x: 13, y: 3 } };
}

function action(step: number, type: string, from: Position, to: Position, success: boolean, seen: Int16Array): Action {
  const place = { fromX: from.x, fromY: from.y, toX: to.x, toY: to.y };
  return { id: step, experimentId: 1, step, type, ...place, success, at: step * 1000, turn: step, seen, clock: step };
}

function isFree(maze: Maze, x: number, y: number): boolean {
  if (x < 0 || y < 0 || x >= maze.width || y >= maze.height) return false;
  return maze.tiles[y * maze.width + x] !== TILE.wall;
}

/** The cells within a distance, flat, as `tiles_seen` arrives. */
export function around(maze: Maze, { x, y }: Position, distance: number): Int16Array {
  const cells: number[] = [];
  for (let dy = -distance; dy <= distance; dy++) {
    for (let dx = -distance; dx <= distance; dx++) {
      const inside = x + dx >= 0 && y + dy >= 0 && x + dx < maze.width && y + dy < maze.height;
      if (inside && Math.abs(dx) + Math.abs(dy) <= distance + 1) cells.push(x + dx, y + dy);
    }
  }
  return Int16Array.from(cells);
}

/** Mulberry32: the same numbers for the same seed, everywhere. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
