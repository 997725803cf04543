import { Container, type WebGLRenderer } from 'pixi.js';
import { Viewport } from 'pixi-viewport';
import type { Maze } from '#shared/domain/maze.ts';
import type { Picture } from '#shared/run/picture.ts';
import type { Position, Run } from '#shared/run/run.ts';
import { FrameRequest } from '../frames.ts';
import {
  type Camera,
  cellAt,
  fitCamera,
  followCamera,
  type Size,
  scaleLimits,
  settleCamera,
  viewOf,
  zoomCamera,
} from './camera.ts';
import { CONTEXT_LOST, CONTEXT_RESTORED, createGraphics, devicePixels } from './graphics.ts';
import type { Palette } from './palette.ts';
import { MazeScene, type SceneExtras } from './scene.ts';

/** What a stage tells its owner. */
export interface StageOptions {
  readonly palette: Palette;
  /** The pointer is over another cell, or over none. */
  readonly onHover?: (cell: Position | null) => void;
  /** A cell was clicked, not dragged. */
  readonly onPick?: (cell: Position) => void;
  /** A picture was drawn, in the frame that shows it. */
  readonly onDrawn?: (picture: Picture) => void;
  readonly onContextLost?: (message: string) => void;
  readonly onContextRestored?: (message: string) => void;
}

/** One maze, large, with zoom and pan: mount, show a run, render pictures, destroy. Draws only what changed. */
export class MazeStage {
  readonly #host: HTMLElement;
  readonly #options: StageOptions;
  readonly #renderer: WebGLRenderer;
  readonly #root = new Container();
  readonly #viewport: Viewport;
  readonly #frame = new FrameRequest(() => this.#draw());
  readonly #resizes: ResizeObserver;
  readonly #listeners = new AbortController();
  #scene: MazeScene | null = null;
  #picture: Picture | null = null;
  #extras: SceneExtras = {};
  #hover: Position | null = null;
  #pointer: Position | null = null;
  #palette: Palette;
  #follow = false;
  // A maze that is fitted stays fitted when the view's size changes, until somebody zooms or pans.
  #fitted = true;

  /**
   * Puts a stage into an element, which it fills.
   * @throws Error with a sentence for a person when the browser offers no WebGL 2
   */
  static async mount(host: HTMLElement, options: StageOptions): Promise<MazeStage> {
    const renderer = await createGraphics({
      width: Math.max(1, host.clientWidth),
      height: Math.max(1, host.clientHeight),
      resolution: devicePixels(),
      autoDensity: true,
    });
    return new MazeStage(host, options, renderer);
  }

  private constructor(host: HTMLElement, options: StageOptions, renderer: WebGLRenderer) {
    this.#host = host;
    this.#options = options;
    this.#renderer = renderer;
    this.#palette = options.palette;
    this.#viewport = new Viewport({
      events: renderer.events,
      screenWidth: renderer.screen.width,
      screenHeight: renderer.screen.height,
      worldWidth: 1,
      worldHeight: 1,
      noTicker: true,
      passiveWheel: false,
    });
    // The whole canvas takes the pointer, beside the maze as well; Viewport's type asks for a rectangle only.
    this.#viewport.hitArea = { contains: () => true };
    this.#viewport.interactiveChildren = false;
    this.#viewport.drag().pinch().wheel({ trackpadPinch: true, wheelZoom: true, percent: 0.15 });
    this.#root.addChild(this.#viewport);
    this.#viewport.on('moved', () => this.#moved());
    this.#viewport.on('clicked', ({ screen }) => this.#pick(screen));
    const { canvas } = renderer;
    canvas.style.display = 'block';
    canvas.style.touchAction = 'none';
    this.#listen(canvas);
    host.append(canvas);
    this.#resizes = new ResizeObserver(() => this.#resize());
    this.#resizes.observe(host);
    this.setPalette(options.palette);
  }

  /** Switches to another maze, fitted; nothing is drawn of the run until {@link render}. */
  show(maze: Maze, run: Run, start: Position | null): void {
    this.#scene?.destroy();
    this.#scene = new MazeScene(maze, run, start);
    this.#scene.setPalette(this.#palette);
    this.#viewport.addChild(this.#scene);
    this.#picture = null;
    this.#extras = {};
    this.fit();
    this.#pointAt(this.#pointer);
  }

  /** Draws a picture of the run that is shown, in the next frame. */
  render(picture: Picture, extras: SceneExtras = {}): void {
    this.#picture = picture;
    this.#extras = extras;
    if (this.#follow) this.#followAgent();
    this.#frame.request();
  }

  /** Shows the whole maze. */
  fit(): void {
    this.#fitted = true;
    if (this.#scene) this.#place(fitCamera(this.#scene.maze, this.#view, this.#renderer.resolution));
  }

  /** Zooms about the middle of the view; a factor above 1 comes nearer. */
  zoomBy(factor: number): void {
    if (!this.#scene) return;
    const { width, height } = this.#view;
    const { least, most } = scaleLimits(this.#scene.maze, this.#view, this.#renderer.resolution);
    const scale = Math.max(least, Math.min(most, this.#camera.scale * factor));
    this.#fitted = scale === least;
    this.#place(zoomCamera(this.#camera, scale / this.#camera.scale, { x: width / 2, y: height / 2 }));
  }

  /** Keeps the agent in view from now on: the view is moved when the agent leaves its middle. */
  setFollow(follow: boolean): void {
    this.#follow = follow;
    if (follow) this.#followAgent();
  }

  /** Where the middle of a cell is on the stage, in CSS pixels from its upper left corner: for what points at a cell. */
  pointOf(cell: Position): Position {
    const { x, y, scale } = this.#camera;
    return { x: x + (cell.x + 0.5) * scale, y: y + (cell.y + 0.5) * scale };
  }

  /** How many visits the hottest colour stands for in the frame drawn last, for its legend; 0 without a heat map. */
  get heatTop(): number {
    return this.#scene?.heatTop ?? 0;
  }

  setPalette(palette: Palette): void {
    this.#palette = palette;
    this.#renderer.background.color = [...palette.background];
    this.#scene?.setPalette(palette);
    this.#frame.request();
  }

  /** Gives back everything, the canvas included. */
  destroy(): void {
    this.#frame.cancel();
    this.#resizes.disconnect();
    this.#listeners.abort();
    this.#scene?.destroy();
    this.#viewport.destroy();
    this.#root.destroy();
    this.#renderer.destroy({ removeView: true });
  }

  get #camera(): Camera {
    return { x: this.#viewport.x, y: this.#viewport.y, scale: this.#viewport.scale.x };
  }

  get #view(): Size {
    return { width: this.#renderer.screen.width, height: this.#renderer.screen.height };
  }

  #place(camera: Camera): void {
    if (!this.#scene) return;
    const { x, y, scale } = settleCamera(camera, this.#scene.maze, this.#view);
    this.#viewport.position.set(x, y);
    this.#viewport.scale.set(scale);
    this.#limitZoom();
    this.#pointAt(this.#pointer);
    this.#frame.request();
  }

  #limitZoom(): void {
    if (!this.#scene) return;
    const { least, most } = scaleLimits(this.#scene.maze, this.#view, this.#renderer.resolution);
    this.#viewport.clampZoom({ minScale: least, maxScale: most });
  }

  // A wheel, a pinch or a drag moved the viewport.
  #moved(): void {
    if (!this.#scene) return;
    const { least } = scaleLimits(this.#scene.maze, this.#view, this.#renderer.resolution);
    this.#fitted = this.#camera.scale <= least;
    this.#place(this.#camera);
  }

  #followAgent(): void {
    const agent = this.#picture?.agent;
    if (!agent || !this.#scene) return;
    const camera = this.#camera;
    const followed = followCamera(camera, agent, this.#scene.maze, this.#view);
    if (followed.x !== camera.x || followed.y !== camera.y) this.#place(followed);
  }

  #resize(): void {
    const { clientWidth, clientHeight } = this.#host;
    if (clientWidth === 0 || clientHeight === 0) return;
    const before = this.#view;
    this.#renderer.resize(clientWidth, clientHeight, devicePixels());
    this.#viewport.resize(clientWidth, clientHeight);
    // What was in the middle stays there.
    const { x, y, scale } = this.#camera;
    if (this.#fitted) this.fit();
    else this.#place({ x: x + (clientWidth - before.width) / 2, y: y + (clientHeight - before.height) / 2, scale });
    // Resizing a canvas empties it: drawn before this frame is shown, not in the next one.
    this.#draw();
  }

  #listen(canvas: HTMLCanvasElement): void {
    const { signal } = this.#listeners;
    const point = (event: PointerEvent) => this.#pointAt({ x: event.offsetX, y: event.offsetY });
    canvas.addEventListener('pointermove', point, { signal });
    canvas.addEventListener('pointerleave', () => this.#pointAt(null), { signal });
    const lost = () => {
      this.#frame.cancel();
      this.#options.onContextLost?.(CONTEXT_LOST);
    };
    const restored = () => {
      this.#options.onContextRestored?.(CONTEXT_RESTORED);
      this.#frame.request();
    };
    canvas.addEventListener('webglcontextlost', lost, { signal });
    canvas.addEventListener('webglcontextrestored', restored, { signal });
  }

  #pointAt(point: Position | null): void {
    this.#pointer = point;
    const cell = point && this.#scene ? cellAt(this.#camera, point, this.#scene.maze) : null;
    if (cell?.x === this.#hover?.x && cell?.y === this.#hover?.y) return;
    this.#hover = cell;
    this.#options.onHover?.(cell);
    this.#frame.request();
  }

  #pick(point: Position): void {
    const cell = this.#scene ? cellAt(this.#camera, point, this.#scene.maze) : null;
    if (cell) this.#options.onPick?.(cell);
  }

  #draw(): void {
    if (this.#renderer.context.isLost) return;
    const picture = this.#picture;
    if (picture && this.#scene) {
      const { resolution } = this.#renderer;
      const view = viewOf(this.#camera, this.#view);
      const how = { pixelsPerCell: this.#camera.scale, pixelRatio: resolution, hover: this.#hover, view };
      this.#scene.draw(picture, { ...how, ...this.#extras });
    }
    this.#viewport.visible = picture !== null;
    this.#renderer.render(this.#root);
    if (picture) this.#options.onDrawn?.(picture);
  }
}
