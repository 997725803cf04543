import { type Axis, type AxisChoice, type AxisKind, StepAxis, TimeAxis } from './axis.ts';
import type { Run } from './run.ts';

/** A run on the clock of several. */
export interface Aligned {
  readonly run: Run;
  /** When its experiment began, milliseconds since 1970; null where the database does not say. */
  readonly startedAt: number | null;
}

/** One run's way between the shared position and its own actions. */
interface Lane {
  /** Index of the action that the run shows at a position. */
  indexAt(position: number): number;
  positionOf(index: number): number;
  end(): number;
}

/**
 * One clock for several runs: the same step number in all of them, the same time since each one's start, or the same
 * share of each run. A run that is over stays at its last action.
 */
export class SharedAxis implements Axis {
  readonly kind: AxisKind;
  readonly leastWindow: number;
  readonly #aligned: readonly Aligned[];
  readonly #lanes: readonly Lane[];

  constructor(choice: AxisChoice, aligned: readonly Aligned[]) {
    this.kind = choice.kind;
    this.#aligned = aligned;
    this.#lanes = aligned.map((one) => laneOf(choice, one));
    this.leastWindow = choice.kind === 'step' ? 10 : choice.kind === 'time' ? 1_000 : 0.01;
  }

  get end(): number {
    if (this.kind === 'share') return 1;
    return this.#lanes.reduce((last, lane) => Math.max(last, lane.end()), 0);
  }

  /** A step a second, a second a second, or the longest run at a step a second. */
  get perSecond(): number {
    if (this.kind === 'step') return 1;
    if (this.kind === 'time') return 1_000;
    return 1 / Math.max(1, this.#longest - 1);
  }

  /** Index of the action that the n-th run shows at a position; −1 for one that is empty. */
  indexIn(n: number, position: number): number {
    return this.#lanes[n]?.indexAt(position) ?? -1;
  }

  /** Where an action of the n-th run lies. */
  positionIn(n: number, index: number): number {
    return this.#lanes[n]?.positionOf(index) ?? 0;
  }

  /** The axis as one run sees it: its own actions at the common positions. */
  ofRun(n: number): Axis {
    const { kind, perSecond, leastWindow } = this;
    const end = () => this.end;
    return {
      kind,
      perSecond,
      leastWindow,
      get end() {
        return end();
      },
      indexAt: (position) => this.indexIn(n, position),
      positionOf: (index) => this.positionIn(n, index),
    };
  }

  indexAt(position: number): number {
    return this.indexIn(0, position);
  }

  positionOf(index: number): number {
    return this.positionIn(0, index);
  }

  /** The next position, in the direction of `by`, at which one of the runs shows another action, `by` times over. */
  beside(position: number, by: number): number {
    if (this.kind === 'step') return within(Math.floor(position) + by, this.end);
    if (this.kind === 'share') return within(position + by * this.perSecond, 1);
    let at = position;
    for (let left = Math.abs(by); left > 0; left--) at = this.#nearest(at, by > 0 ? 1 : -1);
    return at;
  }

  #nearest(position: number, direction: 1 | -1): number {
    let nearest: number | null = null;
    this.#lanes.forEach((lane, n) => {
      const length = this.#aligned[n]?.run.length ?? 0;
      // Several actions may happen at one moment; the next one in time is meant.
      let index = lane.indexAt(position);
      while (index >= 0 && index < length && (lane.positionOf(index) - position) * direction <= 0) index += direction;
      if (index < 0 || index >= length) return;
      const candidate = lane.positionOf(index);
      if (nearest === null || (candidate - nearest) * direction < 0) nearest = candidate;
    });
    return nearest ?? (direction > 0 ? this.end : 0);
  }

  get #longest(): number {
    return this.#aligned.reduce((most, { run }) => Math.max(most, run.length), 0);
  }
}

function laneOf({ kind, longestPauseMs }: AxisChoice, { run, startedAt }: Aligned): Lane {
  if (kind === 'step') {
    return {
      // Before its own first step a run shows that one.
      indexAt: (position) => Math.max(Math.min(0, run.length - 1), run.indexOfStep(Math.floor(position))),
      positionOf: (index) => (run.length === 0 ? 0 : Math.max(0, run.stepAt(Math.min(index, run.length - 1)))),
      end: () => (run.length === 0 ? 0 : Math.max(0, run.stepAt(run.length - 1))),
    };
  }
  if (kind === 'time') {
    const axis = new TimeAxis(run, longestPauseMs);
    // What went by before the first action belongs to the run; two hosts' clocks may disagree about it.
    const before = () => {
      const first = run.timeAt(0);
      const waited = startedAt === null || first === null ? 0 : Math.max(0, first - startedAt);
      return Math.min(waited, longestPauseMs ?? waited);
    };
    return {
      indexAt: (position) => axis.indexAt(position - before()),
      positionOf: (index) => axis.positionOf(index) + before(),
      end: () => axis.end + before(),
    };
  }
  const axis = new StepAxis(run);
  return {
    indexAt: (position) => axis.indexAt(Math.round(position * axis.end)),
    positionOf: (index) => (axis.end === 0 ? 0 : axis.positionOf(index) / axis.end),
    end: () => 1,
  };
}

function within(position: number, end: number): number {
  return Math.max(0, Math.min(position, end));
}
