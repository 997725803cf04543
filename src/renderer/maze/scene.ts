import { Container } from 'pixi.js';
import { type Maze, TILE } from '#shared/domain/maze.ts';
import type { Picture } from '#shared/run/picture.ts';
import type { Position, Run } from '#shared/run/run.ts';
import { CellMesh } from './cell-mesh.ts';
import { MarkMesh } from './mark-mesh.ts';
import { drawOverlay } from './overlay.ts';
import { LIGHT, type Palette } from './palette.ts';

/** A maze full of goals needs no marks to find one. */
const MOST_MARKED_GOALS = 64;
const NO_CELLS: readonly Position[] = [];

/** How a picture is drawn. */
export interface DrawOptions {
  /** CSS pixels. */
  readonly pixelsPerCell: number;
  /** Device pixels per CSS pixel. */
  readonly pixelRatio: number;
  /** What the agent sees at the step shown, outlined. */
  readonly seen?: readonly Position[];
  readonly hover?: Position | null;
  readonly selected?: Position | null;
}

/** One maze and its run as Pixi draws them; one unit is one cell, (0, 0) the upper left corner of the maze. */
export class MazeScene extends Container {
  readonly maze: Maze;
  readonly #start: Position | null;
  readonly #goals: readonly Position[];
  readonly #cells: CellMesh;
  readonly #marks = new MarkMesh();
  #palette: Palette | null = null;

  /**
   * @param start where the experiment says the agent begins
   * @param reduction cells per side of a texel; more than 1 saves memory where a large maze is drawn small
   */
  constructor(maze: Maze, run: Run, start: Position | null, reduction = 1) {
    super({ eventMode: 'none' });
    this.maze = maze;
    this.#start = start;
    this.#goals = findGoals(maze);
    this.#cells = new CellMesh(maze, run.layers, reduction);
    this.addChild(this.#cells, this.#marks);
    this.setPalette(LIGHT);
  }

  /** Sets what the next frame shows. The picture must be of the run that the scene was made for. */
  draw(picture: Picture, options: DrawOptions): void {
    const { pixelRatio, seen = NO_CELLS, hover = null, selected = null } = options;
    const pixelsPerCell = options.pixelsPerCell * pixelRatio;
    this.#cells.show(picture.index, pixelsPerCell);
    const { maze } = this;
    const own = { maze, goals: this.#goals, start: this.#start, palette: this.#palette ?? LIGHT };
    drawOverlay(this.#marks.marks, { ...own, picture, seen, hover, selected, pixelsPerCell, pixelRatio });
    this.#marks.commit(pixelsPerCell);
  }

  /** Takes effect with the next {@link draw}. */
  setPalette(palette: Palette): void {
    if (palette === this.#palette) return;
    this.#palette = palette;
    this.#cells.setPalette(palette);
  }

  /** Gives back the maze's memory on the graphics card; the scene cannot be drawn any more. */
  override destroy(): void {
    this.#cells.destroy();
    this.#marks.destroy();
    super.destroy();
  }
}

function findGoals({ tiles, width }: Maze): Position[] {
  const goals: Position[] = [];
  for (let at = tiles.indexOf(TILE.goal); at >= 0; at = tiles.indexOf(TILE.goal, at + 1)) {
    goals.push({ x: at % width, y: Math.floor(at / width) });
    if (goals.length > MOST_MARKED_GOALS) return [];
  }
  return goals;
}
