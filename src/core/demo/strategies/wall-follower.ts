import { heading, type StrategyFactory, step } from './strategy.ts';

/** Keeps its right hand on a wall. It finds any goal that lies along that wall, and circles a free-standing one for ever. */
export const wallFollower: StrategyFactory = (random) => {
  let facing = random.whole(0, 3);
  return {
    decide({ at, memory }) {
      // Away from every wall the rule would turn right for ever: go straight on until there is a wall to follow.
      const beside = step(at, heading(facing + 1));
      const touches = !memory.isOpen(beside) || !memory.isOpen(step(beside, heading(facing + 2)));
      if (!touches && memory.isOpen(step(at, heading(facing)))) return { move: heading(facing), motive: 'wander' };
      for (const turn of [1, 0, -1, 2]) {
        const move = heading(facing + turn);
        if (!memory.isOpen(step(at, move))) continue;
        facing += turn;
        return { move, motive: 'follow-wall' };
      }
      return { move: heading(facing), motive: 'push-wall' };
    },
  };
};
