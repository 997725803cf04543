import type { Action } from '#shared/domain/action.ts';
import { type Maze, readMaze } from '#shared/domain/maze.ts';
import { action } from './actions.ts';

/** A small generator of numbers in [0, 1): the same seed gives the same run. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const MAZE: Maze = readMaze({
  id: 1,
  name: 'random',
  width: 12,
  height: 6,
  grid: Array.from({ length: 6 }, (_, y) =>
    Array.from({ length: 12 }, (__, x) => (x === 10 && y === 4 ? 2 : (x * 7 + y * 3) % 5 === 0 ? 1 : 0)),
  ),
  seeThroughWalls: false,
});

const TYPES = [
  'move_north',
  'move_east',
  'move_south',
  'move_west',
  'recall_all',
  'recall_movement_history',
  'no_tool_call',
  'teleport',
];

/** Actions with all that real data does: holes, duplicate steps, nulls, clocks that go back, cells off the grid. */
export function randomActions(seed: number, count: number): Action[] {
  const random = randomOf(seed);
  const whole = (from: number, to: number) => from + Math.floor(random() * (to - from + 1));
  const maybe = <T>(chance: number, value: T): T | null => (random() < chance ? null : value);
  let at = 1_000_000;
  let step = 0;
  let turn = 0;
  let [x, y] = [1, 1];
  return Array.from({ length: count }, (_, index) => {
    at += whole(-200, 4_000);
    step += random() < 0.1 ? 0 : random() < 0.1 ? 3 : 1;
    if (random() < 0.3) turn++;
    const fromX = maybe(0.05, x);
    const fromY = maybe(0.05, y);
    if (random() < 0.8) x = Math.max(-1, Math.min(12, x + whole(-1, 1)));
    if (random() < 0.8) y = Math.max(-1, Math.min(6, y + whole(-1, 1)));
    return action({
      id: index + 1,
      step,
      type: TYPES[whole(0, TYPES.length - 1)] ?? 'teleport',
      success: random() < 0.7,
      fromX,
      fromY,
      toX: maybe(0.2, x),
      toY: maybe(0.2, y),
      at: maybe(0.1, at),
      turn: maybe(0.1, turn),
      seen: Int16Array.from({ length: 2 * whole(0, 3) }, () => whole(-1, 11)),
    });
  });
}

/** The same actions in batches, some of them late. */
export function lateBatches(actions: readonly Action[], seed: number): Action[][] {
  const random = randomOf(seed);
  const batches: Action[][] = [];
  let late: Action[] = [];
  for (let start = 0; start < actions.length; ) {
    const end = start + 1 + Math.floor(random() * 200);
    const batch = actions.slice(start, end);
    const now = batch.filter(() => random() > 0.03);
    batches.push([...now, ...late]);
    late = batch.filter((entry) => !now.includes(entry));
    start = end;
  }
  batches.push(late);
  return batches;
}
