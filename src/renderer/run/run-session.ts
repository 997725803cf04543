import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Maze } from '#shared/domain/maze.ts';
import { type Picture, pictureAt } from '#shared/run/picture.ts';
import type { Position, Run } from '#shared/run/run.ts';
import { RunFollower } from './run-follower.ts';

/**
 * The panels beside the maze change at most this often, the first time at once; the maze itself is drawn in the next
 * frame. More would be faster than reading, and would take the time that the maze is drawn in.
 */
const PANELS_MS = 250;

/** What the panels show of a run. */
export interface RunView {
  /** Number of actions that have been read. */
  readonly length: number;
  readonly caughtUp: boolean;
  /** Index of the action shown; −1 before the first. */
  readonly index: number;
  /** The playhead stays at the newest action. */
  readonly following: boolean;
}

/** One opened run: its actions as they come, and the playhead. */
export class RunSession {
  readonly maze: Maze;
  readonly view: StoreApi<RunView>;
  readonly #follower: RunFollower;
  readonly #start: Position | null;
  readonly #draws = new Set<(picture: Picture) => void>();
  #index = -1;
  #following = true;
  /** A step asked for before it was read. */
  #wantedStep: number | null;
  #panels: number | null = null;
  /** When the panels were last changed. */
  #shown = Number.NEGATIVE_INFINITY;

  constructor(experimentId: number, maze: Maze, start: Position | null, step: number | null) {
    this.maze = maze;
    this.#start = start;
    this.#wantedStep = step;
    this.#following = step === null;
    this.#follower = new RunFollower(experimentId, maze, () => this.#grown());
    this.view = createStore<RunView>(() => this.#state());
    this.#follower.start();
  }

  get run(): Run {
    return this.#follower.run;
  }

  get start(): Position | null {
    return this.#start;
  }

  /** The picture at the playhead. */
  get picture(): Picture {
    return pictureAt(this.run, this.#index, this.#start);
  }

  /** Calls back with every picture that is to be drawn. Returns how to end it. */
  onPicture(draw: (picture: Picture) => void): () => void {
    this.#draws.add(draw);
    draw(this.picture);
    return () => this.#draws.delete(draw);
  }

  /** Shows an action, and stays there. */
  seek(index: number): void {
    this.#wantedStep = null;
    this.#following = false;
    this.#move(Math.max(-1, Math.min(index, this.run.length - 1)));
    this.#showPanels();
  }

  /** Moves the playhead by a number of actions, from where it is now. */
  step(by: number): void {
    this.seek(Math.max(0, this.#index + by));
  }

  /** Stays at the newest action from now on, or stays where it is. */
  follow(following: boolean): void {
    this.#wantedStep = null;
    this.#following = following;
    if (following) this.#move(this.run.length - 1);
    this.#showPanels();
  }

  end(): void {
    this.#follower.stop();
    if (this.#panels !== null) window.clearTimeout(this.#panels);
    this.#draws.clear();
  }

  #grown(): void {
    const { run } = this;
    if (this.#wantedStep !== null) {
      const last = run.length - 1;
      const isRead = last >= 0 && run.stepAt(last) >= this.#wantedStep;
      if (isRead || this.#follower.caughtUp) {
        this.#index = run.indexOfStep(this.#wantedStep);
        this.#wantedStep = null;
      }
    } else if (this.#following) {
      this.#index = run.length - 1;
    }
    this.#move(this.#index);
    const wait = Math.max(0, this.#shown + PANELS_MS - performance.now());
    this.#panels ??= window.setTimeout(() => this.#showPanels(), wait);
  }

  #move(index: number): void {
    this.#index = index;
    const { picture } = this;
    for (const draw of this.#draws) draw(picture);
  }

  #showPanels(): void {
    if (this.#panels !== null) window.clearTimeout(this.#panels);
    this.#panels = null;
    this.#shown = performance.now();
    this.view.setState(this.#state());
  }

  #state(): RunView {
    return {
      length: this.run.length,
      caughtUp: this.#follower.caughtUp,
      index: this.#index,
      following: this.#following,
    };
  }
}
