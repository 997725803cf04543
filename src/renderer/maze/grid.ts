import type { WebGLRenderer } from 'pixi.js';
import type { Maze } from '#shared/domain/maze.ts';
import type { Position, Run } from '#shared/run/run.ts';
import { FrameRequest } from '../frames.ts';
import { type Camera, followCamera, zoomCamera } from './camera.ts';
import { mix } from './cell-colours.ts';
import { listenToGestures } from './gestures.ts';
import { CONTEXT_LOST, CONTEXT_RESTORED, createGraphics, devicePixels } from './graphics.ts';
import { MazePane, type PaneOptions, type PaneOwner, type PaneRect } from './grid-pane.ts';
import type { Palette } from './palette.ts';
import { limitedFactor, type SharedView, viewFrom, WHOLE_VIEW } from './shared-camera.ts';

/** How much of the frame's colour is in what lies between the panes. */
const GUTTER = 0.3;

/** What a grid tells its owner. */
export interface GridOptions {
  readonly palette: Palette;
  readonly onContextLost?: (message: string) => void;
  readonly onContextRestored?: (message: string) => void;
}

/**
 * Several mazes side by side on one canvas, with one renderer and one view between them: zooming and panning in one
 * moves all. Where the panes are is their owner's business. All of them are drawn in every frame that anything changes
 * in: a canvas forgets its last picture when it was shown, and keeping it would cost a copy of every frame.
 */
export class MazeGrid implements PaneOwner {
  readonly #host: HTMLElement;
  readonly #options: GridOptions;
  readonly #renderer: WebGLRenderer;
  readonly #panes = new Set<MazePane>();
  readonly #frame = new FrameRequest(() => this.#draw());
  readonly #resizes: ResizeObserver;
  readonly #listeners = new AbortController();
  #palette: Palette;
  #view = WHOLE_VIEW;
  #pointer: Position | null = null;
  #hovered: { readonly pane: MazePane; readonly cell: Position } | null = null;
  #followed: MazePane | null = null;

  /**
   * Puts a grid into an element, which it fills.
   * @throws Error with a sentence for a person when the browser offers no WebGL 2
   */
  static async mount(host: HTMLElement, options: GridOptions): Promise<MazeGrid> {
    const renderer = await createGraphics({
      width: Math.max(1, host.clientWidth),
      height: Math.max(1, host.clientHeight),
      resolution: devicePixels(),
      autoDensity: true,
    });
    return new MazeGrid(host, options, renderer);
  }

  private constructor(host: HTMLElement, options: GridOptions, renderer: WebGLRenderer) {
    this.#host = host;
    this.#options = options;
    this.#renderer = renderer;
    this.#palette = options.palette;
    const { canvas } = renderer;
    const { signal } = this.#listeners;
    canvas.style.display = 'block';
    const gestures = {
      onPan: (dx: number, dy: number, from: Position) => this.#pan(dx, dy, from),
      onZoom: (factor: number, about: Position) => this.#zoom(factor, about),
      onClick: (point: Position) => this.#pick(point),
      onPoint: (point: Position | null) => this.#pointAt(point),
    };
    listenToGestures(canvas, gestures, signal);
    canvas.addEventListener('webglcontextlost', () => this.#lost(), { signal });
    canvas.addEventListener('webglcontextrestored', () => this.#restored(), { signal });
    host.append(canvas);
    this.#resizes = new ResizeObserver(() => this.#resize());
    this.#resizes.observe(host);
  }

  /** Adds a pane; nothing is drawn of its run until {@link MazePane.render}. */
  attach(rect: PaneRect, maze: Maze, run: Run, start: Position | null, options: PaneOptions = {}): MazePane {
    const pane = new MazePane(this, rect, maze, run, start, options);
    this.#panes.add(pane);
    this.request();
    return pane;
  }

  /** Shows the whole maze in every pane. */
  fit(): void {
    this.#show(WHOLE_VIEW);
  }

  /** Zooms about the middle of the panes; a factor above 1 comes nearer. */
  zoomBy(factor: number): void {
    const [pane] = this.#panes;
    if (!pane) return;
    const { x, y, width, height } = pane.rect;
    this.#zoom(factor, { x: x + width / 2, y: y + height / 2 });
  }

  /** Keeps the agent of one pane in view from now on, and moves the others with it; null follows none. */
  follow(pane: MazePane | null): void {
    this.#followed = pane;
    if (pane) this.moved(pane);
  }

  setPalette(palette: Palette): void {
    this.#palette = palette;
    this.request();
  }

  /** Ends all panes and gives back everything, the canvas included. */
  destroy(): void {
    this.#frame.cancel();
    this.#resizes.disconnect();
    this.#listeners.abort();
    for (const pane of [...this.#panes]) pane.detach();
    this.#frame.cancel();
    this.#renderer.destroy({ removeView: true });
  }

  get view(): SharedView {
    return this.#view;
  }

  get pixelRatio(): number {
    return this.#renderer.resolution;
  }

  request(): void {
    this.#frame.request();
  }

  forget(pane: MazePane): void {
    this.#panes.delete(pane);
    if (this.#followed === pane) this.#followed = null;
    if (this.#hovered?.pane === pane) this.#hovered = null;
    this.request();
  }

  moved(pane: MazePane): void {
    const agent = pane.picture?.agent;
    if (pane !== this.#followed || !agent || this.#view === WHOLE_VIEW) return;
    const camera = pane.camera;
    const followed = followCamera(camera, agent, pane.maze, pane.rect);
    if (followed.x !== camera.x || followed.y !== camera.y) this.#moveTo(pane, followed);
  }

  #show(view: SharedView): void {
    this.#view = view;
    this.#pointAt(this.#pointer);
    this.request();
  }

  #moveTo(pane: MazePane, camera: Camera): void {
    this.#show(viewFrom(camera, pane.paneView));
  }

  #pan(dx: number, dy: number, from: Position): void {
    const pane = this.#paneAt(from);
    if (!pane) return;
    const { x, y, scale } = pane.camera;
    this.#moveTo(pane, { x: x + dx, y: y + dy, scale });
  }

  #zoom(factor: number, about: Position): void {
    const pane = this.#paneAt(about);
    if (!pane) return;
    const camera = pane.camera;
    this.#moveTo(pane, zoomCamera(camera, limitedFactor(factor, camera, pane.paneView), pane.inside(about)));
  }

  #pick(point: Position): void {
    const pane = this.#paneAt(point);
    const cell = pane?.cellAt(point);
    if (cell) pane?.options.onPick?.(cell);
  }

  #pointAt(point: Position | null): void {
    this.#pointer = point;
    const before = this.#hovered;
    const pane = point && this.#paneAt(point);
    const cell = point && pane?.cellAt(point);
    this.#hovered = pane && cell ? { pane, cell } : null;
    const now = this.#hovered;
    if (before?.pane === now?.pane && before?.cell.x === now?.cell.x && before?.cell.y === now?.cell.y) return;
    if (before && before.pane !== now?.pane) before.pane.options.onHover?.(null);
    now?.pane.options.onHover?.(now.cell);
    this.request();
  }

  #paneAt(point: Position): MazePane | null {
    for (const pane of this.#panes) if (pane.isAt(point)) return pane;
    return null;
  }

  /** The cell under the pointer, in every pane where it is the same place. */
  #hoverIn({ maze }: MazePane): Position | null {
    if (!this.#hovered) return null;
    const { pane, cell } = this.#hovered;
    return pane.maze.width === maze.width && pane.maze.height === maze.height ? cell : null;
  }

  #resize(): void {
    const { clientWidth, clientHeight } = this.#host;
    if (clientWidth === 0 || clientHeight === 0) return;
    this.#renderer.resize(clientWidth, clientHeight, devicePixels());
    // Resizing a canvas empties it: drawn before this frame is shown, not in the next one.
    this.#draw();
  }

  #lost(): void {
    this.#frame.cancel();
    this.#options.onContextLost?.(CONTEXT_LOST);
  }

  #restored(): void {
    this.#options.onContextRestored?.(CONTEXT_RESTORED);
    this.request();
  }

  #draw(): void {
    const renderer = this.#renderer;
    if (renderer.context.isLost) return;
    const { gl } = renderer;
    const { background, frame } = this.#palette;
    // What shows between the panes; each of them clears its own part again.
    gl.disable(gl.SCISSOR_TEST);
    renderer.clear({ target: renderer.view.renderTarget, clearColor: [...mix(background, frame, GUTTER), 1] });
    gl.enable(gl.SCISSOR_TEST);
    for (const pane of this.#panes) pane.draw(renderer, this.#palette, this.#hoverIn(pane));
    gl.disable(gl.SCISSOR_TEST);
  }
}
