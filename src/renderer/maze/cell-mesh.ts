import { BufferImageSource, Geometry, GlProgram, Mesh, Shader, UniformGroup } from 'pixi.js';
import type { Maze } from '#shared/domain/maze.ts';
import type { Layers } from '#shared/run/layers.ts';
import { cellColours, TABLE } from './cell-colours.ts';
import { CellGrid } from './cell-grid.ts';
import { CELL_VERTEX, DETAILED_CELLS, FILTERED_CELLS, tapsFor } from './cell-shader.ts';
import type { Palette } from './palette.ts';

/** Device pixels per texel from which each pixel shows one cell, with its pattern. */
const DETAILED_FROM = 4;
/** Device pixels per cell at which the grid begins to show, and how much of the light a line takes. */
const GRID_FROM = 7;
const GRID_DARKENING = 0.1;

/** All cells of a maze at any playhead: one quad, one texture, and the playhead as a uniform. */
export class CellMesh extends Mesh<Geometry, Shader> {
  readonly #grid: CellGrid;
  readonly #source: BufferImageSource;
  readonly #colours: BufferImageSource;
  readonly #detailed: Shader;
  readonly #filtered: Shader;
  readonly #uniforms: CellUniforms;

  constructor(maze: Maze, layers: Layers, reduction: number) {
    const grid = new CellGrid(maze, layers, reduction);
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
    const shaderOf = (fragment: string, name: string) =>
      new Shader({
        glProgram: GlProgram.from({ vertex: CELL_VERTEX, fragment, name }),
        resources: { uCellTexels: source, uCellColours: colours, cellUniforms: uniforms },
      });
    const detailed = shaderOf(DETAILED_CELLS, 'maze-cells');
    const filtered = shaderOf(FILTERED_CELLS, 'maze-cells-filtered');
    const geometry = new Geometry({
      attributes: { aPosition: { buffer: new Float32Array([0, 0, 1, 0, 1, 1, 0, 1]), format: 'float32x2' } },
      indexBuffer: new Uint32Array([0, 1, 2, 0, 2, 3]),
    });
    super({ geometry, shader: filtered });
    // Cells are opaque and cover what is below.
    this.state.blend = false;
    this.#detailed = detailed;
    this.#filtered = filtered;
    this.#grid = grid;
    this.#source = source;
    this.#colours = colours;
    this.#uniforms = uniforms;
  }

  /**
   * Sets what the next frame shows, uploading only the rows of cells that the run has changed.
   * @param index the action shown; −1 before the first
   * @param pixelsPerCell device pixels
   */
  show(index: number, pixelsPerCell: number): void {
    const dirty = this.#grid.refresh();
    if (dirty) this.#source.update(dirty.start, dirty.end);
    const pixels = pixelsPerCell * this.#grid.reduction;
    const { uniforms } = this.#uniforms;
    uniforms.uPlayhead = index + 1;
    uniforms.uPixels = pixels;
    uniforms.uTaps = tapsFor(pixels);
    // Fades in, so that zooming does not switch a grid on.
    uniforms.uGridLine = 1 - GRID_DARKENING * Math.max(0, Math.min(1, (pixels - GRID_FROM) / GRID_FROM));
    this.shader = pixels >= DETAILED_FROM ? this.#detailed : this.#filtered;
    this.#uniforms.update();
  }

  setPalette(palette: Palette): void {
    this.#colours.resource = cellColours(palette);
    this.#colours.update();
  }

  override destroy(): void {
    const { geometry } = this;
    super.destroy();
    geometry.destroy(true);
    // The programs are shared by all mazes and stay.
    this.#detailed.destroy(false);
    this.#filtered.destroy(false);
    this.#source.destroy();
    this.#colours.destroy();
  }
}

type CellUniforms = ReturnType<typeof cellUniforms>;

function cellUniforms(maze: Maze, grid: CellGrid) {
  return new UniformGroup({
    uCells: { value: new Float32Array([maze.width, maze.height]), type: 'vec2<f32>' },
    uLastTexel: { value: new Float32Array([grid.width - 1, grid.height - 1]), type: 'vec2<f32>' },
    uReduction: { value: grid.reduction, type: 'f32' },
    uPlayhead: { value: 0, type: 'f32' },
    uPixels: { value: 1, type: 'f32' },
    uTaps: { value: 1, type: 'f32' },
    uGridLine: { value: 1, type: 'f32' },
  });
}
