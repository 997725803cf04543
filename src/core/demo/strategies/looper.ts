import type { Cell } from '../mazes/grid.ts';
import { greedy } from './greedy.ts';
import { moveTo, type StrategyFactory } from './strategy.ts';

/** The fewest and the most steps before it begins to walk to and fro. */
const SANE_STEPS = { least: 90, most: 220 } as const;

/** Explores well for a while, then goes to and fro along its last few cells for ever: what a researcher looks for. */
export const looper: StrategyFactory = (random) => {
  const explorer = greedy(random);
  const patience = random.whole(SANE_STEPS.least, SANE_STEPS.most);
  const length = random.whole(4, 9);
  const recent: Cell[] = [];
  let index: number | null = null;
  let direction = -1;
  return {
    decide(situation) {
      const { at, steps } = situation;
      if (index === null) {
        const last = recent.at(-1);
        if (!last || last.x !== at.x || last.y !== at.y) recent.push(at);
        if (recent.length > length) recent.shift();
        if (steps < patience || recent.length < length) return explorer.decide(situation);
        index = recent.length - 1;
      }
      if (recent[index + direction] === undefined) direction = -direction;
      index += direction;
      const target = recent[index];
      return target ? { move: moveTo(at, target), motive: 'circle' } : explorer.decide(situation);
    },
  };
};
