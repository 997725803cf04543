import type { AxisRange } from '#shared/run/playback.ts';
import { roundTimeStep } from '#shared/run/timeline-window.ts';
import { formatElapsed } from '../words.ts';
import type { RulerMark } from './subject.ts';

/** Marks at round times, for a range in milliseconds. */
export function timeRuler(range: AxisRange, least: number): readonly RulerMark[] {
  const apart = roundTimeStep(least);
  const marks: RulerMark[] = [];
  for (let at = Math.ceil(range.from / apart) * apart; at <= range.to; at += apart) {
    marks.push({ position: at, text: formatElapsed(at) });
  }
  return marks;
}
