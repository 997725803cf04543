import type { Layers } from '#shared/run/layers.ts';
import { TRAIL_LENGTH } from '#shared/run/picture.ts';

/** What is drawn of a run besides its maze, its start and its agent; each can be switched. */
export interface MazeOverlays {
  /** Cells that were visited are shaded, the latest strongest. */
  readonly visited: boolean;
  /** Cells are coloured by how often they were entered; in place of {@link visited}. */
  readonly heat: boolean;
  /** How many of the last steps the trail shows, 0 to {@link LONGEST_TRAIL}; 0 draws none. */
  readonly trail: number;
  /** Cells not yet seen are dimmed; otherwise all are drawn as seen. */
  readonly fog: boolean;
  /** What the agent sees at this step is outlined. */
  readonly seenNow: boolean;
  /** The shortest way from here to the goal. */
  readonly route: boolean;
  /** The shortest way from the start to the goal. */
  readonly optimal: boolean;
  /** Cells are coloured by which of two runs visited them; in place of {@link visited} and {@link heat}. */
  readonly difference: boolean;
  /** Failed moves leave a mark. */
  readonly hits: boolean;
}

/** What a maze shows unless somebody chose otherwise. */
export const DEFAULT_OVERLAYS: MazeOverlays = {
  visited: true,
  heat: false,
  trail: TRAIL_LENGTH,
  fog: true,
  seenNow: true,
  route: false,
  optimal: false,
  difference: false,
  hits: true,
};

/** A longer trail would be a line over everything; what was visited is told by shading. */
export const LONGEST_TRAIL = 1_000;

/** The `trailLength` to ask a picture for: at least the action shown, whose failed move is marked without a trail. */
export function trailLengthOf({ trail }: MazeOverlays): number {
  return Math.max(1, Math.min(LONGEST_TRAIL, Math.round(trail)));
}

/** Another run of the same maze, to tell this one from. */
export interface OtherRun {
  readonly layers: Layers;
  /** The other run's playhead; −1 before its first action. */
  readonly index: number;
}

/** What the cells are coloured by. */
export type CellFill = 'visits' | 'heat' | 'difference';

/** @param hasOther whether there is another run to tell this one from */
export function cellFillOf({ difference, heat }: MazeOverlays, hasOther: boolean): CellFill {
  if (difference && hasOther) return 'difference';
  return heat ? 'heat' : 'visits';
}
