import type { Maze } from '#shared/domain/maze.ts';
import { Run } from '#shared/run/run.ts';
import { here } from '../link/host.ts';
import { pull, WAIT_MS } from '../link/pull.ts';

/**
 * Between an answer and the next question, a quarter of a frame. At 200 actions a second this halves the messages, and
 * the frames that are saved by it are worth more than the milliseconds (bench/steady.ts).
 */
const PAUSE_MS = 4;

/** Called after actions were added, or when catching up ended. */
export type RunListener = (run: Run) => void;

/**
 * Reads a run from its first action on, and goes on with it as it happens: history and live are the same reads. Stopped
 * and started again, it goes on where it was.
 */
export class RunFollower {
  readonly run: Run;
  readonly #source = here();
  readonly #experimentId: number;
  readonly #listener: RunListener;
  #cursor: string | null = null;
  #caughtUp = false;
  #stop: (() => void) | null = null;

  constructor(experimentId: number, maze: Maze, listener: RunListener) {
    this.#experimentId = experimentId;
    this.#listener = listener;
    this.run = new Run(maze);
  }

  /** False while older actions are still being read. */
  get caughtUp(): boolean {
    return this.#caughtUp;
  }

  start(): void {
    this.#stop ??= pull(
      (signal) =>
        this.#source.runs.read({ experimentId: this.#experimentId, after: this.#cursor, waitMs: WAIT_MS }, { signal }),
      ({ cursor, columns, caughtUp, reset }) => {
        this.#cursor = cursor;
        if (reset) {
          this.run.clear();
          this.#listener(this.run);
        }
        const before = this.run.length;
        this.run.append(columns);
        const wasBehind = !this.#caughtUp;
        // A page that is not the last one says nothing about the end; a waiting read is answered at the end only.
        this.#caughtUp ||= caughtUp || columns.id.length === 0;
        if (this.run.length !== before || (wasBehind && this.#caughtUp)) this.#listener(this.run);
      },
      PAUSE_MS,
    );
  }

  stop(): void {
    this.#stop?.();
    this.#stop = null;
  }
}
