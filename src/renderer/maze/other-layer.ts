import { BufferImageSource } from 'pixi.js';
import { layerChanges } from '#shared/run/change-log.ts';
import type { Layers } from '#shared/run/layers.ts';
import { NEVER } from './cell-grid.ts';
import { rowsOf, type TexelFrame } from './texel-frame.ts';

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
    this.#write(0, frame.height);
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
    this.#write(rows.first, rows.end);
    this.source.update(rows.first * this.#frame.width, rows.end * this.#frame.width);
  }

  destroy(): void {
    this.source.destroy();
  }

  #write(first: number, end: number): void {
    // The other run may be of another maze, or of this one before its row was edited.
    const { texels, width, height } = this.layers;
    const { reduction } = this.#frame;
    this.#times.fill(NEVER, first * this.#frame.width, end * this.#frame.width);
    const columns = Math.min(width, this.#frame.width * reduction);
    for (let y = first * reduction; y < Math.min(end * reduction, height); y++) {
      const into = Math.floor(y / reduction) * this.#frame.width;
      for (let x = 0; x < columns; x++) {
        const time = texels[(y * width + x) * CHANNELS] ?? 0;
        const at = into + Math.floor(x / reduction);
        if (time !== 0 && time < (this.#times[at] ?? NEVER)) this.#times[at] = time;
      }
    }
  }
}
