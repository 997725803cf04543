import { BufferImageSource, Geometry, Mesh, type Shader, UniformGroup } from 'pixi.js';
import type { Maze } from '#shared/domain/maze.ts';
import type { Layers } from '#shared/run/layers.ts';
import type { Run } from '#shared/run/run.ts';
import { cellColours, STATE, TABLE } from './cell-colours.ts';
import { CellGrid } from './cell-grid.ts';
import { CellPaint, type CellResources } from './cell-paint.ts';
import { tapsFor } from './cell-shader.ts';
import { HeatLayer } from './heat-layer.ts';
import { heatLevel } from './heat-scale.ts';
import { OtherLayer } from './other-layer.ts';
import { type CellFill, cellFillOf, type MazeOverlays } from './overlays.ts';
import type { Palette } from './palette.ts';

/** Device pixels per texel from which each pixel shows one cell, with its pattern. */
const DETAILED_FROM = 4;
/** Device pixels per cell at which the grid begins to show, and how much of the light a line takes. */
const GRID_FROM = 7;
const GRID_DARKENING = 0.1;
/** A playhead before everything. */
const BEFORE_ALL = -1;

/** Another run of the same maze, to tell this one from. */
export interface OtherRun {
  readonly layers: Layers;
  /** The other run's playhead; −1 before its first action. */
  readonly index: number;
}

/** What of a run the cells show. */
export interface CellsShown {
  /** The action shown; −1 before the first. */
  readonly index: number;
  /** Device pixels. */
  readonly pixelsPerCell: number;
  readonly palette: Palette;
  readonly overlays: MazeOverlays;
  readonly other: OtherRun | null;
}

/** All cells of a maze at any playhead: one quad, one texture, and the playhead as a uniform. */
export class CellMesh extends Mesh<Geometry, Shader> {
  readonly #run: Run;
  readonly #grid: CellGrid;
  readonly #source: BufferImageSource;
  readonly #colours: BufferImageSource;
  readonly #uniforms: CellUniforms;
  readonly #resources: CellResources;
  readonly #visits: CellPaint;
  #paint: CellPaint;
  #heat: HeatLayer | null = null;
  #other: OtherLayer | null = null;
  #heatTop = 0;
  #painted: { readonly palette: Palette; readonly fill: CellFill; readonly overlays: MazeOverlays } | null = null;

  constructor(maze: Maze, run: Run, reduction: number) {
    const grid = new CellGrid(maze, run.layers, reduction);
    const source = new BufferImageSource({
      resource: grid.texels,
      width: grid.width,
      height: grid.height,
      format: 'rgba32float',
      scaleMode: 'nearest',
      alphaMode: 'no-premultiply-alpha',
    });
    const colours = new BufferImageSource({
      resource: new Uint8Array(TABLE.width * TABLE.height * 4),
      width: TABLE.width,
      height: TABLE.height,
      format: 'rgba8unorm',
      scaleMode: 'nearest',
      alphaMode: 'no-premultiply-alpha',
    });
    const uniforms = cellUniforms(maze, grid);
    const resources = { uCellTexels: source, uCellColours: colours, cellUniforms: uniforms };
    const paint = new CellPaint('visits', resources);
    const geometry = new Geometry({
      attributes: { aPosition: { buffer: new Float32Array([0, 0, 1, 0, 1, 1, 0, 1]), format: 'float32x2' } },
      indexBuffer: new Uint32Array([0, 1, 2, 0, 2, 3]),
    });
    super({ geometry, shader: paint.filtered });
    // Cells are opaque and cover what is below.
    this.state.blend = false;
    this.#run = run;
    this.#grid = grid;
    this.#source = source;
    this.#colours = colours;
    this.#uniforms = uniforms;
    this.#resources = resources;
    this.#visits = paint;
    this.#paint = paint;
  }

  /** How many visits the hottest colour stands for in what was shown last; 0 without a heat map. */
  get heatTop(): number {
    return this.#heatTop;
  }

  /** Sets what the next frame shows, uploading only the rows of cells that the run has changed. */
  show({ index, pixelsPerCell, palette, overlays, other }: CellsShown): void {
    const changed = this.#grid.refresh();
    if (changed) this.#source.update(changed.start, changed.end);
    const fill = cellFillOf(overlays, other !== null);
    this.#choose(fill, other);
    this.#colour(palette, fill, overlays);
    this.#heatTop = this.#heat?.show(index) ?? 0;
    this.#other?.refresh();
    const pixels = pixelsPerCell * this.#grid.reduction;
    const { uniforms } = this.#uniforms;
    uniforms.uPlayhead = index + 1;
    uniforms.uHitHead = overlays.hits ? index + 1 : BEFORE_ALL;
    uniforms.uOtherHead = other ? other.index + 1 : BEFORE_ALL;
    uniforms.uHeatScale = this.#heat ? (TABLE.width - STATE.visited - 1) / (heatLevel(this.#heatTop) - 1) : 1;
    uniforms.uPixels = pixels;
    uniforms.uTaps = tapsFor(pixels);
    // Fades in, so that zooming does not switch a grid on.
    uniforms.uGridLine = 1 - GRID_DARKENING * Math.max(0, Math.min(1, (pixels - GRID_FROM) / GRID_FROM));
    this.shader = pixels >= DETAILED_FROM ? this.#paint.detailed : this.#paint.filtered;
    this.#uniforms.update();
  }

  override destroy(): void {
    const { geometry } = this;
    this.#dropLayers();
    super.destroy();
    geometry.destroy(true);
    this.#visits.destroy();
    this.#source.destroy();
    this.#colours.destroy();
  }

  /** Makes what a fill needs, and gives back what another one needed. */
  #choose(fill: CellFill, other: OtherRun | null): void {
    const isSame = fill === this.#paint.fill && (fill !== 'difference' || this.#other?.layers === other?.layers);
    if (isSame) return;
    this.#dropLayers();
    if (fill === 'heat') {
      this.#heat = new HeatLayer(this.#run, this.#grid);
      this.#paint = new CellPaint(fill, this.#resources, { uCellHeat: this.#heat.source });
    } else if (fill === 'difference' && other) {
      this.#other = new OtherLayer(other.layers, this.#grid);
      this.#paint = new CellPaint(fill, this.#resources, { uCellOther: this.#other.source });
    }
  }

  #dropLayers(): void {
    this.shader = this.#visits.filtered;
    if (this.#paint !== this.#visits) this.#paint.destroy();
    this.#paint = this.#visits;
    this.#heat?.destroy();
    this.#other?.destroy();
    this.#heat = null;
    this.#other = null;
  }

  #colour(palette: Palette, fill: CellFill, overlays: MazeOverlays): void {
    const last = this.#painted;
    const { fog, visited } = overlays;
    const isSame = last?.palette === palette && last.fill === fill;
    if (isSame && last.overlays.fog === fog && last.overlays.visited === visited) return;
    this.#painted = { palette, fill, overlays };
    this.#colours.resource = cellColours(palette, { fill, fog, visited });
    this.#colours.update();
  }
}

type CellUniforms = ReturnType<typeof cellUniforms>;

function cellUniforms(maze: Maze, grid: CellGrid) {
  return new UniformGroup({
    uCells: { value: new Float32Array([maze.width, maze.height]), type: 'vec2<f32>' },
    uLastTexel: { value: new Float32Array([grid.width - 1, grid.height - 1]), type: 'vec2<f32>' },
    uReduction: { value: grid.reduction, type: 'f32' },
    uPlayhead: { value: 0, type: 'f32' },
    uHitHead: { value: 0, type: 'f32' },
    uOtherHead: { value: 0, type: 'f32' },
    uHeatScale: { value: 1, type: 'f32' },
    uPixels: { value: 1, type: 'f32' },
    uTaps: { value: 1, type: 'f32' },
    uGridLine: { value: 1, type: 'f32' },
  });
}
