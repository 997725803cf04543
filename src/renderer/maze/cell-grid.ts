import { type Maze, TILE } from '#shared/domain/maze.ts';
import { layerChanges } from '#shared/run/change-log.ts';
import type { Layers, TexelRange } from '#shared/run/layers.ts';
import { rowsOf, type TexelFrame } from './texel-frame.ts';

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
 * What the cell shader reads: a texel for each block of `reduction` × `reduction` cells, with the earliest times of its
 * cells and what its tiles are. It is a copy of the run's layers, so that times and tiles lie in one texel: reading
 * texels is what a frame costs on a software renderer, and two textures took twice as long. A small picture of a large
 * maze takes a higher reduction: twenty mazes of 1000 × 1000 at full size would be 320 MB of textures.
 */
export class CellGrid implements TexelFrame {
  readonly reduction: number;
  /** In texels. */
  readonly width: number;
  readonly height: number;
  /** Visited, seen and hit as index + 1 or {@link NEVER}, and a {@link CODE}. */
  readonly texels: Float32Array;
  readonly #layers: Layers;
  #version: number;

  constructor(maze: Maze, layers: Layers, reduction: number) {
    this.reduction = reduction;
    this.width = Math.ceil(maze.width / reduction);
    this.height = Math.ceil(maze.height / reduction);
    this.texels = new Float32Array(this.width * this.height * CHANNELS);
    this.#layers = layers;
    this.#version = layerChanges(layers).version;
    this.#writeTiles(maze);
    this.#writeTimes(0, this.height);
  }

  /** Takes over what the run changed since the last call; returns the texels to upload, whole rows, or null. */
  refresh(): TexelRange | null {
    const log = layerChanges(this.#layers);
    const changed = log.since(this.#version);
    this.#version = log.version;
    const rows = changed && rowsOf(changed, this.#layers.width, this);
    if (!rows) return null;
    this.#writeTimes(rows.first, rows.end);
    return { start: rows.first * this.width, end: rows.end * this.width };
  }

  #writeTimes(first: number, end: number): void {
    // The layers may have another size than the maze, whose row was edited meanwhile.
    const { width, height, texels } = this.#layers;
    const { reduction, texels: own } = this;
    const columns = Math.min(width, this.width * reduction);
    for (let at = first * this.width * CHANNELS; at < end * this.width * CHANNELS; at += CHANNELS) {
      own[at] = own[at + 1] = own[at + 2] = NEVER;
    }
    for (let y = first * reduction; y < Math.min(end * reduction, height); y++) {
      const row = Math.floor(y / reduction) * this.width;
      for (let x = 0; x < columns; x++) {
        const from = (y * width + x) * CHANNELS;
        // Whatever happens in a cell, the agent sees it: most cells of a large maze are passed over here.
        if (texels[from + 1] === 0 && texels[from] === 0) continue;
        const into = (row + Math.floor(x / reduction)) * CHANNELS;
        for (let channel = 0; channel < TILES; channel++) {
          const time = texels[from + channel] ?? 0;
          if (time !== 0 && time < (own[into + channel] ?? NEVER)) own[into + channel] = time;
        }
      }
    }
  }

  /** A block holding any goal is a goal, so that it can be found; otherwise unknown or a share of wall, by majority. */
  #writeTiles(maze: Maze): void {
    const { reduction } = this;
    for (let y = 0; y < this.height; y++) {
      const endY = Math.min((y + 1) * reduction, maze.height);
      for (let x = 0; x < this.width; x++) {
        const endX = Math.min((x + 1) * reduction, maze.width);
        let walls = 0;
        let unknowns = 0;
        let goals = 0;
        for (let cellY = y * reduction; cellY < endY; cellY++) {
          for (let cellX = x * reduction; cellX < endX; cellX++) {
            const tile = maze.tiles[cellY * maze.width + cellX];
            if (tile === TILE.wall) walls++;
            else if (tile === TILE.goal) goals++;
            else if (tile !== TILE.empty) unknowns++;
          }
        }
        const cells = (endX - x * reduction) * (endY - y * reduction);
        const code = goals > 0 ? CODE.goal : unknowns * 2 > cells ? CODE.unknown : (walls / cells) * CODE.wall;
        this.texels[(y * this.width + x) * CHANNELS + TILES] = code;
      }
    }
  }
}
