import { deriveState, type ExperimentSummary, STALE_AFTER_MS } from '../domain/experiment.ts';
import type { MomentEventKind } from './events.ts';
import type { Stretch } from './moment-axis.ts';
import type { Outage } from './outages.ts';

/** When an experiment went on, as its summary tells. Milliseconds since 1970 by the server's clock. */
export interface Span {
  readonly experiment: ExperimentSummary;
  readonly from: number;
  /** Its last sign of life. */
  readonly last: number;
  /** From here on it was completed, or silent for so long that it counts as stale. */
  readonly until: number;
}

/** A moment that a timeline marks. */
type Marks = Readonly<Record<MomentEventKind, Float64Array>>;

/** As far as a Date goes; PostgreSQL's "infinity" is beyond. */
const LATEST_TIME = 8.64e15;

/** When which of many experiments went on: what the one clock of all of them is made from. */
export class Timetable {
  /** By when they began. Experiments of which nothing says when they were are not among them. */
  readonly spans: readonly Span[];
  readonly outages: readonly Outage[];
  readonly #marks: Marks;

  constructor(experiments: readonly ExperimentSummary[], outages: readonly Outage[]) {
    this.spans = experiments
      .map(spanOf)
      .filter((span) => span !== null)
      .sort((a, b) => a.from - b.from || a.experiment.id - b.experiment.id);
    this.outages = outages.map(({ from, to, reason }) => ({
      from: Math.floor(from),
      to: to === null ? null : Math.ceil(to),
      reason,
    }));
    this.#marks = marksOf(this.spans, this.outages);
  }

  /**
   * The times in which something went on, those that touch as one.
   * @param end until when it is known, where that is later than the last sign of an experiment: now, or a session's end
   */
  stretches(end: number | null): readonly Stretch[] {
    const busy: { from: number; to: number }[] = [];
    for (const { experiment, from, last, until } of this.spans) {
      const goesOn = end !== null && experiment.completedAt === null && until > end;
      busy.push(whole(from, goesOn ? Math.max(last, end) : last));
      const { completedAt } = experiment;
      // Hours after the last action it was cleaned up, and not busy until then.
      if (isMoment(completedAt) && completedAt > last) {
        busy.push(completedAt - last < STALE_AFTER_MS ? whole(last, completedAt) : whole(completedAt, completedAt));
      }
    }
    if (busy.length === 0) return [];
    if (end !== null) busy.push(whole(end, end));
    // Where an outage begins and ends is a place of its own, also within a pause.
    for (const { from, to } of this.outages) for (const at of [from, to ?? from]) busy.push(whole(at, at));
    return merged(busy);
  }

  /** The experiments that went on at some moment of a range, by when they began. */
  goingOn(from: number, to: number): readonly Span[] {
    const found: Span[] = [];
    for (const span of this.spans) {
      if (span.from > to) break;
      if (span.until >= from) found.push(span);
    }
    return found;
  }

  /** Ascending moments. */
  marks(kind: MomentEventKind): Float64Array {
    return this.#marks[kind];
  }

  /** The nearest mark of these kinds after (1) or before (−1) a moment; null when there is none. */
  markBeside(moment: number, direction: 1 | -1, kinds: Iterable<MomentEventKind>): number | null {
    let nearest: number | null = null;
    for (const kind of kinds) {
      const marks = this.#marks[kind];
      const found = direction > 0 ? marks.find((at) => at > moment) : marks.findLast((at) => at < moment);
      if (found !== undefined && (nearest === null || (found - nearest) * direction < 0)) nearest = found;
    }
    return nearest;
  }

  /** The outage that a moment lies in. */
  outageAt(moment: number): Outage | null {
    return this.outages.find(({ from, to }) => from <= moment && moment < (to ?? Number.POSITIVE_INFINITY)) ?? null;
  }
}

/** When an experiment went on; null where nothing says so. */
function spanOf(experiment: ExperimentSummary): Span | null {
  const { startedAt, lastActionAt, completedAt } = experiment;
  const began = [startedAt, lastActionAt, completedAt].find(isMoment);
  if (began === undefined) return null;
  // The clock counts whole milliseconds: in the one in which it began, it went on.
  const from = Math.floor(began);
  // Where nobody knows when it acted last, it may have done so until it was completed.
  const sign = [lastActionAt, completedAt].find(isMoment) ?? from;
  const last = Math.max(from, sign);
  const completed = isMoment(completedAt) ? Math.max(from, completedAt) : Number.POSITIVE_INFINITY;
  return { experiment, from, last, until: Math.min(completed, last + STALE_AFTER_MS) };
}

function marksOf(spans: readonly Span[], outages: readonly Outage[]): Marks {
  const ends = { reached: [] as number[], failed: [] as number[], done: [] as number[] };
  for (const { experiment } of spans) {
    if (!isMoment(experiment.completedAt)) continue;
    const state = deriveState(experiment, experiment.completedAt);
    // At the mark it has ended.
    ends[state === 'goal' ? 'reached' : state === 'failed' ? 'failed' : 'done'].push(Math.ceil(experiment.completedAt));
  }
  return {
    start: Float64Array.from(spans, ({ from }) => from),
    reached: Float64Array.from(ends.reached).sort(),
    failed: Float64Array.from(ends.failed).sort(),
    done: Float64Array.from(ends.done).sort(),
    gap: Float64Array.from(outages, ({ from }) => from).sort(),
  };
}

function isMoment(at: number | null): at is number {
  return at !== null && Math.abs(at) <= LATEST_TIME;
}

/** Whole milliseconds outwards: actions are known to the millisecond. */
function whole(from: number, to: number): { from: number; to: number } {
  return { from: Math.floor(from), to: Math.ceil(to) };
}

function merged(busy: { from: number; to: number }[]): readonly Stretch[] {
  busy.sort((a, b) => a.from - b.from);
  const stretches: { from: number; to: number }[] = [];
  for (const stretch of busy) {
    const before = stretches.at(-1);
    if (before && stretch.from <= before.to) before.to = Math.max(before.to, stretch.to);
    else stretches.push(stretch);
  }
  return stretches;
}
