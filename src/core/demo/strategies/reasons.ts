import type { MoveType } from '#shared/domain/action.ts';
import type { Cell } from '../mazes/grid.ts';
import type { Random } from '../random.ts';
import type { Motive } from './strategy.ts';

/** What the sentences may mention. */
interface Occasion {
  readonly motive: Motive;
  readonly at: Cell;
  readonly direction: string;
  readonly seenCount: number;
  readonly visits: number;
}

type Sentence = (occasion: Occasion) => string;

const SENTENCES: Record<Motive, readonly Sentence[]> = {
  explore: [
    ({ direction }) => `The passage to the ${direction} is open and I have not been there yet.`,
    ({ direction, at }) => `From (${at.x}, ${at.y}) the ${direction} side is new to me, so I continue there.`,
    ({ direction }) => `Unvisited cell ahead. Going ${direction} keeps the search moving forward.`,
    ({ direction }) => `I prefer cells I have never entered; the one to the ${direction} qualifies.`,
  ],
  wander: [
    ({ direction }) => `No clear preference here, I will try ${direction}.`,
    ({ direction }) => `I don't see the goal. Moving ${direction} to look around.`,
    ({ direction }) => `Continuing ${direction}.`,
    ({ direction, visits }) => `I may have been here before (${visits} times?). ${capital(direction)} seems fine.`,
  ],
  'follow-wall': [
    ({ direction }) => `Right-hand rule: keep the wall on my right and go ${direction}.`,
    ({ direction }) => `The wall continues, so I follow it ${direction}.`,
    ({ direction }) => `Following the wall. Next step ${direction}.`,
  ],
  backtrack: [
    ({ direction }) => `Dead end. I return ${direction} to the last junction.`,
    ({ direction, at }) => `All neighbours of (${at.x}, ${at.y}) are explored or walls; backtracking ${direction}.`,
    ({ direction }) => `Nothing new here, retracing my steps ${direction}.`,
  ],
  frontier: [
    ({ direction }) => `The nearest unexplored area is reached by going ${direction}.`,
    ({ direction, seenCount }) => `I have mapped ${seenCount} cells. The closest unknown border lies ${direction}.`,
    ({ direction }) => `Heading ${direction}: from there I should be able to see around the corner.`,
    ({ direction }) => `To reveal more of the maze I take the shortest way to the edge of my map, ${direction}.`,
  ],
  goal: [
    ({ direction }) => `I can see the goal. The shortest way starts ${direction}.`,
    ({ direction }) => `Goal in view, moving ${direction} towards it.`,
    ({ direction }) => `The target tile is on my map now; ${direction} brings me closer.`,
  ],
  circle: [
    ({ direction }) => `I should check ${direction} again, I might have missed an opening.`,
    ({ direction }) => `This corridor looks unexplored. Moving ${direction}.`,
    ({ direction }) => `Let me go back ${direction} and verify the path.`,
  ],
  'push-wall': [
    ({ direction }) => `The goal is probably to the ${direction}, so I go ${direction}.`,
    ({ direction }) => `I believe there is an opening to the ${direction}.`,
    ({ direction }) => `Trying ${direction} to see if the way is free.`,
  ],
  recall: [
    () => 'I am not sure which corridors I have tried. Recalling my movement history first.',
    ({ visits }) => `I seem to have been here ${visits} times. I should look at what I did before.`,
    () => 'Before I choose a direction I want to review what I remember about this maze.',
  ],
  lost: [
    () => 'Based on the information given, the best course of action would be to continue exploring the maze.',
    () => 'Let me think about the layout. The walls suggest a corridor, but I am not certain of its direction.',
    () => 'I would move towards the unexplored region.',
  ],
};

/** A short text such as a model gives as the reason for one call. */
export function explain(motive: Motive, at: Cell, move: MoveType | null, memory: Knowledge, random: Random): string {
  const direction = move === null ? '' : move.slice('move_'.length);
  return random.pick(SENTENCES[motive])({
    motive,
    at,
    direction,
    seenCount: memory.seenCount,
    visits: memory.visits(at),
  });
}

/** A model's whole answer at the beginning of a turn. */
export function answer(at: Cell, moves: number, first: string, random: Random): string {
  const opening = random.pick([
    `I am at (${at.x}, ${at.y}).`,
    `Current position: (${at.x}, ${at.y}).`,
    `Looking at my surroundings from (${at.x}, ${at.y}).`,
    `Okay, position (${at.x}, ${at.y}).`,
  ]);
  const plan = moves > 1 ? `I will make ${moves} calls this turn.` : 'One call this turn.';
  return random.chance(0.3) ? `${opening} ${first}` : `${opening} ${first} ${plan}`;
}

interface Knowledge {
  readonly seenCount: number;
  visits(cell: Cell): number;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
