import type { Maze } from '#shared/domain/maze.ts';
import { goalsOf } from '#shared/domain/maze.ts';
import { ActionMoments } from '#shared/run/action-moments.ts';
import type { Position, Run } from '#shared/run/run.ts';
import type { Walked } from '#shared/run/summary-at.ts';
import { RunFollower } from '../run/run-follower.ts';

/** Runs that no card holds are kept for the way back as long as there are no more than these, held ones included. */
const MOST_RUNS = 60;
/** … and as long as all take no more than this: a long run is 34 MB a million steps, a maze of 1000 × 1000 16 MB. */
const MOST_BYTES = 256e6;

/** A run that a card of the Wall shows, or showed. */
export class ShelvedRun implements Walked {
  readonly maze: Maze;
  readonly moments: ActionMoments;
  readonly goals: readonly Position[];
  /** How many cards hold it. */
  holders = 0;
  readonly #follower: RunFollower;
  readonly #listeners = new Set<() => void>();

  constructor(id: number, maze: Maze, steps: number, onGrown: () => void) {
    this.maze = maze;
    this.goals = goalsOf(maze);
    this.#follower = new RunFollower(
      id,
      maze,
      () => {
        for (const listener of this.#listeners) listener();
        onGrown();
      },
      steps,
    );
    this.moments = new ActionMoments(this.run);
  }

  get run(): Run {
    return this.#follower.run;
  }

  get caughtUp(): boolean {
    return this.#follower.caughtUp;
  }

  /** True when all that is known of it was read, what was seen included. */
  get isRead(): boolean {
    return this.caughtUp && this.#follower.sightsKnown >= this.run.length;
  }

  /** Bytes that it takes. */
  get bytes(): number {
    return this.run.bytes + this.run.layers.texels.byteLength;
  }

  start(): void {
    this.#follower.start();
  }

  stop(): void {
    this.#follower.stop();
  }

  /** Calls back after it grew. Returns how to end it. */
  onGrown(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function isSame(one: Maze, other: Maze): boolean {
  return one.id === other.id && one.width === other.width && one.height === other.height;
}

/**
 * The runs that the Wall has read. Those that cards hold stay; of the others the ones that were shown last, as far as there
 * is room.
 */
export class RunShelf {
  /** The one that was let go last comes last. */
  readonly #runs = new Map<number, ShelvedRun>();
  readonly #growths = new Set<(id: number) => void>();

  /**
   * Takes a run for a card that shows it, which lets it go with {@link release}.
   * @param steps how many it is expected to have; 0 where nobody knows
   */
  take(id: number, maze: Maze, steps: number): ShelvedRun {
    let run = this.#runs.get(id);
    // Somebody gave the experiment another maze: the run's layers have its size.
    if (!run || !isSame(run.maze, maze)) {
      run?.stop();
      run = new ShelvedRun(id, maze, steps, () => this.#tell(id));
      this.#runs.set(id, run);
    }
    run.holders++;
    this.#makeRoom();
    return run;
  }

  release(id: number, run: ShelvedRun): void {
    run.holders--;
    if (run.holders > 0) return;
    run.stop();
    if (this.#runs.get(id) !== run) return;
    this.#runs.delete(id);
    this.#runs.set(id, run);
    this.#makeRoom();
  }

  /** A run that was read, or is being read. */
  of(id: number): ShelvedRun | null {
    return this.#runs.get(id) ?? null;
  }

  /** Calls back with the experiment whose run grew. Returns how to end it. */
  onGrown(listener: (id: number) => void): () => void {
    this.#growths.add(listener);
    return () => this.#growths.delete(listener);
  }

  end(): void {
    for (const run of this.#runs.values()) run.stop();
    this.#runs.clear();
    this.#growths.clear();
  }

  #tell(id: number): void {
    for (const listener of this.#growths) listener(id);
  }

  #makeRoom(): void {
    let bytes = 0;
    for (const run of this.#runs.values()) bytes += run.bytes;
    for (const [id, run] of this.#runs) {
      if (this.#runs.size <= MOST_RUNS && bytes <= MOST_BYTES) return;
      if (run.holders > 0) continue;
      bytes -= run.bytes;
      this.#runs.delete(id);
    }
  }
}
