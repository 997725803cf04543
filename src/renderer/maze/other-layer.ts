import { BufferImageSource } from 'pixi.js';
import { layerChanges } from '#shared/run/change-log.ts';
import type { Layers } from '#shared/run/layers.ts';
import { NEVER } from './cell-grid.ts';
import { cellsOf, rowsOf, type TexelFrame, type TexelRows } from './texel-frame.ts';

/** Floats per cell of {@link Layers.texels}; the first of them is the first visit. */
const CHANNELS = 4;

/** When another run first visited each cell, as a texture beside this run's own: index + 1, or {@link NEVER}. */
export class OtherLayer {
  readonly source: BufferImageSource;
  readonly layers: Layers;
  readonly #frame: TexelFrame;
  readonly #times: Float32Array;
  #version: number;

  constructor(layers: Layers, frame: TexelFrame) {
    this.layers = layers;
    this.#frame = frame;
    this.#times = new Float32Array(frame.width * frame.height);
    this.#version = layerChanges(layers).version;
    this.#write({ first: 0, end: frame.height });
    this.source = new BufferImageSource({
      resource: this.#times,
      width: frame.width,
      height: frame.height,
      format: 'r32float',
      scaleMode: 'nearest',
      alphaMode: 'no-premultiply-alpha',
    });
  }

  /** Uploads what the other run changed since the last call. */
  refresh(): void {
    const log = layerChanges(this.layers);
    const changed = log.since(this.#version);
    this.#version = log.version;
    const rows = changed && rowsOf(changed, this.layers.width, this.#frame);
    if (!rows) return;
    this.#write(rows);
    this.source.update(rows.first * this.#frame.width, rows.end * this.#frame.width);
  }

  destroy(): void {
    this.source.destroy();
  }

  #write(rows: TexelRows): void {
    const { x: left, y: top, reduction, width: across } = this.#frame;
    const times = this.#times;
    times.fill(NEVER, rows.first * across, rows.end * across);
    // The other run may be of another maze, or of this one before its row was edited.
    const { texels, width } = this.layers;
    const { firstX, endX, firstY, endY } = cellsOf(this.#frame, rows, this.layers);
    for (let y = firstY; y < endY; y++) {
      const into = Math.floor((y - top) / reduction) * across;
      for (let x = firstX; x < endX; x++) {
        const time = texels[(y * width + x) * CHANNELS] ?? 0;
        const at = into + Math.floor((x - left) / reduction);
        if (time !== 0 && time < (times[at] ?? NEVER)) times[at] = time;
      }
    }
  }
}
