import { createStore } from 'zustand/vanilla';
import {
  type Density,
  densityOf,
  type EventKind,
  firstSightOf,
  NO_PLACED_EVENTS,
  RUN_EVENT_KINDS,
} from '#shared/run/events.ts';
import type { AxisRange } from '#shared/run/playback.ts';
import { roundStep, type TimelineWindow } from '#shared/run/timeline-window.ts';
import type { RulerMark, TimelineSubject } from '../timeline/subject.ts';
import { timeRuler } from '../timeline/time-ruler.ts';
import { formatCount, formatElapsed } from '../words.ts';
import type { CompareSession } from './compare-session.ts';

/** Several runs, as their common timeline shows them: what happened in any of them is marked. */
export class CompareTimeline implements TimelineSubject {
  readonly window = createStore<TimelineWindow>(() => null);
  readonly kinds = RUN_EVENT_KINDS;
  readonly #session: CompareSession;

  constructor(session: CompareSession) {
    this.#session = session;
  }

  get player() {
    return this.#session.player;
  }

  densities(kind: EventKind, range: AxisRange, pieces: number): Density | null {
    const axis = this.#session.axis(this.player.playback.axis);
    const sum: Density = new Uint32Array(pieces);
    this.#session.lanes.forEach(({ run, goals, events }, n) => {
      if (run.length === 0) return;
      const goal = kind === 'goal' ? firstSightOf(run, goals) : null;
      const placed = { ...NO_PLACED_EVENTS, goal: goal === null ? [] : [goal] };
      const first = Math.max(0, axis.indexIn(n, range.from));
      const end = axis.indexIn(n, range.to) + 1;
      const positionOf = (index: number) => axis.positionIn(n, index);
      const counts = densityOf(events.of(kind, placed), { ...range, first, end, positionOf }, pieces);
      for (let piece = 0; piece < pieces; piece++) sum[piece] = (sum[piece] ?? 0) + (counts[piece] ?? 0);
    });
    return sum;
  }

  ruler(range: AxisRange, least: number): readonly RulerMark[] {
    const { kind } = this.player.axis;
    if (kind === 'time') return timeRuler(range, least);
    const apart = kind === 'step' ? Math.max(1, roundStep(least)) : roundStep(least);
    const marks: RulerMark[] = [];
    for (let n = Math.ceil(range.from / apart); n * apart <= range.to; n++) {
      marks.push({ position: n * apart, text: this.nameOf(n * apart) });
    }
    return marks;
  }

  /** A position in few letters: "1,200", "12:05", "40 %". */
  nameOf(position: number): string {
    const { kind } = this.player.axis;
    if (kind === 'time') return formatElapsed(position);
    return kind === 'step' ? formatCount(Math.floor(position)) : `${Math.round(position * 1_000) / 10} %`;
  }

  describe(position: number): string {
    const { kind } = this.player.axis;
    const name = this.nameOf(position);
    if (kind === 'time') return `${name} after the start of each run`;
    return kind === 'step' ? `step ${name} of each run` : `${name} of each run`;
  }

  valueOf(position: number): number {
    const { kind } = this.player.axis;
    return kind === 'share'
      ? Math.round(position * 1_000) / 10
      : Math.floor(kind === 'time' ? position / 1_000 : position);
  }

  onGrown(listener: () => void): () => void {
    return this.#session.onGrown(listener);
  }
}
