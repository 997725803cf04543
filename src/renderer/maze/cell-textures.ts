import { BufferImageSource } from 'pixi.js';
import type { Maze } from '#shared/domain/maze.ts';
import type { Run } from '#shared/run/run.ts';
import type { VisitCounts } from '#shared/run/visit-counts.ts';
import { CellGrid } from './cell-grid.ts';
import { CellPaint, type CellResources } from './cell-paint.ts';
import { HeatLayer } from './heat-layer.ts';
import { OtherLayer } from './other-layer.ts';
import type { CellFill, OtherRun } from './overlays.ts';
import type { TexelFrame } from './texel-frame.ts';

/** What the cells of a frame are coloured from. */
export interface FillShown {
  readonly fill: CellFill;
  /** The action shown; −1 before the first. */
  readonly index: number;
  readonly counts: () => VisitCounts;
  readonly other: OtherRun | null;
}

/** The textures of a frame and the shaders that read them. */
export class CellTextures {
  readonly frame: TexelFrame;
  readonly #grid: CellGrid;
  readonly #source: BufferImageSource;
  readonly #resources: CellResources;
  #paint: CellPaint | null = null;
  #heat: HeatLayer | null = null;
  #other: OtherLayer | null = null;

  /** @param shared what the shaders of all frames of a maze read */
  constructor(maze: Maze, run: Run, frame: TexelFrame, shared: Omit<CellResources, 'uCellTexels'>) {
    this.frame = frame;
    this.#grid = new CellGrid(maze, run.layers, frame);
    this.#source = new BufferImageSource({
      resource: this.#grid.texels,
      width: frame.width,
      height: frame.height,
      format: 'rgba32float',
      scaleMode: 'nearest',
      alphaMode: 'no-premultiply-alpha',
    });
    this.#resources = { ...shared, uCellTexels: this.#source };
  }

  /** Uploads what changed; returns the shaders, and how many visits the hottest colour stands for, 0 without heat. */
  show({ fill, index, counts, other }: FillShown): { paint: CellPaint; heatTop: number } {
    const changed = this.#grid.refresh();
    if (changed) this.#source.update(changed.start, changed.end);
    const paint = this.#paintFor(fill, counts, other);
    this.#other?.refresh();
    return { paint, heatTop: this.#heat?.show(index) ?? 0 };
  }

  destroy(): void {
    this.#dropPaint();
    this.#source.destroy();
  }

  /** Makes what a fill needs, and gives back what another one needed. */
  #paintFor(fill: CellFill, counts: () => VisitCounts, other: OtherRun | null): CellPaint {
    const isSame = this.#paint?.fill === fill && (fill !== 'difference' || this.#other?.layers === other?.layers);
    if (this.#paint && isSame) return this.#paint;
    this.#dropPaint();
    if (fill === 'heat') this.#heat = new HeatLayer(counts(), this.frame);
    if (fill === 'difference' && other) this.#other = new OtherLayer(other.layers, this.frame);
    this.#paint = new CellPaint(fill, this.#resources, {
      ...(this.#heat && { uCellHeat: this.#heat.source }),
      ...(this.#other && { uCellOther: this.#other.source }),
    });
    return this.#paint;
  }

  #dropPaint(): void {
    this.#paint?.destroy();
    this.#heat?.destroy();
    this.#other?.destroy();
    this.#paint = null;
    this.#heat = null;
    this.#other = null;
  }
}
