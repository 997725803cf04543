import type { MoveType } from '#shared/domain/action.ts';
import { HEADINGS, openMoves, type StrategyFactory } from './strategy.ts';

/** Goes on as it goes, turns where it likes, remembers nothing. */
export const randomWalk: StrategyFactory = (random) => {
  let last: MoveType | null = null;
  return {
    decide(situation) {
      const open = openMoves(situation);
      const goesOn = last !== null && open.includes(last) && random.chance(0.7);
      const move = goesOn && last ? last : random.pick(open.length > 0 ? open : HEADINGS);
      last = move;
      return { move, motive: 'wander' };
    },
  };
};
