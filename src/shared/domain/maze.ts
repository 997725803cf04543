import { z } from 'zod';

/** Tile numbers of `mazes.grid_data`. Any other number is drawn as {@link TILE.unknown}. */
export const TILE = { empty: 0, wall: 1, goal: 2, unknown: 3 } as const;

/**
 * The largest side, in cells, that is drawn. 4096 is the smallest maximum texture size that WebGL 2 devices in use
 * guarantee; a larger grid is cut off there and the maze says so.
 */
export const MAX_MAZE_SIDE = 4096;

/** A maze as it is drawn: always a whole rectangle, whatever the database held. */
export interface Maze {
  readonly id: number;
  readonly name: string;
  /** Cells per row, at least 1, at most {@link MAX_MAZE_SIDE}. */
  readonly width: number;
  /** Rows, at least 1, at most {@link MAX_MAZE_SIDE}. */
  readonly height: number;
  /** `tiles[y * width + x]`, values of {@link TILE}. */
  readonly tiles: Uint8Array;
  readonly seeThroughWalls: boolean;
  /** What is wrong with the row, as sentences for a person; empty when the maze is sound. */
  readonly problems: readonly string[];
}

/** A row of `mazes` as the database gives it; nothing about its content is trusted. */
export interface MazeRow {
  readonly id: number;
  readonly name: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly grid: unknown;
  readonly seeThroughWalls: boolean | null;
}

const tileNumber = z.union([z.literal(TILE.empty), z.literal(TILE.wall), z.literal(TILE.goal)]);

/**
 * Makes a drawable maze of a database row. Never throws: ragged rows are filled with unknown tiles, unknown tile
 * numbers become {@link TILE.unknown}, a grid that disagrees with `width` and `height` wins over them, and every such
 * repair is named in {@link Maze.problems}.
 */
export function readMaze(row: MazeRow): Maze {
  const problems: string[] = [];
  const rows = Array.isArray(row.grid) ? row.grid : [];
  if (!Array.isArray(row.grid)) problems.push('The grid is not a list of rows; only the size is known.');
  const longest = rows.reduce<number>((most, cells) => Math.max(most, Array.isArray(cells) ? cells.length : 0), 0);
  const width = side(longest || row.width || 1, 'wide', problems);
  const height = side(rows.length || row.height || 1, 'high', problems);
  if (rows.length > 0 && ((row.width ?? longest) !== longest || (row.height ?? rows.length) !== rows.length)) {
    problems.push(
      `The row says ${row.width} × ${row.height}, the grid is ${longest} × ${rows.length}; the grid is drawn.`,
    );
  }
  const tiles = new Uint8Array(width * height).fill(TILE.unknown);
  let ragged = 0;
  const strangers = new Set<string>();
  for (let y = 0; y < Math.min(height, rows.length); y++) {
    const cells: unknown = rows[y];
    if (!Array.isArray(cells) || cells.length < longest) ragged++;
    if (!Array.isArray(cells)) continue;
    for (let x = 0; x < Math.min(width, cells.length); x++) {
      const tile = tileNumber.safeParse(cells[x]);
      if (tile.success) tiles[y * width + x] = tile.data;
      else if (strangers.size < 5) strangers.add(JSON.stringify(cells[x]) ?? 'undefined');
    }
  }
  if (ragged > 0) problems.push(`${ragged} of ${rows.length} rows are shorter than the longest or not lists.`);
  if (strangers.size > 0) problems.push(`Unknown tiles, drawn hatched: ${[...strangers].join(', ').slice(0, 200)}.`);
  return {
    id: row.id,
    name: row.name ?? `Maze ${row.id}`,
    width,
    height,
    tiles,
    seeThroughWalls: row.seeThroughWalls ?? false,
    problems,
  };
}

/** The goal tiles of a maze, row by row. */
export function goalsOf({ tiles, width }: Pick<Maze, 'tiles' | 'width'>): { readonly x: number; readonly y: number }[] {
  const goals: { x: number; y: number }[] = [];
  for (let at = tiles.indexOf(TILE.goal); at >= 0; at = tiles.indexOf(TILE.goal, at + 1)) {
    goals.push({ x: at % width, y: Math.floor(at / width) });
  }
  return goals;
}

function side(cells: number, dimension: 'wide' | 'high', problems: string[]): number {
  const whole = Number.isFinite(cells) ? Math.max(1, Math.floor(cells)) : 1;
  if (whole > MAX_MAZE_SIDE) {
    problems.push(`The maze is ${whole} cells ${dimension}; the first ${MAX_MAZE_SIDE} are drawn.`);
  }
  return Math.min(whole, MAX_MAZE_SIDE);
}
