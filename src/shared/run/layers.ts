import type { GridSize } from './run.ts';

/** Channels of {@link Layers.texels}. */
const VISITED = 0;
const SEEN = 1;
const HIT = 2;
const CHANNELS = 4;

/** A range of texels, end exclusive. */
export interface TexelRange {
  readonly start: number;
  readonly end: number;
}

/**
 * For every cell, when it was first visited, first seen, and first bumped from: what the maze's shader compares with
 * the playhead, so that any step of a run costs one frame. Values are index + 1; 0 means never. One RGBA float texel a
 * cell: 32-bit floats hold whole numbers to 16.7 million.
 */
export class Layers {
  readonly width: number;
  readonly height: number;
  /** `texels[(y * width + x) * 4 + channel]`: visited, seen, hit, unused. */
  readonly texels: Float32Array;
  #dirtyStart = 0;
  #dirtyEnd: number;

  constructor({ width, height }: GridSize) {
    this.width = width;
    this.height = height;
    this.texels = new Float32Array(width * height * CHANNELS);
    this.#dirtyEnd = width * height;
  }

  visit(x: number, y: number, index: number): void {
    this.#lower(x, y, VISITED, index);
  }

  see(x: number, y: number, index: number): void {
    this.#lower(x, y, SEEN, index);
  }

  hit(x: number, y: number, index: number): void {
    this.#lower(x, y, HIT, index);
  }

  /** Index of the first action that left the agent in this cell, or null. */
  firstVisit(x: number, y: number): number | null {
    return this.#read(x, y, VISITED);
  }

  /** Index of the first action after which the agent saw this cell, or null. */
  firstSight(x: number, y: number): number | null {
    return this.#read(x, y, SEEN);
  }

  /**
   * Actions were put in before these indexes (ascending, as they were before): what happened from each of them on
   * happened one later.
   */
  makeRoom(indexes: readonly number[]): void {
    const [first = 0] = indexes;
    for (let i = 0; i < this.texels.length; i++) {
      const value = this.texels[i] ?? 0;
      if (value > first) this.texels[i] = value + countUpTo(indexes, value - 1);
    }
    this.#dirtyStart = 0;
    this.#dirtyEnd = this.width * this.height;
  }

  /** Nothing was ever visited or seen. */
  clear(): void {
    this.texels.fill(0);
    this.#dirtyStart = 0;
    this.#dirtyEnd = this.width * this.height;
  }

  /** What changed since the last call, for a partial upload; null when nothing did. */
  takeDirty(): TexelRange | null {
    if (this.#dirtyStart >= this.#dirtyEnd) return null;
    const range = { start: this.#dirtyStart, end: this.#dirtyEnd };
    this.#dirtyStart = this.width * this.height;
    this.#dirtyEnd = 0;
    return range;
  }

  #read(x: number, y: number, channel: number): number | null {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return null;
    const value = this.texels[(y * this.width + x) * CHANNELS + channel] ?? 0;
    return value === 0 ? null : value - 1;
  }

  #lower(x: number, y: number, channel: number, index: number): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    const cell = y * this.width + x;
    const at = cell * CHANNELS + channel;
    const known = this.texels[at] ?? 0;
    if (known !== 0 && known <= index + 1) return;
    this.texels[at] = index + 1;
    this.#dirtyStart = Math.min(this.#dirtyStart, cell);
    this.#dirtyEnd = Math.max(this.#dirtyEnd, cell + 1);
  }
}

/** How many of these ascending numbers are at most `most`. */
function countUpTo(ascending: readonly number[], most: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) <= most) low = middle + 1;
    else high = middle;
  }
  return low;
}
