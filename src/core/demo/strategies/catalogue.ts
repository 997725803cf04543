import { depthFirst } from './depth-first.ts';
import { greedy } from './greedy.ts';
import { looper } from './looper.ts';
import { randomWalk } from './random-walk.ts';
import type { StrategyFactory } from './strategy.ts';
import { wallFollower } from './wall-follower.ts';

/** Every way of walking, by its name. */
export const STRATEGIES = {
  'depth-first': depthFirst,
  greedy,
  looper,
  'random-walk': randomWalk,
  'wall-follower': wallFollower,
} as const satisfies Record<string, StrategyFactory>;

export type StrategyName = keyof typeof STRATEGIES;
