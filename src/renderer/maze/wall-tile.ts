import { Container, type WebGLRenderer } from 'pixi.js';
import type { Maze } from '#shared/domain/maze.ts';
import type { Picture } from '#shared/run/picture.ts';
import type { Position, Run } from '#shared/run/run.ts';
import { fitCamera, type Size } from './camera.ts';
import type { Palette } from './palette.ts';
import { MazeScene } from './scene.ts';

/** CSS pixels around the maze in its tile. */
const TILE_MARGIN = 4;

/** What a tile is of: one maze with its run. */
export interface TileSubject {
  readonly maze: Maze;
  readonly run: Run;
  /** Where the experiment says the agent begins. */
  readonly start: Position | null;
}

/** What a tile asks of its wall. */
export interface TileOwner {
  /** The tile wants to be drawn in one of the next frames. */
  request(tile: WallTile): void;
  forget(tile: WallTile): void;
}

/** One small live maze of a {@link MazeWall}, on a canvas that the page owns. */
export class WallTile {
  /** Called in the frame that drew a picture. */
  onDrawn: ((picture: Picture) => void) | null = null;
  readonly #owner: TileOwner;
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D | null;
  readonly #subject: TileSubject;
  readonly #root = new Container();
  #scene: MazeScene | null = null;
  #reduction = 0;
  #picture: Picture | null = null;
  #size: Size;
  #visible = true;

  constructor(owner: TileOwner, canvas: HTMLCanvasElement, subject: TileSubject) {
    this.#owner = owner;
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d', { alpha: false });
    this.#subject = subject;
    this.#size = { width: canvas.clientWidth, height: canvas.clientHeight };
  }

  /** True when there is something to draw and somebody to see it. */
  get isWanted(): boolean {
    return this.#visible && this.#picture !== null && this.#size.width > 0 && this.#size.height > 0;
  }

  /** CSS pixels. */
  get size(): Size {
    return this.#size;
  }

  /** Draws a picture of the tile's run in one of the next frames. */
  render(picture: Picture): void {
    this.#picture = picture;
    this.#owner.request(this);
  }

  /** Sets the size of the canvas, in CSS pixels. */
  resize(width: number, height: number): void {
    if (width === this.#size.width && height === this.#size.height) return;
    this.#size = { width, height };
    this.#owner.request(this);
  }

  /** A tile that is scrolled out of view is not drawn until it is visible again. */
  setVisible(visible: boolean): void {
    this.#visible = visible;
    if (visible) this.#owner.request(this);
  }

  /** Ends the tile and gives back what it held; the canvas keeps its last picture. */
  detach(): void {
    this.#owner.forget(this);
    this.#scene?.destroy();
    this.#root.destroy();
    this.#scene = null;
    this.#picture = null;
  }

  /** Draws the tile now; only its wall calls this, with a renderer whose canvas is at least as large as the tile. */
  draw(renderer: WebGLRenderer, palette: Palette): void {
    const picture = this.#picture;
    if (!picture || !this.#context) return;
    const { resolution } = renderer;
    const { maze } = this.#subject;
    const camera = fitCamera(maze, this.#size, resolution, TILE_MARGIN);
    const scene = this.#sceneFor(Math.max(1, Math.ceil(1 / (camera.scale * resolution))));
    scene.setPalette(palette);
    scene.position.set(camera.x, camera.y);
    scene.scale.set(camera.scale);
    scene.draw(picture, { pixelsPerCell: camera.scale, pixelRatio: resolution });
    renderer.background.color = [...palette.background];
    renderer.render(this.#root);
    this.#copy(renderer.canvas, Math.round(this.#size.width * resolution), Math.round(this.#size.height * resolution));
    this.onDrawn?.(picture);
  }

  /** A large maze drawn small has a texel per pixel, not per cell; another size may need another reduction. */
  #sceneFor(reduction: number): MazeScene {
    if (this.#scene && reduction === this.#reduction) return this.#scene;
    this.#scene?.destroy();
    const { maze, run, start } = this.#subject;
    const scene = new MazeScene(maze, run, start, { reduction });
    this.#root.addChild(scene);
    this.#scene = scene;
    this.#reduction = reduction;
    return scene;
  }

  #copy(from: HTMLCanvasElement, width: number, height: number): void {
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    this.#context?.drawImage(from, 0, 0, width, height, 0, 0, width, height);
  }
}
