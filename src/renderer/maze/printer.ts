import { Container, type WebGLRenderer } from 'pixi.js';
import type { Maze } from '#shared/domain/maze.ts';
import type { Picture } from '#shared/run/picture.ts';
import type { Position, Run } from '#shared/run/run.ts';
import { type Camera, type Size, viewOf } from './camera.ts';
import { CONTEXT_LOST, createGraphics } from './graphics.ts';
import type { Palette } from './palette.ts';
import type { CellArea } from './route-pieces.ts';
import { MazeScene, type SceneExtras } from './scene.ts';

/** Pixels around the maze unless asked for otherwise. */
const MARGIN = 8;
/** From this size on, cells are whole pixels wide, so that all are equally wide. */
const WHOLE_PIXELS_FROM = 4;
/**
 * The longest side drawn at once, in pixels; larger pictures are put together. Chromium quietly makes the canvas of a
 * WebGL context smaller beyond 5760 × 5760.
 */
const TILE = 4096;
/** Of the largest texture, in texels: a print may need as much as the maze has cells. */
const TEXELS = 4096 * 4096;

/** How a picture is printed. */
export interface PrintOptions extends SceneExtras {
  readonly palette: Palette;
  /** The picture's size in pixels, into which the maze is fitted; or pixels per cell, which give the size. */
  readonly size: Size | { readonly pixelsPerCell: number };
  /** Pixels kept free around the maze; 8 unless given. */
  readonly margin?: number;
  /** What is shown of the maze, in cells; all of it unless given. */
  readonly area?: CellArea;
  /** Pixels per unit of what is drawn over the cells: 2 makes lines twice as thick. 1 unless given. */
  readonly pixelRatio?: number;
}

/**
 * Draws mazes into pictures nobody need see: for files, previews and the frames of a video. Its canvas is used again and
 * again; take what is on it (`drawImage`, {@link copyTo}, {@link toBlob}) before the next print and in the same task,
 * as the browser may empty it afterwards.
 */
export class MazePrinter {
  readonly #renderer: WebGLRenderer;
  readonly #root = new Container();
  #scene: MazeScene | null = null;
  #subject: { readonly maze: Maze; readonly run: Run; readonly start: Position | null } | null = null;
  #reduction = 0;
  /** What is read from the graphics card. */
  #read = new Uint8Array(0);
  #printed: HTMLCanvasElement;

  /** @throws Error with a sentence for a person when the browser offers no WebGL 2 */
  static async create(): Promise<MazePrinter> {
    return new MazePrinter(await createGraphics({ width: 16, height: 16, resolution: 1 }));
  }

  private constructor(renderer: WebGLRenderer) {
    this.#renderer = renderer;
    this.#printed = renderer.canvas;
  }

  /** The longest side of a picture that the graphics card can draw, in pixels. */
  get longestSide(): number {
    const { gl } = this.#renderer;
    const [across = 0, down = 0]: ArrayLike<number> & Iterable<number> = gl.getParameter(gl.MAX_VIEWPORT_DIMS);
    const texture: number = gl.getParameter(gl.MAX_TEXTURE_SIZE);
    return Math.min(across, down, texture);
  }

  /** Sets which run the next pictures are of. */
  show(maze: Maze, run: Run, start: Position | null): void {
    this.#subject = { maze, run, start };
    this.#dropScene();
  }

  /**
   * Draws a picture of the run that is shown, at once; returns the canvas that it is on.
   * @throws Error with a sentence for a person when the picture is larger than the graphics card can draw, or when the
   * graphics driver stopped
   */
  print(picture: Picture, options: PrintOptions): HTMLCanvasElement {
    const subject = this.#subject;
    if (!subject) throw new Error('show() a run before printing it');
    const { size, camera } = layoutOf(subject.maze, options);
    const most = this.longestSide;
    if (Math.max(size.width, size.height) > most) throw new Error(tooLarge(size, most));
    if (this.#renderer.context.isLost) throw new Error(CONTEXT_LOST);
    const scene = this.#sceneFor(Math.max(1, Math.floor(1 / camera.scale)));
    scene.setPalette(options.palette);
    const fits = size.width <= TILE && size.height <= TILE;
    this.#printed = fits
      ? this.#draw(scene, picture, options, camera, size)
      : this.#compose(scene, picture, options, camera, size);
    return this.#printed;
  }

  /** What was printed last, as a file. */
  toBlob(type = 'image/png'): Promise<Blob> {
    return new Promise((resolve, reject) => {
      const taken = (blob: Blob | null) => {
        if (blob) resolve(blob);
        else reject(new Error(`The browser could not write the picture as ${type}; there may not be enough memory.`));
      };
      this.#printed.toBlob(taken, type);
    });
  }

  /** What was printed last, as RGBA bytes by row from the top; slower than handing the canvas on. */
  pixels(): Uint8ClampedArray<ArrayBuffer> {
    const { width, height } = this.#printed;
    const bytes = new Uint8ClampedArray(width * height * 4);
    this.copyTo(bytes, { x: 0, y: 0, width });
    return bytes;
  }

  /**
   * The same into a picture that is kept from one print to the next: memory that was never touched is dear.
   * @param into RGBA bytes by row from the top
   * @param place where its upper left corner goes, and how wide the whole picture is, pixels
   */
  copyTo(into: Uint8Array | Uint8ClampedArray, place: { x: number; y: number; width: number }): void {
    const { width, height } = this.#printed;
    const { gl, canvas } = this.#renderer;
    const row = width * 4;
    const isDrawn = this.#printed === canvas;
    if (isDrawn && this.#read.length !== row * height) this.#read = new Uint8Array(row * height);
    if (isDrawn) gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, this.#read);
    const bytes = isDrawn ? this.#read : contextOf(this.#printed).getImageData(0, 0, width, height).data;
    for (let y = 0; y < height; y++) {
      // What WebGL reads begins at the bottom.
      const from = (isDrawn ? height - 1 - y : y) * row;
      into.set(bytes.subarray(from, from + row), ((place.y + y) * place.width + place.x) * 4);
    }
  }

  /** The least size into which a maze is printed as large as into this one: the rest of it would be background. */
  static sizeWithin(maze: Size, size: Size): Size {
    const { camera } = layoutOf(maze, { size });
    const side = (cells: number, most: number) => Math.min(most, Math.ceil(cells * camera.scale) + 2 * MARGIN);
    return { width: side(maze.width, size.width), height: side(maze.height, size.height) };
  }

  /** Gives back everything, the canvas included. */
  destroy(): void {
    this.#dropScene();
    this.#root.destroy();
    this.#renderer.destroy();
  }

  /** Draws what a camera sees, on the renderer's own canvas. */
  #draw(scene: MazeScene, picture: Picture, options: PrintOptions, camera: Camera, size: Size): HTMLCanvasElement {
    const renderer = this.#renderer;
    if (size.width !== renderer.width || size.height !== renderer.height) renderer.resize(size.width, size.height);
    const { pixelRatio = 1, palette } = options;
    scene.position.set(camera.x, camera.y);
    scene.scale.set(camera.scale);
    const how = { pixelsPerCell: camera.scale / pixelRatio, pixelRatio, view: viewOf(camera, size) };
    scene.draw(picture, { ...options, ...how });
    renderer.render({ container: this.#root, clearColor: [...palette.background, 1] });
    return renderer.canvas;
  }

  /** Draws a large picture tile by tile, on a canvas of its own. */
  #compose(scene: MazeScene, picture: Picture, options: PrintOptions, camera: Camera, size: Size): HTMLCanvasElement {
    const canvas = document.createElement('canvas');
    canvas.width = size.width;
    canvas.height = size.height;
    const context = contextOf(canvas);
    for (let y = 0; y < size.height; y += TILE) {
      for (let x = 0; x < size.width; x += TILE) {
        const tile = { width: Math.min(TILE, size.width - x), height: Math.min(TILE, size.height - y) };
        const moved = { x: camera.x - x, y: camera.y - y, scale: camera.scale };
        context.drawImage(this.#draw(scene, picture, options, moved, tile), x, y);
      }
    }
    return canvas;
  }

  /** A large maze printed small has a texel per pixel, not per cell; another size may need another reduction. */
  #sceneFor(reduction: number): MazeScene {
    if (this.#scene && reduction === this.#reduction) return this.#scene;
    this.#dropScene();
    if (!this.#subject) throw new Error('show() a run before printing it');
    const { maze, run, start } = this.#subject;
    this.#scene = new MazeScene(maze, run, start, { reduction, texels: TEXELS });
    this.#reduction = reduction;
    this.#root.addChild(this.#scene);
    return this.#scene;
  }

  #dropScene(): void {
    this.#scene?.destroy();
    this.#scene = null;
  }
}

/** The size of the picture in whole pixels, and where the maze is in it. */
function layoutOf(
  maze: Size,
  { size, margin = MARGIN, area }: Pick<PrintOptions, 'size' | 'margin' | 'area'>,
): { size: Size; camera: Camera } {
  const shown = area ?? { x: 0, y: 0, width: maze.width, height: maze.height };
  const place = (scale: number, width: number, height: number) => ({
    x: Math.round((width - shown.width * scale) / 2 - shown.x * scale),
    y: Math.round((height - shown.height * scale) / 2 - shown.y * scale),
    scale,
  });
  if ('pixelsPerCell' in size) {
    const side = (cells: number) => Math.max(1, Math.round(cells * size.pixelsPerCell + 2 * margin));
    const whole = { width: side(shown.width), height: side(shown.height) };
    return { size: whole, camera: place(size.pixelsPerCell, whole.width, whole.height) };
  }
  const width = Math.max(1, Math.round(size.width));
  const height = Math.max(1, Math.round(size.height));
  const room = (length: number) => Math.max(1, length - 2 * margin);
  const most = Math.min(room(width) / shown.width, room(height) / shown.height);
  const scale = most >= WHOLE_PIXELS_FROM ? Math.floor(most) : most;
  return { size: { width, height }, camera: place(scale, width, height) };
}

function tooLarge({ width, height }: Size, most: number): string {
  return `The picture would be ${pixels(width)} × ${pixels(height)} pixels; the graphics card draws ${pixels(most)} × ${pixels(most)} at most. Choose fewer pixels per cell, or a smaller size.`;
}

function pixels(count: number): string {
  return count.toLocaleString('en');
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) throw new Error('The browser could not make a canvas for the picture; there may not be enough memory.');
  return context;
}
