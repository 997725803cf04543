import type { EventKind } from '#shared/run/events.ts';

/** What the kinds of events are called. */
export const MARKER_TITLES: Readonly<Record<EventKind, string>> = {
  'wall-hit': 'Wall hits',
  recall: 'Recalls',
  turn: 'Turns',
  goal: 'Goal first seen',
  gap: 'Feed gaps',
  bookmark: 'Bookmarks',
  start: 'Starts',
  reached: 'Ends, goal seen',
  failed: 'Ends, failed',
  done: 'Ends, goal not seen',
};

/** The colours of a timeline; those of the marks are the maze's, after Okabe and Ito. */
export interface TimelineColours extends Readonly<Record<EventKind, string>> {
  readonly track: string;
  readonly text: string;
  readonly range: string;
}

const LIGHT: TimelineColours = {
  'wall-hit': '#d55e00',
  recall: '#a0458a',
  turn: '#7b8794',
  goal: '#007a59',
  gap: '#8a6d00',
  bookmark: '#0072b2',
  start: '#0072b2',
  reached: '#007a59',
  failed: '#d55e00',
  done: '#7b8794',
  track: '#cdd4db',
  text: '#5b6670',
  range: '#0072b2',
};

const DARK: TimelineColours = {
  'wall-hit': '#ff7a3d',
  recall: '#e68fca',
  turn: '#8592a0',
  goal: '#17b890',
  gap: '#e3b93c',
  bookmark: '#66b8ff',
  start: '#66b8ff',
  reached: '#17b890',
  failed: '#ff7a3d',
  done: '#8592a0',
  track: '#3a414b',
  text: '#9aa5b1',
  range: '#66b8ff',
};

export function timelineColours(scheme: 'light' | 'dark'): TimelineColours {
  return scheme === 'dark' ? DARK : LIGHT;
}
