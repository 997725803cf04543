import { createStore } from 'zustand/vanilla';
import { isActive } from '#shared/domain/experiment.ts';
import type { Maze } from '#shared/domain/maze.ts';
import type { Position, Run } from '#shared/run/run.ts';
import { RunCounts } from '#shared/run/run-counts.ts';
import { distanceAfter, type SamplesInput } from '#shared/run/samples.ts';
import { SightCounts } from '#shared/run/sight-counts.ts';
import type { GoalDistances } from '#shared/run/statistics.ts';
import { ValueRanges } from '#shared/run/value-ranges.ts';
import { here } from '../link/host.ts';
import { serverNow } from '../state/clock.ts';
import { useExperiments } from '../state/experiments.ts';
import { inPieces } from './in-pieces.ts';
import { UsageReader } from './usage-reader.ts';

/** Each piece is a fraction of a millisecond. */
const ACTIONS_A_PIECE = 1_024;
const CELLS_A_PIECE = 16_384;
const STRETCHES_A_PIECE = 4;
/** What was seen is looked at again at most this often while no action comes. */
const LOOK_AGAIN_MS = 1_000;

/** A run that is measured: one that is open, or one of several that are compared. */
export interface Measured {
  readonly run: Run;
  readonly maze: Maze;
  readonly start: Position | null;
  /** False while older actions are still being read. */
  readonly caughtUp: boolean;
}

/**
 * What is known of a run beyond its actions: counts, sights, distances and usage, brought up to date in the background.
 * One for each session, whoever asks.
 */
export class RunMeasures {
  readonly counts: RunCounts;
  readonly usage: UsageReader;
  /** Grows when there is more to show. */
  readonly revision = createStore<{ readonly revision: number }>(() => ({ revision: 0 }));
  readonly #measuredRun: Measured;
  readonly #sights: SightCounts;
  readonly #distanceRanges: ValueRanges;
  #distances: GoalDistances = { toGoal: null };
  #rangesOf = -1;
  #isWorking = false;
  /** What was seen, and the distances, are looked at by statistics only. */
  #wanted = 0;
  #isLookStale = true;
  /** The run as it was when it was measured last, and when that was. */
  #measured = '';
  #measuredAt = Number.NEGATIVE_INFINITY;

  constructor(experimentId: number, measured: Measured) {
    const { run, maze } = measured;
    this.#measuredRun = measured;
    this.counts = new RunCounts(run, maze);
    this.#sights = new SightCounts(run);
    this.#distanceRanges = new ValueRanges((index) => distanceAfter(this.input, index));
    const source = here();
    this.usage = new UsageReader(run, {
      ask: (after, signal) => source.runs.usage({ experimentId, after }, { signal }),
      isCaughtUp: () => measured.caughtUp,
      isRunning: () => {
        const experiment = useExperiments.getState().byId.get(experimentId);
        return experiment !== undefined && isActive(experiment, serverNow());
      },
    });
  }

  /** Everything that statistics and samples are computed from. */
  get input(): SamplesInput {
    return {
      counts: this.counts,
      sights: this.#sights,
      usage: this.usage.totals,
      distances: this.#distances,
      distanceRanges: this.#distanceRanges,
      start: this.#measuredRun.start,
    };
  }

  /** The distances of the maze, as soon as somebody has them. */
  setDistances(distances: GoalDistances): void {
    if (distances.toGoal === this.#distances.toGoal) return;
    this.#distances = distances;
    this.#rangesOf = -1;
    this.#measured = '';
    this.update();
  }

  /** Keeps everything up to date, and reads the usage, until the returned function is called. */
  hold(): () => void {
    this.#wanted++;
    const release = this.usage.hold();
    this.#measured = '';
    this.update();
    return () => {
      this.#wanted--;
      release();
    };
  }

  /** Measures the run anew in idle time, if it may have changed. */
  update(): void {
    if (this.#isWorking) return;
    const { run } = this.counts;
    const present = `${run.length} ${run.rearranged}`;
    // What was seen may come without any new action, and nothing tells; moving the playhead is no reason to look.
    const isStale = this.#wanted > 0 && performance.now() - this.#measuredAt > LOOK_AGAIN_MS;
    if (present === this.#measured && !isStale) return;
    this.#isWorking = true;
    this.#isLookStale = true;
    inPieces(
      () => this.#piece(),
      () => {
        this.#isWorking = false;
        this.#measured = present;
        this.#measuredAt = performance.now();
        this.revision.setState(({ revision }) => ({ revision: revision + 1 }));
        this.update();
      },
    );
  }

  #piece(): boolean {
    const { run } = this.counts;
    if (!this.counts.advance(ACTIONS_A_PIECE)) return false;
    if (this.#wanted === 0) return true;
    if (this.#isLookStale) {
      if (this.#sights.advance(CELLS_A_PIECE)) this.#isLookStale = false;
      return false;
    }
    if (this.#rangesOf !== run.rearranged) {
      this.#rangesOf = run.rearranged;
      this.#distanceRanges.clear();
    }
    return !this.#distances.toGoal || this.#distanceRanges.advance(run.length, STRETCHES_A_PIECE);
  }
}

const measures = new WeakMap<Measured, RunMeasures>();

/** The measures of a run that is shown. */
export function measuresOf(experimentId: number, measured: Measured): RunMeasures {
  const known = measures.get(measured);
  if (known) return known;
  const made = new RunMeasures(experimentId, measured);
  measures.set(measured, made);
  return made;
}
