import type { Maze } from '#shared/domain/maze.ts';
import { type Picture, pictureAt } from '#shared/run/picture.ts';
import type { Position, Run } from '#shared/run/run.ts';
import { css } from '../maze/legend.ts';
import { type MazeOverlays, trailLengthOf } from '../maze/overlays.ts';
import type { Palette, Rgb } from '../maze/palette.ts';
import type { PrintOptions } from '../maze/printer.ts';
import { Routes } from '../run/use-routes.ts';
import { loadDistances } from '../state/distances.ts';
import { formatAction, formatCount } from '../words.ts';
import type { CaptionColours } from './caption.ts';

/** A run that pictures are made of. */
export interface Printed {
  readonly experimentId: number;
  /** Whose run it is. */
  readonly title: string;
  readonly maze: Maze;
  readonly run: Run;
  readonly start: Position | null;
}

/** How pictures of a run look: the same for one picture as for each frame of a video. */
export class PrintedRun {
  readonly printed: Printed;
  readonly #overlays: MazeOverlays;
  readonly #palette: Palette;
  readonly #here: Routes | null;
  readonly #optimalRoute: Int32Array | null;

  /** Waits for the shortest ways, where they are to be drawn. */
  static async of(printed: Printed, overlays: MazeOverlays, palette: Palette): Promise<PrintedRun> {
    const isWanted = overlays.route || overlays.optimal;
    const distances = isWanted ? await loadDistances(printed.maze) : null;
    const optimalRoute = distances && new Routes(distances).from(printed.start);
    return new PrintedRun(printed, overlays, palette, distances && new Routes(distances), optimalRoute);
  }

  private constructor(
    printed: Printed,
    overlays: MazeOverlays,
    palette: Palette,
    here: Routes | null,
    optimalRoute: Int32Array | null,
  ) {
    this.printed = printed;
    this.#overlays = overlays;
    this.#palette = palette;
    this.#here = here;
    this.#optimalRoute = optimalRoute;
  }

  pictureAt(index: number): Picture {
    const { run, start } = this.printed;
    return pictureAt(run, index, start, trailLengthOf(this.#overlays));
  }

  /** Everything that a printer is told besides the size. */
  optionsFor(picture: Picture): Omit<PrintOptions, 'size'> {
    return {
      palette: this.#palette,
      overlays: this.#overlays,
      route: this.#overlays.route ? (this.#here?.from(picture.agent) ?? null) : null,
      optimalRoute: this.#optimalRoute,
    };
  }

  /** Of whatever is not maze. */
  get background(): Rgb {
    return this.#palette.background;
  }

  get captionColours(): CaptionColours {
    return { background: css(this.#palette.background), text: css(this.#palette.start) };
  }

  /** What stands at the foot of a picture. */
  captionOf({ index, step }: Picture): readonly [left: string, right: string] {
    const { run, title, maze } = this.printed;
    const last = run.length === 0 ? 0 : run.stepAt(run.length - 1);
    const action =
      index < 0 ? '' : ` · ${formatAction(run.typeAt(index))}${run.isWallHit(index) ? ', hit a wall' : ''}`;
    return [`${title} · ${maze.name}`, `step ${formatCount(step)} of ${formatCount(last)}${action}`];
  }
}
