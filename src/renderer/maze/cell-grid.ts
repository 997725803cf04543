import { type Maze, TILE } from '#shared/domain/maze.ts';
import { layerChanges } from '#shared/run/change-log.ts';
import type { Layers, TexelRange } from '#shared/run/layers.ts';
import { cellsOf, rowsOf, type TexelFrame, type TexelRows } from './texel-frame.ts';

/**
 * What the fourth channel of a texel says of its tiles. Walls are a share, 0 (none) … 1 (nothing else), so that a texel
 * can stand for a block of cells; the shader knows the same numbers.
 */
export const CODE = { wall: 1, unknown: 2, goal: 3 } as const;

/** The time of what never happened: beyond any playhead, so that the shader has one comparison to make. */
export const NEVER = 2 ** 30;

const CHANNELS = 4;
const TILES = 3;

/**
 * What the cell shader reads: a texel for each block of cells of a frame, with the earliest times of its cells and what
 * its tiles are. It is a copy of the run's layers, so that times and tiles lie in one texel: reading texels is what a
 * frame costs on a software renderer, and two textures took twice as long. A small picture of a large maze takes a higher
 * reduction: twenty mazes of 1000 × 1000 at full size would be 320 MB of textures.
 */
export class CellGrid {
  readonly frame: TexelFrame;
  /** Visited, seen and hit as index + 1 or {@link NEVER}, and a {@link CODE}. */
  readonly texels: Float32Array;
  readonly #layers: Layers;
  #version: number;

  constructor(maze: Maze, layers: Layers, frame: TexelFrame) {
    this.frame = frame;
    this.texels = new Float32Array(frame.width * frame.height * CHANNELS);
    this.#layers = layers;
    this.#version = layerChanges(layers).version;
    this.#writeTiles(maze);
    this.#writeTimes({ first: 0, end: frame.height });
  }

  /** Takes over what the run changed since the last call; returns the texels to upload, whole rows, or null. */
  refresh(): TexelRange | null {
    const log = layerChanges(this.#layers);
    const changed = log.since(this.#version);
    this.#version = log.version;
    const rows = changed && rowsOf(changed, this.#layers.width, this.frame);
    if (!rows) return null;
    this.#writeTimes(rows);
    return { start: rows.first * this.frame.width, end: rows.end * this.frame.width };
  }

  #writeTimes(rows: TexelRows): void {
    const { texels: own, frame } = this;
    const { x: left, y: top, reduction, width: across } = frame;
    for (let at = rows.first * across * CHANNELS; at < rows.end * across * CHANNELS; at += CHANNELS) {
      own[at] = own[at + 1] = own[at + 2] = NEVER;
    }
    // The layers may have another size than the maze, whose row was edited meanwhile.
    const { width, texels } = this.#layers;
    const { firstX, endX, firstY, endY } = cellsOf(frame, rows, this.#layers);
    for (let y = firstY; y < endY; y++) {
      const row = Math.floor((y - top) / reduction) * across;
      for (let x = firstX; x < endX; x++) {
        const from = (y * width + x) * CHANNELS;
        // Whatever happens in a cell, the agent sees it: most cells of a large maze are passed over here.
        if (texels[from + 1] === 0 && texels[from] === 0) continue;
        const into = (row + Math.floor((x - left) / reduction)) * CHANNELS;
        for (let channel = 0; channel < TILES; channel++) {
          const time = texels[from + channel] ?? 0;
          if (time !== 0 && time < (own[into + channel] ?? NEVER)) own[into + channel] = time;
        }
      }
    }
  }

  /** A block holding any goal is a goal, so that it can be found; otherwise unknown or a share of wall, by majority. */
  #writeTiles(maze: Maze): void {
    const { x: left, y: top, reduction, width, height } = this.frame;
    for (let y = 0; y < height; y++) {
      const firstY = top + y * reduction;
      const endY = Math.min(firstY + reduction, maze.height);
      for (let x = 0; x < width; x++) {
        const firstX = left + x * reduction;
        const endX = Math.min(firstX + reduction, maze.width);
        let walls = 0;
        let unknowns = 0;
        let goals = 0;
        for (let cellY = firstY; cellY < endY; cellY++) {
          for (let cellX = firstX; cellX < endX; cellX++) {
            const tile = maze.tiles[cellY * maze.width + cellX];
            if (tile === TILE.wall) walls++;
            else if (tile === TILE.goal) goals++;
            else if (tile !== TILE.empty) unknowns++;
          }
        }
        const cells = (endX - firstX) * (endY - firstY);
        const code = goals > 0 ? CODE.goal : unknowns * 2 > cells ? CODE.unknown : (walls / cells) * CODE.wall;
        this.texels[(y * width + x) * CHANNELS + TILES] = code;
      }
    }
  }
}
