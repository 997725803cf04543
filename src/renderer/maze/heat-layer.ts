import { BufferImageSource } from 'pixi.js';
import type { VisitCounts } from '#shared/run/visit-counts.ts';
import { heatLevel, heatTop } from './heat-scale.ts';
import { cellsOf, rowsOf, type TexelFrame, type TexelRows } from './texel-frame.ts';

/**
 * How often cells were visited, as a texture: a byte a texel, because all of it is uploaded when the playhead jumps. A
 * texel that stands for a block of cells tells the most visits of any of them.
 */
export class HeatLayer {
  readonly source: BufferImageSource;
  readonly #counts: VisitCounts;
  readonly #frame: TexelFrame;
  readonly #levels: Uint8Array;
  /** Texels per row: WebGL reads rows of whole four bytes. */
  readonly #stride: number;
  #version: number;

  constructor(counts: VisitCounts, frame: TexelFrame) {
    this.#counts = counts;
    this.#version = counts.changes.version;
    this.#frame = frame;
    this.#stride = Math.ceil(frame.width / 4) * 4;
    this.#levels = new Uint8Array(this.#stride * frame.height);
    this.#write({ first: 0, end: frame.height });
    this.source = new BufferImageSource({
      resource: this.#levels,
      width: this.#stride,
      height: frame.height,
      format: 'r8unorm',
      scaleMode: 'nearest',
      alphaMode: 'no-premultiply-alpha',
    });
  }

  /** Counts to an index and uploads what that changed; returns how many visits the hottest colour stands for. */
  show(index: number): number {
    const counts = this.#counts;
    counts.moveTo(index);
    const changed = counts.changes.since(this.#version);
    this.#version = counts.changes.version;
    const rows = changed && rowsOf(changed, counts.width, this.#frame);
    if (rows) {
      this.#write(rows);
      this.source.update(rows.first * this.#stride, rows.end * this.#stride);
    }
    return heatTop(counts.most);
  }

  destroy(): void {
    this.source.destroy();
  }

  #write(rows: TexelRows): void {
    const { counts, width } = this.#counts;
    const { x: left, y: top, reduction } = this.#frame;
    const levels = this.#levels;
    levels.fill(0, rows.first * this.#stride, rows.end * this.#stride);
    const { firstX, endX, firstY, endY } = cellsOf(this.#frame, rows, this.#counts);
    for (let y = firstY; y < endY; y++) {
      const into = Math.floor((y - top) / reduction) * this.#stride;
      for (let x = firstX; x < endX; x++) {
        const visits = counts[y * width + x] ?? 0;
        if (visits === 0) continue;
        const at = into + (reduction === 1 ? x - left : Math.floor((x - left) / reduction));
        const level = heatLevel(visits);
        if (level > (levels[at] ?? 0)) levels[at] = level;
      }
    }
  }
}
