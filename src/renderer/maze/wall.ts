import type { WebGLRenderer } from 'pixi.js';
import type { Maze } from '#shared/domain/maze.ts';
import type { Position, Run } from '#shared/run/run.ts';
import { FrameRequest } from '../frames.ts';
import { CONTEXT_LOST, CONTEXT_RESTORED, createGraphics, devicePixels } from './graphics.ts';
import type { Palette } from './palette.ts';
import { type TileOwner, WallTile } from './wall-tile.ts';

/** Milliseconds a frame may take; tiles beyond that wait for the next one, so that the page stays smooth. */
const FRAME_BUDGET = 12;

/** What a wall tells its owner. */
export interface WallOptions {
  readonly palette: Palette;
  readonly onContextLost?: (message: string) => void;
  readonly onContextRestored?: (message: string) => void;
}

/**
 * Many small live mazes with one renderer between them: browsers allow a page about 16 WebGL contexts. Each tile is
 * drawn on the renderer's own canvas and copied from there. Pixi's `multiView` does the same, but copies the whole
 * canvas and does not enlarge it for a tile that grew (GlRenderTargetAdaptor.mjs, 8.22).
 */
export class MazeWall implements TileOwner {
  readonly #renderer: WebGLRenderer;
  readonly #options: WallOptions;
  readonly #tiles = new Set<WallTile>();
  // In the order in which they became dirty: a tile that was drawn queues up again behind the others.
  readonly #dirty = new Set<WallTile>();
  readonly #frame = new FrameRequest(() => this.#draw());
  readonly #listeners = new AbortController();
  #palette: Palette;

  /** @throws Error with a sentence for a person when the browser offers no WebGL 2 */
  static async mount(options: WallOptions): Promise<MazeWall> {
    return new MazeWall(options, await createGraphics({ width: 256, height: 256, resolution: devicePixels() }));
  }

  private constructor(options: WallOptions, renderer: WebGLRenderer) {
    this.#renderer = renderer;
    this.#options = options;
    this.#palette = options.palette;
    const { signal } = this.#listeners;
    const { canvas } = renderer;
    canvas.addEventListener('webglcontextlost', () => options.onContextLost?.(CONTEXT_LOST), { signal });
    canvas.addEventListener('webglcontextrestored', () => this.#restored(), { signal });
  }

  /** Adds a tile that draws on the canvas; the canvas is the tile's until {@link WallTile.detach}. */
  attach(canvas: HTMLCanvasElement, maze: Maze, run: Run, start: Position | null): WallTile {
    const tile = new WallTile(this, canvas, { maze, run, start });
    this.#tiles.add(tile);
    return tile;
  }

  setPalette(palette: Palette): void {
    this.#palette = palette;
    this.#requestAll();
  }

  request(tile: WallTile): void {
    if (!tile.isWanted || !this.#tiles.has(tile)) return;
    this.#dirty.add(tile);
    this.#frame.request();
  }

  forget(tile: WallTile): void {
    this.#tiles.delete(tile);
    this.#dirty.delete(tile);
  }

  /** Ends all tiles and gives back the renderer. */
  destroy(): void {
    this.#frame.cancel();
    this.#listeners.abort();
    for (const tile of [...this.#tiles]) tile.detach();
    this.#renderer.destroy();
  }

  #restored(): void {
    this.#options.onContextRestored?.(CONTEXT_RESTORED);
    this.#requestAll();
  }

  #requestAll(): void {
    for (const tile of this.#tiles) this.request(tile);
  }

  #draw(): void {
    if (this.#renderer.context.isLost) return;
    const begun = performance.now();
    this.#makeRoom();
    for (const tile of this.#dirty) {
      this.#dirty.delete(tile);
      if (tile.isWanted) tile.draw(this.#renderer, this.#palette);
      if (performance.now() - begun > FRAME_BUDGET) break;
    }
    if (this.#dirty.size > 0) this.#frame.request();
  }

  /** The renderer's canvas is as large as the largest tile to be drawn and never shrinks: resizing costs a frame. */
  #makeRoom(): void {
    const { screen, resolution } = this.#renderer;
    let { width, height } = screen;
    for (const { size } of this.#dirty) {
      width = Math.max(width, size.width);
      height = Math.max(height, size.height);
    }
    const ratio = devicePixels();
    if (width === screen.width && height === screen.height && ratio === resolution) return;
    this.#renderer.resize(width, height, ratio);
  }
}
