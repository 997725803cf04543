import { createStore } from 'zustand/vanilla';
import { type Density, densityOf, type EventKind, RUN_EVENT_KINDS } from '#shared/run/events.ts';
import type { AxisRange } from '#shared/run/playback.ts';
import { roundStep, type TimelineWindow } from '#shared/run/timeline-window.ts';
import type { RulerMark, TimelineSubject } from '../timeline/subject.ts';
import { timeRuler } from '../timeline/time-ruler.ts';
import { formatAction, formatCount, formatTime } from '../words.ts';
import type { RunSession } from './run-session.ts';

/** One run, as its timeline shows it. */
export class RunTimeline implements TimelineSubject {
  readonly window = createStore<TimelineWindow>(() => null);
  readonly kinds = RUN_EVENT_KINDS;
  readonly #session: RunSession;

  constructor(session: RunSession) {
    this.#session = session;
  }

  get player() {
    return this.#session.player;
  }

  densities(kind: EventKind, range: AxisRange, pieces: number): Density | null {
    const { run, placed, events } = this.#session;
    if (run.length === 0) return null;
    const { axis } = this.player;
    const first = Math.max(0, axis.indexAt(range.from));
    const end = axis.indexAt(range.to) + 1;
    return densityOf(
      events.of(kind, placed),
      { ...range, first, end, positionOf: (index) => axis.positionOf(index) },
      pieces,
    );
  }

  ruler(range: AxisRange, least: number): readonly RulerMark[] {
    const { axis } = this.player;
    if (axis.kind === 'time') return timeRuler(range, least);
    const { run } = this.#session;
    // Round step numbers, not round indexes: step 1 is the first.
    const [first, last] = [this.#stepAt(range.from), this.#stepAt(range.to)];
    const perStep = range.to > range.from ? (last - first) / (range.to - range.from) : 1;
    const apart = Math.max(1, roundStep(least * perStep));
    const marks: RulerMark[] = [];
    for (let step = Math.ceil(first / apart) * apart; step <= last; step += apart) {
      marks.push({ position: Math.max(0, run.indexOfStep(step)), text: formatCount(step) });
    }
    return marks;
  }

  describe(position: number): string {
    const { run } = this.#session;
    const index = this.player.axis.indexAt(position);
    if (index < 0) return 'no action yet';
    const hit = run.isWallHit(index) ? ', hit a wall' : '';
    return `step ${run.stepAt(index)}, ${formatAction(run.typeAt(index))}${hit}, ${formatTime(run.timeAt(index))}`;
  }

  valueOf(position: number): number {
    return this.#stepAt(position);
  }

  onGrown(listener: () => void): () => void {
    return this.#session.onGrown(listener);
  }

  #stepAt(position: number): number {
    const index = this.player.axis.indexAt(position);
    return index < 0 ? 0 : this.#session.run.stepAt(index);
  }
}
