import type { AxisRange } from './playback.ts';

/** The part of the axis that the timeline shows; null: all of it, also as it grows. */
export type TimelineWindow = AxisRange | null;

/** The range that a window shows of an axis that ends at `end`. */
export function shownRange(window: TimelineWindow, end: number): AxisRange {
  if (window === null) return { from: 0, to: end };
  const length = Math.min(window.to - window.from, end);
  const from = Math.max(0, Math.min(window.from, end - length));
  return { from, to: from + length };
}

/**
 * The window that is `factor` times as long, with the position `about` staying where it is.
 * @param least the shortest a window may be, in positions
 */
export function zoomWindow(
  window: TimelineWindow,
  end: number,
  factor: number,
  about: number,
  least: number,
): TimelineWindow {
  const { from, to } = shownRange(window, end);
  const length = Math.max(Math.min(least, end), (to - from) * factor);
  if (length >= end) return null;
  const share = to > from ? (about - from) / (to - from) : 0.5;
  return shownRange({ from: about - share * length, to: about + (1 - share) * length }, end);
}

/** The window moved by a distance. */
export function panWindow(window: TimelineWindow, end: number, by: number): TimelineWindow {
  if (window === null) return null;
  return shownRange({ from: window.from + by, to: window.to + by }, end);
}

/** The window, moved as far as it takes to have a position in it. */
export function windowAround(window: TimelineWindow, end: number, position: number): TimelineWindow {
  if (window === null) return null;
  const { from, to } = shownRange(window, end);
  if (position >= from && position <= to) return window;
  // With room in the direction that it went, so that it does not leave again at once.
  const margin = (to - from) * 0.1;
  const moved = position > to ? position - margin : position - (to - from) + margin;
  return shownRange({ from: moved, to: moved + (to - from) }, end);
}

/** Round distances for marks on a ruler: 1, 2 and 5 times powers of ten. */
export function roundStep(least: number): number {
  if (!(least > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= least) ?? 10;
  return factor * power;
}

/** Round distances in time, milliseconds: 1, 2, 5, 10, 15, 30 seconds and minutes, then hours and days. */
export function roundTimeStep(least: number): number {
  const SECOND = 1_000;
  const MINUTE = 60 * SECOND;
  const HOUR = 60 * MINUTE;
  const steps = [
    ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
    ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
    ...[1, 2, 6, 12, 24].map((count) => count * HOUR),
  ];
  if (least < SECOND) return Math.max(1, roundStep(least));
  return steps.find((step) => step >= least) ?? roundStep(least / (24 * HOUR)) * 24 * HOUR;
}
