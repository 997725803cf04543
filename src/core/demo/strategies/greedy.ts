import type { Cell } from '../mazes/grid.ts';
import type { Memory } from './memory.ts';
import { moveTo, openMoves, type StrategyFactory } from './strategy.ts';

/** Goes to the goal once it is in sight, and until then the shortest way to where something unseen begins. */
export const greedy: StrategyFactory = (random) => {
  let plan: Cell[] = [];
  let aim: 'goal' | 'frontier' = 'frontier';
  return {
    decide(situation) {
      const { at, memory } = situation;
      if (memory.goal && aim !== 'goal') [plan, aim] = [[], 'goal'];
      if (!isCurrent(plan, at, memory, aim)) plan = findPlan(at, memory) ?? [];
      const next = plan.shift();
      if (next) return { move: moveTo(at, next), motive: aim };
      const open = openMoves(situation);
      return open.length > 0
        ? { move: random.pick(open), motive: 'wander' }
        : { move: 'move_north', motive: 'push-wall' };
    },
  };
};

function findPlan(at: Cell, memory: Memory): Cell[] | null {
  const { goal } = memory;
  const toGoal = goal && memory.findWay(at, ({ x, y }) => x === goal.x && y === goal.y);
  return toGoal ?? memory.findWay(at, (cell) => memory.isFrontier(cell));
}

/** A plan holds while it begins beside the agent, and its end is still worth going to. */
function isCurrent(plan: readonly Cell[], at: Cell, memory: Memory, aim: 'goal' | 'frontier'): boolean {
  const next = plan[0];
  const end = plan.at(-1);
  if (!next || !end || Math.abs(next.x - at.x) + Math.abs(next.y - at.y) !== 1) return false;
  return aim === 'goal' || memory.isFrontier(end);
}
