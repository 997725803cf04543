import type { Maze } from '#shared/domain/maze.ts';
import { pictureAt } from '#shared/run/picture.ts';
import type { Position } from '#shared/run/run.ts';
import type { MazeWall } from '../maze/wall.ts';
import type { WallTile } from '../maze/wall-tile.ts';
import { markDrawn } from '../maze-marks.ts';
import { loadMaze } from '../state/mazes.ts';
import type { MomentSession } from './moment-session.ts';
import type { RunShelf, ShelvedRun } from './run-shelf.ts';

interface Drawing {
  readonly element: HTMLCanvasElement;
  readonly wall: MazeWall;
  readonly shelf: RunShelf;
  /** Whose moment is drawn; null: the newest action. */
  readonly session: MomentSession | null;
  readonly id: number;
  readonly mazeId: number | null;
  readonly start: Position | null;
  /** How many steps the run is expected to have. */
  readonly steps: number;
  readonly onProblems: (problems: readonly string[]) => void;
}

/**
 * Draws a run on a canvas while it can be seen: as it goes on, or as it stood at the playhead's moment. Returns how to
 * end it.
 */
export function drawRun(drawing: Drawing): () => void {
  const card = new DrawnRun(drawing);
  return () => card.end();
}

class DrawnRun {
  readonly #drawing: Drawing;
  readonly #sight: IntersectionObserver;
  readonly #size: ResizeObserver;
  #maze: Maze | null = null;
  #run: ShelvedRun | null = null;
  #tile: WallTile | null = null;
  #ends: readonly (() => void)[] = [];
  /** The action that was drawn last; NaN: none. */
  #drawn = Number.NaN;
  #isVisible = false;
  #isGone = false;

  constructor(drawing: Drawing) {
    const { element, mazeId, onProblems } = drawing;
    this.#drawing = drawing;
    this.#sight = new IntersectionObserver(([entry]) => {
      this.#isVisible = entry?.isIntersecting ?? false;
      this.#follow();
    });
    this.#size = new ResizeObserver(() => this.#tile?.resize(element.clientWidth, element.clientHeight));
    void loadMaze(mazeId).then((maze) => {
      if (this.#isGone) return;
      onProblems(maze.problems);
      this.#maze = maze;
      this.#follow();
    });
    this.#sight.observe(element);
    this.#size.observe(element);
  }

  end(): void {
    this.#isGone = true;
    this.#sight.disconnect();
    this.#size.disconnect();
    this.#drop();
  }

  /** Reads and draws as long as somebody sees it. */
  #follow(): void {
    const { session, id } = this.#drawing;
    if (this.#maze === null) return;
    // A run that goes on is kept while its card is scrolled away. One of the past can be read again.
    const isKept = this.#isVisible || session === null;
    if (isKept && !this.#run) this.#take(this.#maze);
    else if (!isKept) this.#drop();
    this.#tile?.setVisible(this.#isVisible);
    if (this.#isVisible && !session?.isOver(id)) this.#run?.start();
    else this.#run?.stop();
  }

  #take(maze: Maze): void {
    const { element, wall, shelf, session, id, start, steps } = this.#drawing;
    const run = shelf.take(id, maze, session ? steps : 0);
    const tile = wall.attach(element, maze, run.run, start);
    tile.onDrawn = (picture) => markDrawn(element, picture);
    this.#run = run;
    this.#tile = tile;
    this.#drawn = Number.NaN;
    this.#ends = [
      run.onGrown(() => {
        this.#drawn = Number.NaN;
        this.#draw();
        if (session?.isOver(id)) run.stop();
      }),
      ...(session ? [session.onMoved(() => this.#draw())] : []),
    ];
    this.#draw();
  }

  #drop(): void {
    for (const end of this.#ends) end();
    this.#ends = [];
    // The canvas keeps its last picture.
    this.#tile?.detach();
    if (this.#run) this.#drawing.shelf.release(this.#drawing.id, this.#run);
    this.#tile = null;
    this.#run = null;
  }

  #draw(): void {
    const { session, start } = this.#drawing;
    const run = this.#run;
    if (!run) return;
    const index = session ? run.moments.indexAt(session.moment) : run.run.length - 1;
    if (index === this.#drawn) return;
    this.#drawn = index;
    this.#tile?.render(pictureAt(run.run, index, start));
  }
}
