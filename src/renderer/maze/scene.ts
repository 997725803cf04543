import { Container } from 'pixi.js';
import { type Maze, TILE } from '#shared/domain/maze.ts';
import type { Picture } from '#shared/run/picture.ts';
import type { Position, Run } from '#shared/run/run.ts';
import { type CellBudget, CellMesh } from './cell-mesh.ts';
import { MarkMesh } from './mark-mesh.ts';
import { drawOverlay, drawUnderlay } from './overlay.ts';
import { cellFillOf, DEFAULT_OVERLAYS, type MazeOverlays, type OtherRun } from './overlays.ts';
import { LIGHT, type Palette } from './palette.ts';
import { dotPeriod, drawRoutes, type RoutesShown } from './route-marks.ts';
import type { CellArea } from './route-pieces.ts';

/** A maze full of goals needs no marks to find one. */
const MOST_MARKED_GOALS = 64;
/** 24 MB: a maze of 1000 × 1000 is held in full; of one of 4096 × 4096 (268 MB) what is in view. */
const TEXELS = 1_500_000;
const NO_CELLS: readonly Position[] = [];

/** What is drawn besides the picture. */
export interface SceneExtras {
  /** What the agent sees at the step shown. */
  readonly seen?: readonly Position[];
  readonly selected?: Position | null;
  /** What is switched on; {@link DEFAULT_OVERLAYS} unless given. */
  readonly overlays?: MazeOverlays;
  /**
   * Shortest ways from here and from the start, as `routeFrom` gives them: cells as y × width + x. Drawn where their
   * overlay is on.
   */
  readonly route?: Int32Array | null;
  readonly optimalRoute?: Int32Array | null;
  /** The run that `difference` tells this one from. */
  readonly other?: OtherRun | null;
}

/** How a picture is drawn. */
export interface DrawOptions extends SceneExtras {
  /** CSS pixels. */
  readonly pixelsPerCell: number;
  /** Device pixels per CSS pixel. */
  readonly pixelRatio: number;
  readonly hover?: Position | null;
  /** What is seen of the maze, in cells; all of it unless given. What lies outside need not be drawn. */
  readonly view?: CellArea;
}

/** One maze and its run as Pixi draws them; one unit is one cell, (0, 0) the upper left corner of the maze. */
export class MazeScene extends Container {
  readonly maze: Maze;
  readonly #start: Position | null;
  readonly #goals: readonly Position[];
  readonly #cells: CellMesh;
  // Routes have a list of their own: they change less often than the rest and may be long.
  readonly #under = new MarkMesh();
  readonly #routes = new MarkMesh();
  readonly #over = new MarkMesh();
  #routesShown: RoutesShown | null = null;
  #palette = LIGHT;

  /**
   * @param start where the experiment says the agent begins
   * @param budget what the maze may take on the graphics card
   */
  constructor(maze: Maze, run: Run, start: Position | null, budget: Partial<CellBudget> = {}) {
    super({ eventMode: 'none' });
    this.maze = maze;
    this.#start = start;
    this.#goals = findGoals(maze);
    this.#cells = new CellMesh(maze, run, { reduction: 1, texels: TEXELS, ...budget });
    this.addChild(this.#cells, this.#under, this.#routes, this.#over);
  }

  /** How many visits the hottest colour stands for in what was drawn last; 0 without a heat map. */
  get heatTop(): number {
    return this.#cells.heatTop;
  }

  /** Sets what the next frame shows. The picture must be of the run that the scene was made for. */
  draw(picture: Picture, options: DrawOptions): void {
    const { pixelRatio, seen = NO_CELLS, hover = null, selected = null, overlays = DEFAULT_OVERLAYS } = options;
    const pixelsPerCell = options.pixelsPerCell * pixelRatio;
    const { maze } = this;
    const palette = this.#palette;
    const fill = cellFillOf(overlays, Boolean(options.other));
    const view = options.view ?? { x: 0, y: 0, width: maze.width, height: maze.height };
    this.#cells.show({ index: picture.index, view, pixelsPerCell, palette, overlays, other: options.other ?? null });
    this.#drawRoutes({
      width: maze.width,
      route: (overlays.route && options.route) || null,
      optimal: (overlays.optimal && options.optimalRoute) || null,
      view,
      palette,
      pixelsPerCell,
      pixelRatio,
    });
    const own = { maze, goals: this.#goals, start: this.#start, palette, overlays, fill };
    const overlay = { ...own, picture, seen, hover, selected, pixelsPerCell, pixelRatio };
    drawUnderlay(this.#under.marks, overlay);
    drawOverlay(this.#over.marks, overlay);
    this.#under.commit(pixelsPerCell);
    this.#over.commit(pixelsPerCell);
  }

  /** Takes effect with the next {@link draw}. */
  setPalette(palette: Palette): void {
    this.#palette = palette;
  }

  /** Gives back the maze's memory on the graphics card; the scene cannot be drawn any more. */
  override destroy(): void {
    this.#cells.destroy();
    this.#under.destroy();
    this.#routes.destroy();
    this.#over.destroy();
    super.destroy();
  }

  #drawRoutes(shown: RoutesShown): void {
    if (this.#routesShown && isSame(this.#routesShown, shown)) return;
    this.#routesShown = shown;
    this.#routes.visible = shown.route !== null || shown.optimal !== null;
    if (!this.#routes.visible) return;
    drawRoutes(this.#routes.marks, shown);
    this.#routes.commit(shown.pixelsPerCell, dotPeriod(shown.pixelsPerCell, shown.pixelRatio));
  }
}

function isSame(one: RoutesShown, other: RoutesShown): boolean {
  return (
    one.route === other.route &&
    one.optimal === other.optimal &&
    one.palette === other.palette &&
    one.pixelsPerCell === other.pixelsPerCell &&
    one.pixelRatio === other.pixelRatio &&
    one.view.x === other.view.x &&
    one.view.y === other.view.y &&
    one.view.width === other.view.width &&
    one.view.height === other.view.height
  );
}

function findGoals({ tiles, width }: Maze): Position[] {
  const goals: Position[] = [];
  for (let at = tiles.indexOf(TILE.goal); at >= 0; at = tiles.indexOf(TILE.goal, at + 1)) {
    goals.push({ x: at % width, y: Math.floor(at / width) });
    if (goals.length > MOST_MARKED_GOALS) return [];
  }
  return goals;
}
