import { createStore } from 'zustand/vanilla';
import { type Density, type EventKind, MOMENT_EVENT_KINDS, type MomentEventKind } from '#shared/run/events.ts';
import type { AxisRange } from '#shared/run/playback.ts';
import { roundTimeStep, type TimelineWindow } from '#shared/run/timeline-window.ts';
import type { RulerMark, TimelineSubject } from '../timeline/subject.ts';
import type { MomentSession } from './moment-session.ts';
import { formatClock, formatDay, formatMoment, wereRunning } from './moment-words.ts';

const MINUTE = 60_000;

/** All experiments of a source on one clock, as the Wall's timeline shows them. */
export class MomentTimeline implements TimelineSubject {
  readonly window = createStore<TimelineWindow>(() => null);
  readonly kinds = MOMENT_EVENT_KINDS;
  readonly #session: MomentSession;

  constructor(session: MomentSession) {
    this.#session = session;
  }

  get player() {
    return this.#session.player;
  }

  densities(kind: EventKind, { from, to }: AxisRange, pieces: number): Density | null {
    if (!isOfMoment(kind)) return null;
    const axis = this.#axis;
    const counts: Density = new Uint32Array(pieces);
    const [first, last] = [axis.momentAt(from), axis.momentAt(to)];
    for (const moment of this.#session.timetable.marks(kind)) {
      if (moment < first) continue;
      if (moment > last) break;
      const share = to > from ? (axis.positionAt(moment) - from) / (to - from) : 0;
      const piece = Math.max(0, Math.min(pieces - 1, Math.floor(share * pieces)));
      counts[piece] = (counts[piece] ?? 0) + 1;
    }
    return counts;
  }

  /** Round times of day; the first one of a day says which. Pauses that are shortened have none. */
  ruler({ from, to }: AxisRange, least: number): readonly RulerMark[] {
    const axis = this.#axis;
    const apart = roundTimeStep(least);
    const marks: RulerMark[] = [];
    let dayBefore = '';
    for (let position = from; position <= to; position += least) {
      const moment = roundedUp(axis.momentAt(position), apart);
      const shortened = axis.endOfShortened(moment);
      const named = shortened === null ? moment : roundedUp(shortened, apart);
      position = Math.max(position, axis.positionAt(named));
      if (position > to || named > axis.lastMoment) break;
      const day = formatDay(named);
      const time = formatClock(named, apart < MINUTE);
      marks.push({ position, text: day === dayBefore ? time : `${day} ${time}` });
      dayBefore = day;
    }
    return marks;
  }

  pauses({ from, to }: AxisRange): readonly AxisRange[] {
    return this.#axis.pauses.filter((pause) => pause.to > from && pause.from < to);
  }

  describe(position: number): string {
    const moment = this.#axis.momentAt(position);
    const outage = this.#session.timetable.outageAt(moment);
    const words = `${formatMoment(moment)}, ${wereRunning(this.#session.timetable.goingOn(moment, moment).length)}`;
    return outage ? `${words}, feed gap: ${outage.reason}` : words;
  }

  /** Seconds since the first experiment began, by the clock. */
  valueOf(position: number): number {
    const axis = this.#axis;
    return Math.floor((axis.momentAt(position) - axis.firstMoment) / 1_000);
  }

  onGrown(listener: () => void): () => void {
    return this.#session.onGrown(listener);
  }

  get #axis() {
    return this.#session.axis(this.player.playback.axis);
  }
}

function isOfMoment(kind: EventKind): kind is MomentEventKind {
  return (MOMENT_EVENT_KINDS as readonly EventKind[]).includes(kind);
}

/** The next round time of this page's clock face, which may be half an hour beside that of another place. */
function roundedUp(moment: number, apart: number): number {
  const offset = new Date(moment).getTimezoneOffset() * MINUTE;
  return Math.ceil((moment - offset) / apart) * apart + offset;
}
