/** The most visits told apart: as many as there can be steps in a run (`Layers`). */
const MOST_DOUBLINGS = 24;
/** The hottest colour stands for this many visits at least, so that the first steps of a run are not all hot. */
const LEAST_TOP = 4;

const SMALL = Uint8Array.from({ length: 1_024 }, (_, visits) => logarithm(visits));

/** Visits as a byte on a logarithmic scale, about ten levels for each doubling; 0 for none. */
export function heatLevel(visits: number): number {
  return SMALL[visits] ?? logarithm(visits);
}

/**
 * How many visits the hottest colour stands for: the next power of two, so that colours keep their meaning while the
 * playhead moves and change it all at once, rarely.
 * @param most visits of the cell that has most
 */
export function heatTop(most: number): number {
  return Math.max(LEAST_TOP, 2 ** Math.ceil(Math.log2(Math.max(1, most))));
}

function logarithm(visits: number): number {
  if (visits < 1) return 0;
  return Math.min(255, 1 + Math.round((254 * Math.log2(visits)) / MOST_DOUBLINGS));
}
