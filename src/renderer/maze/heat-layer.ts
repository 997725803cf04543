import { BufferImageSource } from 'pixi.js';
import type { Run } from '#shared/run/run.ts';
import { VisitCounts } from '#shared/run/visit-counts.ts';
import { heatLevel, heatTop } from './heat-scale.ts';
import { rowsOf, type TexelFrame } from './texel-frame.ts';

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
  #version = 0;

  constructor(run: Run, frame: TexelFrame) {
    this.#counts = new VisitCounts(run);
    this.#frame = frame;
    this.#stride = Math.ceil(frame.width / 4) * 4;
    this.#levels = new Uint8Array(this.#stride * frame.height);
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
      this.#write(rows.first, rows.end);
      this.source.update(rows.first * this.#stride, rows.end * this.#stride);
    }
    return heatTop(counts.most);
  }

  destroy(): void {
    this.source.destroy();
  }

  #write(first: number, end: number): void {
    const { counts, width, height } = this.#counts;
    const { reduction } = this.#frame;
    const levels = this.#levels;
    levels.fill(0, first * this.#stride, end * this.#stride);
    const columns = Math.min(width, this.#frame.width * reduction);
    for (let y = first * reduction; y < Math.min(end * reduction, height); y++) {
      const into = Math.floor(y / reduction) * this.#stride;
      const from = y * width;
      for (let x = 0; x < columns; x++) {
        const visits = counts[from + x] ?? 0;
        if (visits === 0) continue;
        const at = reduction === 1 ? into + x : into + Math.floor(x / reduction);
        const level = heatLevel(visits);
        if (level > (levels[at] ?? 0)) levels[at] = level;
      }
    }
  }
}
