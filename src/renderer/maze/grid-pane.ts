import { Container, Rectangle, type RenderOptions, type WebGLRenderer } from 'pixi.js';
import type { Maze } from '#shared/domain/maze.ts';
import type { Picture } from '#shared/run/picture.ts';
import type { Position, Run } from '#shared/run/run.ts';
import { type Camera, cellAt, viewOf } from './camera.ts';
import type { Palette } from './palette.ts';
import { MazeScene, type SceneExtras } from './scene.ts';
import { cameraFor, type PaneView, type SharedView } from './shared-camera.ts';

/** Texels of 16 bytes that a pane's maze may take: nine of them take 65 MB. */
const PANE_TEXELS = 450_000;

/** Where a pane is on its grid, in CSS pixels from the grid's upper left corner. */
export interface PaneRect extends Position {
  readonly width: number;
  readonly height: number;
}

/** What a pane tells its owner. */
export interface PaneOptions {
  /** The pointer is over another cell of this pane's maze, or over none. */
  readonly onHover?: (cell: Position | null) => void;
  /** A cell was clicked, not dragged. */
  readonly onPick?: (cell: Position) => void;
  /** A picture was drawn, in the frame that shows it. */
  readonly onDrawn?: (picture: Picture) => void;
}

/** What a pane asks of its grid. */
export interface PaneOwner {
  readonly view: SharedView;
  readonly pixelRatio: number;
  /** Something is to be drawn in the next frame. */
  request(): void;
  forget(pane: MazePane): void;
  /** The agent of this pane may have moved. */
  moved(pane: MazePane): void;
}

// `frame` is what a render pass is confined to. `WebGLRenderer.render` hands its options to
// `RenderTargetSystem.renderStart`, which takes it (8.22); only the type of `render` does not tell.
interface PassOptions extends RenderOptions {
  readonly frame: Rectangle;
}

/** One maze of a {@link MazeGrid}. */
export class MazePane {
  readonly maze: Maze;
  readonly options: PaneOptions;
  readonly #owner: PaneOwner;
  readonly #scene: MazeScene;
  readonly #root = new Container();
  #rect: PaneRect;
  #picture: Picture | null = null;
  #extras: SceneExtras = {};

  constructor(owner: PaneOwner, rect: PaneRect, maze: Maze, run: Run, start: Position | null, options: PaneOptions) {
    this.maze = maze;
    this.options = options;
    this.#owner = owner;
    this.#rect = rect;
    this.#scene = new MazeScene(maze, run, start, { texels: PANE_TEXELS });
    this.#root.addChild(this.#scene);
  }

  get rect(): PaneRect {
    return this.#rect;
  }

  get picture(): Picture | null {
    return this.#picture;
  }

  /** How many visits the hottest colour stands for in the frame drawn last, for its legend; 0 without a heat map. */
  get heatTop(): number {
    return this.#scene.heatTop;
  }

  /** Draws a picture of the pane's run in the next frame. */
  render(picture: Picture, extras: SceneExtras = {}): void {
    this.#picture = picture;
    this.#extras = extras;
    this.#owner.moved(this);
    this.#owner.request();
  }

  /** Moves the pane to another place on the grid. */
  place(rect: PaneRect): void {
    this.#rect = rect;
    this.#owner.request();
  }

  /** Where the middle of a cell is on the grid, in CSS pixels from its upper left corner. */
  pointOf(cell: Position): Position {
    const { x, y, scale } = this.camera;
    return { x: this.#rect.x + x + (cell.x + 0.5) * scale, y: this.#rect.y + y + (cell.y + 0.5) * scale };
  }

  /** Ends the pane and gives back what it held. */
  detach(): void {
    // Its grid may have ended before it.
    if (this.#root.destroyed) return;
    this.#owner.forget(this);
    this.#scene.destroy();
    this.#root.destroy();
  }

  /** Where the maze is in the pane. */
  get camera(): Camera {
    return cameraFor(this.#owner.view, this.paneView);
  }

  get paneView(): PaneView {
    return { maze: this.maze, pane: this.#rect, pixelRatio: this.#owner.pixelRatio };
  }

  /** The cell at a point of the grid, or null beside the maze or outside the pane. */
  cellAt(point: Position): Position | null {
    return this.isAt(point) ? cellAt(this.camera, this.inside(point), this.maze) : null;
  }

  isAt({ x, y }: Position): boolean {
    const { x: left, y: top, width, height } = this.#rect;
    return x >= left && y >= top && x < left + width && y < top + height;
  }

  /** A point of the grid, from the pane's upper left corner. */
  inside({ x, y }: Position): Position {
    return { x: x - this.#rect.x, y: y - this.#rect.y };
  }

  /** Draws the pane now; only its grid calls this. What would reach beyond the pane is cut off. */
  draw(renderer: WebGLRenderer, palette: Palette, hover: Position | null): void {
    const { resolution, gl } = renderer;
    if (this.#rect.width < 1 || this.#rect.height < 1) return;
    const frame = new Rectangle(this.#rect.x, this.#rect.y, this.#rect.width, this.#rect.height);
    const camera = this.camera;
    const scene = this.#scene;
    scene.visible = this.#picture !== null;
    scene.setPalette(palette);
    scene.position.set(camera.x, camera.y);
    scene.scale.set(camera.scale);
    if (this.#picture) {
      const how = { pixelsPerCell: camera.scale, pixelRatio: resolution, view: viewOf(camera, this.#rect), hover };
      scene.draw(this.#picture, { ...how, ...this.#extras });
    }
    // The viewport cuts off what is drawn; clearing keeps only to the scissors.
    const device = (length: number) => Math.floor(length * resolution + 0.5);
    const height = device(frame.height);
    gl.scissor(device(frame.x), renderer.canvas.height - device(frame.y) - height, device(frame.width), height);
    const pass: PassOptions = { container: this.#root, clear: true, clearColor: [...palette.background, 1], frame };
    renderer.render(pass);
    if (this.#picture) this.options.onDrawn?.(this.#picture);
  }
}
