import { BufferImageSource, Geometry, Mesh, type Shader, UniformGroup } from 'pixi.js';
import type { Maze } from '#shared/domain/maze.ts';
import type { Run } from '#shared/run/run.ts';
import { VisitCounts } from '#shared/run/visit-counts.ts';
import { cellColours, STATE, TABLE } from './cell-colours.ts';
import { tapsFor } from './cell-shader.ts';
import { CellTextures } from './cell-textures.ts';
import { heatLevel } from './heat-scale.ts';
import { type CellFill, cellFillOf, type MazeOverlays, type OtherRun } from './overlays.ts';
import type { Palette } from './palette.ts';
import type { CellArea } from './route-pieces.ts';
import { frameFor, leastReduction, type TexelFrame, wholeFrame } from './texel-frame.ts';

/** Device pixels per texel from which each pixel shows one cell, with its pattern. */
const DETAILED_FROM = 4;
/** Device pixels per cell at which the grid begins to show, and how much of the light a line takes. */
const GRID_FROM = 7;
const GRID_DARKENING = 0.1;
/** A playhead before everything. */
const BEFORE_ALL = -1;

/** What of a run the cells show. */
export interface CellsShown {
  /** The action shown; −1 before the first. */
  readonly index: number;
  /** What is seen of the maze, in cells. */
  readonly view: CellArea;
  /** Device pixels. */
  readonly pixelsPerCell: number;
  readonly palette: Palette;
  readonly overlays: MazeOverlays;
  readonly other: OtherRun | null;
}

/** How much a maze may take on the graphics card. */
export interface CellBudget {
  /** Cells per side of a texel, at least; more than 1 saves memory where a large maze is always drawn small. */
  readonly reduction: number;
  /** Texels of 16 bytes; of a maze with more cells, only the part in view is held in full. */
  readonly texels: number;
}

/** All cells of a maze at any playhead: one quad, one texture, and the playhead as a uniform. */
export class CellMesh extends Mesh<Geometry, Shader> {
  readonly #maze: Maze;
  readonly #run: Run;
  readonly #finest: number;
  readonly #colours: BufferImageSource;
  readonly #uniforms: CellUniforms;
  readonly #whole: CellTextures;
  /** A part of a maze that is too large to be held in full. */
  #part: CellTextures | null = null;
  #counts: VisitCounts | null = null;
  #heatTop = 0;
  #painted: { readonly palette: Palette; readonly fill: CellFill; readonly overlays: MazeOverlays } | null = null;

  constructor(maze: Maze, run: Run, { reduction, texels }: CellBudget) {
    const colours = new BufferImageSource({
      resource: new Uint8Array(TABLE.width * TABLE.height * 4),
      width: TABLE.width,
      height: TABLE.height,
      format: 'rgba8unorm',
      scaleMode: 'nearest',
      alphaMode: 'no-premultiply-alpha',
    });
    const uniforms = cellUniforms();
    const frame = wholeFrame(maze, Math.max(reduction, leastReduction(maze, texels)));
    const whole = new CellTextures(maze, run, frame, { uCellColours: colours, cellUniforms: uniforms });
    const geometry = new Geometry({
      attributes: { aPosition: { buffer: new Float32Array([0, 0, 1, 0, 1, 1, 0, 1]), format: 'float32x2' } },
      indexBuffer: new Uint32Array([0, 1, 2, 0, 2, 3]),
    });
    // The shader is chosen with what is shown.
    super({ geometry });
    // Cells are opaque and cover what is below.
    this.state.blend = false;
    this.#maze = maze;
    this.#run = run;
    this.#finest = reduction;
    this.#colours = colours;
    this.#uniforms = uniforms;
    this.#whole = whole;
  }

  /** How many visits the hottest colour stands for in what was shown last; 0 without a heat map. */
  get heatTop(): number {
    return this.#heatTop;
  }

  /** Sets what the next frame shows, uploading only the rows of cells that the run has changed. */
  show({ index, view, pixelsPerCell, palette, overlays, other }: CellsShown): void {
    const fill = cellFillOf(overlays, other !== null);
    this.#colour(palette, fill, overlays);
    const textures = this.#texturesFor(view, pixelsPerCell);
    const { frame } = textures;
    const { paint, heatTop } = textures.show({ fill, index, other, counts: () => this.#countsNow() });
    this.#heatTop = heatTop;
    const pixels = pixelsPerCell * frame.reduction;
    const { uniforms } = this.#uniforms;
    uniforms.uPlayhead = index + 1;
    uniforms.uHitHead = overlays.hits ? index + 1 : BEFORE_ALL;
    uniforms.uOtherHead = other ? other.index + 1 : BEFORE_ALL;
    uniforms.uHeatScale = heatTop > 0 ? (TABLE.width - STATE.visited - 1) / (heatLevel(heatTop) - 1) : 1;
    uniforms.uPixels = pixels;
    uniforms.uTaps = tapsFor(pixels);
    // Fades in, so that zooming does not switch a grid on.
    uniforms.uGridLine = 1 - GRID_DARKENING * Math.max(0, Math.min(1, (pixels - GRID_FROM) / GRID_FROM));
    this.#place(frame);
    this.#uniforms.update();
    this.shader = pixels >= DETAILED_FROM ? paint.detailed : paint.filtered;
  }

  override destroy(): void {
    const { geometry } = this;
    super.destroy();
    geometry.destroy(true);
    this.#part?.destroy();
    this.#whole.destroy();
    this.#colours.destroy();
  }

  #texturesFor(view: CellArea, pixelsPerCell: number): CellTextures {
    const whole = this.#whole.frame;
    const frame = frameFor(this.#maze, whole, this.#finest, view, pixelsPerCell, this.#part?.frame ?? null);
    if (frame === this.#part?.frame) return this.#part;
    this.#part?.destroy();
    this.#part = null;
    if (frame === whole) return this.#whole;
    const shared = { uCellColours: this.#colours, cellUniforms: this.#uniforms };
    this.#part = new CellTextures(this.#maze, this.#run, frame, shared);
    return this.#part;
  }

  #countsNow(): VisitCounts {
    this.#counts ??= new VisitCounts(this.#run);
    return this.#counts;
  }

  #place({ x, y, reduction, width, height }: TexelFrame): void {
    const { uniforms } = this.#uniforms;
    uniforms.uFirstCell.set([x, y]);
    uniforms.uCells.set([
      Math.min(this.#maze.width - x, width * reduction),
      Math.min(this.#maze.height - y, height * reduction),
    ]);
    uniforms.uLastTexel.set([width - 1, height - 1]);
    uniforms.uReduction = reduction;
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

function cellUniforms() {
  return new UniformGroup({
    uFirstCell: { value: new Float32Array(2), type: 'vec2<f32>' },
    uCells: { value: new Float32Array(2), type: 'vec2<f32>' },
    uLastTexel: { value: new Float32Array(2), type: 'vec2<f32>' },
    uReduction: { value: 1, type: 'f32' },
    uPlayhead: { value: 0, type: 'f32' },
    uHitHead: { value: 0, type: 'f32' },
    uOtherHead: { value: 0, type: 'f32' },
    uHeatScale: { value: 1, type: 'f32' },
    uPixels: { value: 1, type: 'f32' },
    uTaps: { value: 1, type: 'f32' },
    uGridLine: { value: 1, type: 'f32' },
  });
}
