import { MOVES, type MoveType } from '#shared/domain/action.ts';
import type { Cell } from '../mazes/grid.ts';
import type { Random } from '../random.ts';
import type { Memory } from './memory.ts';

/** Why an agent does what it does; `reasons.ts` has the words. */
export type Motive =
  | 'explore'
  | 'wander'
  | 'follow-wall'
  | 'backtrack'
  | 'frontier'
  | 'goal'
  | 'circle'
  | 'push-wall'
  | 'recall'
  | 'lost';

/** What an agent wants to do next. */
export interface Decision {
  readonly move: MoveType;
  readonly motive: Motive;
}

/** What a strategy decides from: the agent's own place and memory, nothing else. */
export interface Situation {
  readonly at: Cell;
  readonly memory: Memory;
  /** The steps taken so far. */
  readonly steps: number;
}

/** A way to walk through a maze that one knows only as far as one has seen it. */
export interface Strategy {
  decide(situation: Situation): Decision;
}

/** Makes a strategy for one run; it may keep what it likes between decisions. */
export type StrategyFactory = (random: Random) => Strategy;

/** Clockwise from north: a turn to the right is one further. */
export const HEADINGS = ['move_north', 'move_east', 'move_south', 'move_west'] as const satisfies readonly MoveType[];

/** The cell that a move leads to when nothing is in the way. */
export function step({ x, y }: Cell, move: MoveType): Cell {
  const { dx, dy } = MOVES[move];
  return { x: x + dx, y: y + dy };
}

/** The moves that lead to cells known to be open. */
export function openMoves({ at, memory }: Situation): MoveType[] {
  return HEADINGS.filter((move) => memory.isOpen(step(at, move)));
}

/** The move from a cell to the one beside it. */
export function moveTo(from: Cell, to: Cell): MoveType {
  const move = HEADINGS.find((heading) => {
    const { x, y } = step(from, heading);
    return x === to.x && y === to.y;
  });
  if (!move) throw new Error(`(${to.x}, ${to.y}) is not beside (${from.x}, ${from.y}).`);
  return move;
}

/** The move in a heading counted clockwise from north, any whole number. */
export function heading(turns: number): MoveType {
  return HEADINGS[((turns % 4) + 4) % 4] ?? 'move_north';
}
