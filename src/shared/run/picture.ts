import { isMove, MOVES, type MoveType } from '../domain/action.ts';
import type { Position, Run } from './run.ts';

/** How many of the last actions the trail shows, unless somebody chose another number. */
export const TRAIL_LENGTH = 48;

/** A failed move near the playhead: the agent stood here and ran into what lies that way. */
export interface Bump extends Position {
  readonly heading: MoveType;
  /** 0 for the newest action, 1 at the far end of the trail. */
  readonly age: number;
}

/**
 * Everything that is drawn of a run at one index besides its layers: a pure function of the run and the playhead, so
 * live, replay, tests and exports draw the same.
 */
export interface Picture {
  /** The index shown; −1 before the first action. */
  readonly index: number;
  /** The step number shown; 0 before the first action. */
  readonly step: number;
  readonly agent: Position | null;
  /** The way the agent last tried to go. */
  readonly heading: MoveType | null;
  /** True when the action shown ran into a wall. */
  readonly bumped: boolean;
  /** Positions up to the agent's own, oldest first, without repeats in place. */
  readonly trail: readonly Position[];
  readonly bumps: readonly Bump[];
}

/**
 * The picture of a run at an index.
 * @param index place of the action shown, clamped to the run; −1 shows the start
 * @param start where the experiment says the agent begins, used until an action tells
 * @param trailLength how many of the last actions the trail and the bumps show, at least 1
 */
export function pictureAt(
  run: Run,
  index: number,
  start: Position | null,
  trailLength: number = TRAIL_LENGTH,
): Picture {
  const shown = Math.max(-1, Math.min(index, run.length - 1));
  if (shown < 0) {
    return { index: -1, step: 0, agent: start, heading: null, bumped: false, trail: [], bumps: [] };
  }
  const first = Math.max(0, shown - trailLength + 1);
  const trail: Position[] = [];
  const bumps: Bump[] = [];
  let heading: MoveType | null = null;
  for (let i = first; i <= shown; i++) {
    if (i === first) push(trail, run.fromAt(i));
    push(trail, run.positionAt(i));
    const type = run.typeAt(i);
    if (!isMove(type)) continue;
    heading = type;
    const at = run.positionAt(i);
    if (at && !run.succeededAt(i)) bumps.push({ ...at, heading, age: (shown - i) / trailLength });
  }
  return {
    index: shown,
    step: run.stepAt(shown),
    agent: trail.at(-1) ?? start,
    heading,
    bumped: isMove(run.typeAt(shown)) && !run.succeededAt(shown),
    trail,
    bumps,
  };
}

/** The cell that a bump ran into. */
export function bumpedInto(bump: Bump): Position {
  const { dx, dy } = MOVES[bump.heading];
  return { x: bump.x + dx, y: bump.y + dy };
}

function push(trail: Position[], position: Position | null): void {
  if (position === null) return;
  const last = trail.at(-1);
  if (last?.x !== position.x || last.y !== position.y) trail.push(position);
}
