import type { Cell } from '../mazes/grid.ts';
import { moveTo, openMoves, type StrategyFactory, step } from './strategy.ts';

/** Goes where it has not been, and back the way it came when there is no such place: it gets everywhere in the end. */
export const depthFirst: StrategyFactory = (random) => {
  const trail: Cell[] = [];
  return {
    decide(situation) {
      const { at, memory } = situation;
      const way = memory.goal && memory.findWay(at, isCell(memory.goal));
      const next = way?.[0];
      if (next) return { move: moveTo(at, next), motive: 'goal' };
      const last = trail.at(-1);
      // A move may have failed, and a lapse may have led elsewhere: the trail is only what was really walked.
      if (last === undefined || last.x !== at.x || last.y !== at.y) trail.push(at);
      const fresh = openMoves(situation).filter((move) => memory.visits(step(at, move)) === 0);
      if (fresh.length > 0) return { move: random.pick(fresh), motive: 'explore' };
      trail.pop();
      const back = trail.at(-1);
      if (back && isBeside(at, back)) return { move: moveTo(at, back), motive: 'backtrack' };
      // Nothing left on the trail: start anew from the nearest place that was seen and never entered.
      const unvisited = memory.findWay(at, (cell) => memory.visits(cell) === 0)?.[0];
      if (unvisited) return { move: moveTo(at, unvisited), motive: 'explore' };
      return { move: random.pick(openMoves(situation)), motive: 'wander' };
    },
  };
};

function isCell(target: Cell): (cell: Cell) => boolean {
  return ({ x, y }) => x === target.x && y === target.y;
}

function isBeside(a: Cell, b: Cell): boolean {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y) === 1;
}
