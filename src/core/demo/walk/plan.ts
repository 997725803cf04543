import type { DemoMaze } from '../mazes/catalogue.ts';
import { createRandom, type Random } from '../random.ts';
import type { StrategyName } from '../strategies/catalogue.ts';
import { type DemoModel, MODELS } from './models.ts';

/** How a run ends if it finds no goal before. */
export type Fate =
  | { readonly kind: 'complete' }
  | { readonly kind: 'failed'; readonly atStep: number; readonly reason: string }
  | { readonly kind: 'stalled'; readonly atStep: number };

/** Everything that is decided about an experiment before its first step. */
export interface RunPlan {
  /** Which experiment of the laboratory this is, from 1. */
  readonly ordinal: number;
  readonly model: DemoModel;
  readonly strategy: StrategyName;
  readonly maze: DemoMaze;
  /** How far the agent sees, in cells. */
  readonly radius: number;
  readonly maxMoves: number;
  readonly fate: Fate;
  readonly comment: string | null;
}

/** Failures as Oriole writes them: JSON from its Step Functions, plain text from its own code. */
export const FAILURES: readonly string[] = [
  JSON.stringify({ errorType: 'ThrottlingException', message: 'Too many tokens, please wait before trying again.' }),
  JSON.stringify({ errorType: 'ContextOverflow', message: 'The prompt is longer than num_ctx (8192).' }),
  'Connection to the model server was lost: read ECONNRESET',
  'The model answered without a tool call 5 times in a row',
];

const COMMENTS: readonly (string | null)[] = [
  'A/B: 14b vs 7b, temp 0',
  'vision radius 6 vs 8',
  'nightly sweep, prompt v14',
  'recall every 25 moves',
  'baseline without memory',
  null,
];

/** How often a live run ends badly. */
const FAILURE_RATE = 0.08;
const STALL_RATE = 0.06;

/**
 * The experiment with this ordinal: it depends on the seed and the ordinal alone, not on the clock or on what other
 * agents do. Any five that follow each other differ in their model and in their maze.
 */
export function planRun(seed: number, ordinal: number, mazes: readonly DemoMaze[]): RunPlan {
  const order = createRandom(seed, 'order');
  const model = at(order.shuffled(MODELS), ordinal);
  const maze = at(order.shuffled(mazes), ordinal);
  const random = createRandom(seed, 'plan', ordinal);
  return {
    ordinal,
    model,
    strategy: random.pick(model.strategies),
    maze,
    radius: random.whole(6, 8),
    maxMoves: random.pick(maze.maxMoves),
    fate: planFate(random),
    comment: random.pick(COMMENTS),
  };
}

function planFate(random: Random): Fate {
  const lot = random.unit();
  const atStep = random.whole(25, 180);
  if (lot < FAILURE_RATE) return { kind: 'failed', atStep, reason: random.pick(FAILURES) };
  if (lot < FAILURE_RATE + STALL_RATE) return { kind: 'stalled', atStep };
  return { kind: 'complete' };
}

function at<T>(items: readonly T[], ordinal: number): T {
  const item = items[ordinal % items.length];
  if (item === undefined) throw new RangeError('The demo laboratory has no mazes or no models.');
  return item;
}
