import type { ExperimentState } from '#shared/domain/experiment.ts';

const whole = new Intl.NumberFormat('en');
const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const BYTE_UNITS = ['kB', 'MB', 'GB', 'TB'];
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** 12345 → 12,345. */
export function formatCount(count: number): string {
  return whole.format(count);
}

/** How long ago, in the shortest words: "now", "12 s ago", "5 min ago", "3 h ago", "2 d ago". */
export function formatAge(ms: number): string {
  if (ms < 1_500) return 'now';
  return `${formatDuration(ms)} ago`;
}

/** A duration in one unit: "850 ms", "12 s", "5 min", "3 h", "2 d". */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < MINUTE) return `${Math.floor(ms / 1_000)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h`;
  return `${Math.floor(ms / DAY)} d`;
}

/** Time since a start as a clock shows it: "0:07", "12:05", "1:02:03"; below a second with tenths. */
export function formatElapsed(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  if (ms > 0 && ms < 1_000) return `${(ms / 1_000).toFixed(1)} s`;
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60];
  const hours = Math.floor(seconds / 3_600);
  if (hours > 0) parts.unshift(hours);
  return parts.map((part, place) => (place === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

/** Bytes in the largest unit that leaves a number before the point: "850 B", "12 kB", "3.4 MB". Powers of ten, as disks count. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  const power = Math.min(BYTE_UNITS.length, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1_000 ** power;
  return `${value < 9.95 ? value.toFixed(1) : whole.format(Math.round(value))} ${BYTE_UNITS[power - 1]}`;
}

/** A day and a time on this page's clock: "30 Nov 2026, 18:43". */
export function formatMoment(at: number | null): string {
  return at === null ? '–' : moment.format(at);
}

/** A moment on this page's clock face. */
export function formatTime(at: number | null): string {
  return at === null ? '–' : new Date(at).toLocaleTimeString('en-GB');
}

/** move_north → north; other types with spaces for underscores. */
export function formatAction(type: string): string {
  return type.replace(/^move_/, '').replaceAll('_', ' ');
}

/** What a state means, for tooltips and screen readers. */
export const STATE_MEANING: Readonly<Record<ExperimentState, string>> = {
  goal: 'The agent has seen the goal',
  failed: 'The experiment ended with a failure',
  done: 'Completed without seeing the goal',
  starting: 'Started, no action yet',
  running: 'Actions are coming',
  stale: 'Neither completed nor active for five minutes',
};
