import type { RunReading } from '#shared/contract.ts';
import type { Maze } from '#shared/domain/maze.ts';
import { Run } from '#shared/run/run.ts';
import type { RunKey } from '#shared/run/sights.ts';
import { here } from '../link/host.ts';
import { pull, WAIT_MS } from '../link/pull.ts';

/**
 * Between an answer and the next question, a quarter of a frame. At 200 actions a second this halves the messages, and
 * the frames that are saved by it are worth more than the milliseconds (bench/steady.ts).
 */
const PAUSE_MS = 4;

/** From so many steps on, any step can be sought before it is known what was seen: nine tenths of what is read. */
const LONG_RUN = 20_000;
const LONG_PAGE = 100_000;
/** Room is made for so many at once, 52 MB, whatever number of steps the table claims. */
const MOST_EXPECTED = 2_000_000;

/** Called after actions were added, after it became known what more was seen, or when catching up ended. */
export type RunListener = (run: Run) => void;

/**
 * How it stands with what was seen: it comes with the actions; or they come first (`due`), and then it is being read, or
 * known.
 */
type SightsState = 'with-actions' | 'due' | 'reading' | 'known';

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
  /** True while there is more to read at once. */
  #isBehind = true;
  #sights: SightsState;
  /** How far it is known what was seen; null: not at all. */
  #seenTo: RunKey | null = null;
  #stop: (() => void) | null = null;
  #stopSights: (() => void) | null = null;

  /** @param steps how many steps the run is expected to have; 0 where nobody knows */
  constructor(experimentId: number, maze: Maze, listener: RunListener, steps = 0) {
    this.#experimentId = experimentId;
    this.#listener = listener;
    this.run = new Run(maze);
    const isLong = steps > LONG_RUN;
    this.#sights = isLong ? 'due' : 'with-actions';
    if (isLong) this.run.expect(Math.min(steps, MOST_EXPECTED));
  }

  /** False while older actions are still being read. */
  get caughtUp(): boolean {
    return this.#caughtUp;
  }

  /** Of so many of the run's actions, from the first one on, it is known what was seen; of all, the run's length. */
  get sightsKnown(): number {
    const { run } = this;
    if (this.#sights === 'with-actions' || this.#sights === 'known') return run.length;
    const key = this.#seenTo;
    if (!key) return 0;
    const last = run.indexOfStep(key.step);
    const isRead = last < 0 || run.idAt(last) <= key.id;
    // In the middle of a step, those of earlier steps are known.
    return isRead ? last + 1 : run.indexOfStep(key.step - 1) + 1;
  }

  start(): void {
    this.#stop ??= pull(
      (signal) => this.#ask(signal),
      (reading) => this.#take(reading),
      PAUSE_MS,
      ({ cursor, columns, caughtUp }) => {
        this.#cursor = cursor;
        return this.#sights === 'due' && !caughtUp && columns.id.length > 0;
      },
    );
    if (this.#sights === 'reading') this.#readSights();
  }

  stop(): void {
    this.#stop?.();
    this.#stop = null;
    this.#endSights();
  }

  #ask(signal: AbortSignal): Promise<RunReading> {
    const question = {
      experimentId: this.#experimentId,
      after: this.#cursor,
      // Whether that was all is worth knowing at once.
      waitMs: this.#isBehind ? 0 : WAIT_MS,
      ...(this.#sights === 'with-actions' ? {} : { sights: 'later' as const, limit: LONG_PAGE }),
    };
    return this.#source.runs.read(question, { signal });
  }

  #take({ columns, caughtUp, reset }: RunReading): void {
    if (reset) this.#forget();
    const before = this.run.length;
    this.run.append(columns);
    const wasBehind = !this.#caughtUp;
    // A page that is not the last one says nothing about the end; a waiting read is answered at the end only.
    this.#isBehind = !caughtUp && columns.id.length > 0;
    this.#caughtUp ||= !this.#isBehind;
    if (this.run.length !== before || (wasBehind && this.#caughtUp)) this.#listener(this.run);
    if (this.#sights === 'due' && !this.#isBehind) {
      this.#sights = 'reading';
      this.#readSights();
    }
  }

  /** The table is another one: everything begins anew. */
  #forget(): void {
    this.run.clear();
    this.#endSights();
    this.#seenTo = null;
    if (this.#sights !== 'with-actions') this.#sights = 'due';
    this.#listener(this.run);
  }

  // Actions that come meanwhile bring along what was seen after them.
  #readSights(): void {
    this.#stopSights ??= pull(
      (signal) => this.#source.runs.sights({ experimentId: this.#experimentId, after: this.#seenTo }, { signal }),
      ({ sights, next }) => {
        if (next === null) {
          this.#sights = 'known';
          this.#endSights();
        }
        this.run.addSights(sights);
        this.#listener(this.run);
      },
      0,
      ({ next }) => {
        this.#seenTo = next;
        return next !== null;
      },
    );
  }

  #endSights(): void {
    this.#stopSights?.();
    this.#stopSights = null;
  }
}
