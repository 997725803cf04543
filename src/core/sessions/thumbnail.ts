import type { DatabaseSync } from 'node:sqlite';
import { readMaze, TILE } from '#shared/domain/maze.ts';
import { type SessionThumbnail, THUMBNAIL_CELL } from '#shared/domain/session.ts';
import { unpackRun } from './run-pack.ts';

/** The longest side, cells. */
const MOST_SIDE = 96;
const TILES: Readonly<Record<number, number>> = {
  [TILE.empty]: THUMBNAIL_CELL.empty,
  [TILE.wall]: THUMBNAIL_CELL.wall,
  [TILE.goal]: THUMBNAIL_CELL.goal,
};

/** The maze of the longest run of a packed file, with the cells that it visited; null where there is none. */
export function makeThumbnail(file: DatabaseSync): SessionThumbnail | null {
  try {
    return drawThumbnail(file);
  } catch {
    // Somebody's table of mazes may be anything; no session is to fail for its picture.
    return null;
  }
}

function drawThumbnail(file: DatabaseSync): SessionThumbnail | null {
  const longest = file
    .prepare(
      `SELECT r.experiment_id AS run, m.* FROM run r JOIN experiments e ON e.id = r.experiment_id
         JOIN mazes m ON m.id = e.maze_id ORDER BY r.actions DESC LIMIT 1`,
    )
    .get();
  if (!longest) return null;
  const maze = readMaze({
    id: Number(longest['id']),
    name: null,
    width: Number(longest['width']),
    height: Number(longest['height']),
    grid: parse(longest['grid_data']),
    seeThroughWalls: null,
  });
  const scale = Math.max(1, Math.max(maze.width, maze.height) / MOST_SIDE);
  const width = Math.max(1, Math.floor(maze.width / scale));
  const height = Math.max(1, Math.floor(maze.height / scale));
  const cells = new Uint8Array(width * height);
  const votes = new Int32Array(width * height);
  const at = (x: number, y: number): number =>
    Math.min(height - 1, Math.floor(y / scale)) * width + Math.min(width - 1, Math.floor(x / scale));
  for (let y = 0; y < maze.height; y++) {
    for (let x = 0; x < maze.width; x++) {
      const cell = TILES[maze.tiles[y * maze.width + x] ?? 3] ?? THUMBNAIL_CELL.unknown;
      // Of the cells that share a place, any goal is to be seen; otherwise it is what most of them are.
      const place = at(x, y);
      votes[place] = (votes[place] ?? 0) + (cell === THUMBNAIL_CELL.empty ? -1 : 1);
      if (cell === THUMBNAIL_CELL.goal) cells[place] = cell;
      else if (cells[place] !== THUMBNAIL_CELL.goal && cell !== THUMBNAIL_CELL.empty) cells[place] = cell;
    }
  }
  for (let place = 0; place < cells.length; place++) {
    if ((votes[place] ?? 0) < 0 && cells[place] !== THUMBNAIL_CELL.goal) cells[place] = THUMBNAIL_CELL.empty;
  }
  const blocks = file.prepare('SELECT bytes FROM run_block WHERE experiment_id = ? ORDER BY number');
  let last = -1;
  for (const { bytes } of blocks.iterate(longest['run'] ?? null)) {
    if (!(bytes instanceof Uint8Array)) continue;
    const { count, toX, toY } = unpackRun(bytes);
    for (let n = 0; n < count; n++) {
      const [x, y] = [toX[n] ?? -1, toY[n] ?? -1];
      if (x < 0 || y < 0 || x >= maze.width || y >= maze.height) continue;
      last = at(x, y);
      if (cells[last] !== THUMBNAIL_CELL.goal) cells[last] = THUMBNAIL_CELL.visited;
    }
  }
  if (last >= 0) cells[last] = THUMBNAIL_CELL.last;
  return { width, height, cells };
}

function parse(json: unknown): unknown {
  try {
    return JSON.parse(String(json));
  } catch {
    return null;
  }
}
