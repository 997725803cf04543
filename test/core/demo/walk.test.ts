import { describe, expect, it } from 'vitest';
import { createMazes, type DemoMaze } from '#core/demo/mazes/catalogue.ts';
import { STRATEGIES, type StrategyName } from '#core/demo/strategies/catalogue.ts';
import { MODELS } from '#core/demo/walk/models.ts';
import { planRun, type RunPlan } from '#core/demo/walk/plan.ts';
import { type Ending, type WalkAction, walk } from '#core/demo/walk/walk.ts';
import { isMove, MOVES } from '#shared/domain/action.ts';
import { TILE } from '#shared/domain/maze.ts';

const SEED = 5;
const mazes = createMazes(SEED);
const names = Object.keys(STRATEGIES) as StrategyName[];

function plan(strategy: StrategyName, mazeName: string, changes: Partial<RunPlan> = {}): RunPlan {
  const maze = mazes.find(({ name }) => name === mazeName);
  const model = MODELS.find(({ name }) => name === 'qwen2.5:7b');
  if (!maze || !model) throw new Error('no such maze or model');
  return {
    ordinal: 1,
    model,
    strategy,
    maze,
    radius: 7,
    maxMoves: 500,
    comment: null,
    fate: { kind: 'complete' },
    ...changes,
  };
}

function walkAll(run: RunPlan, seed = SEED): { actions: WalkAction[]; ending: Ending | null } {
  const turns = [...walk(seed, run)];
  return { actions: turns.flatMap(({ actions }) => actions), ending: turns.at(-1)?.ending ?? null };
}

/** The same maze with every cell turned to its opposite that was not seen. */
function invertUnseen(maze: DemoMaze, seen: ReadonlySet<string>): DemoMaze {
  const { width, height } = maze.grid;
  const grid = createMazes(SEED).find(({ name }) => name === maze.name)?.grid ?? maze.grid;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      if (!seen.has(`${x},${y}`)) grid.set(x, y, grid.at(x, y) === TILE.wall ? TILE.empty : TILE.wall);
    }
  }
  return { ...maze, grid };
}

describe.each(names)('%s', (strategy) => {
  it.each(['03_braided_maze', '04_rooms'])('walks as Oriole records it in %s', (maze) => {
    const run = plan(strategy, maze);
    let at = run.maze.start;
    for (const [i, action] of walkAll(run).actions.entries()) {
      expect(action.step).toBe(i + 1);
      expect(action.from).toEqual(at);
      expect(action.reasoning).not.toBe('');
      if (isMove(action.type)) {
        const { dx, dy } = MOVES[action.type];
        const target = { x: at.x + dx, y: at.y + dy };
        expect(action.success).toBe(run.maze.grid.isOpen(target.x, target.y));
        expect(action.to).toEqual(action.success ? target : at);
        at = action.success ? target : at;
      } else {
        expect(action.to).toBeNull();
      }
    }
  });

  it('decides nothing from cells that it has not seen', () => {
    const run = plan(strategy, '03_braided_maze', { maxMoves: 150 });
    const first = walkAll(run).actions;
    const seen = new Set(first.flatMap((action) => Object.keys(JSON.parse(action.seen) as object)));
    // What was in sight before the first action is in the first action's sight too, give or take one cell: start there.
    for (let y = -8; y <= 8; y++) {
      for (let x = -8; x <= 8; x++) seen.add(`${run.maze.start.x + x},${run.maze.start.y + y}`);
    }
    const other = { ...run, maze: invertUnseen(run.maze, seen) };
    expect(other.maze.grid.tiles).not.toEqual(run.maze.grid.tiles);
    expect(walkAll(other).actions).toEqual(first);
  });

  it('takes the same steps under the same seed, and others under another', () => {
    const run = plan(strategy, '05_open_field');
    expect(walkAll(run)).toEqual(walkAll(run));
    expect(walkAll(run, SEED + 1)).not.toEqual(walkAll(run));
  });
});

it.each(mazes.map(({ name }) => name))('the greedy one finds the goal of %s and goes to it', (maze) => {
  const model = MODELS.find(({ name }) => name === 'claude-3.5-haiku');
  const { actions, ending } = walkAll(plan('greedy', maze, { maxMoves: 40_000, ...(model ? { model } : {}) }));
  expect(ending).toBe('goal');
  expect(actions.filter(({ findsGoal }) => findsGoal)).toHaveLength(1);
});

it('the depth-first one gets everywhere in the end', () => {
  expect(walkAll(plan('depth-first', '02_perfect_maze', { maxMoves: 40_000 })).ending).toBe('goal');
});

it('the looper ends on a few cells, to and fro', () => {
  const { actions } = walkAll(plan('looper', '02_perfect_maze', { maxMoves: 600 }));
  const last = actions.slice(-150).map(({ from }) => `${from.x},${from.y}`);
  expect(new Set(last).size).toBeLessThanOrEqual(9);
});

it('a failure and a stall end a run at their step', () => {
  expect(walkAll(plan('random-walk', '02_perfect_maze', { fate: { kind: 'stalled', atStep: 30 } }))).toMatchObject({
    ending: 'stalled',
    actions: { length: 30 },
  });
  const failed = plan('random-walk', '02_perfect_maze', { fate: { kind: 'failed', atStep: 40, reason: 'x' } });
  expect(walkAll(failed).ending).toBe('failed');
});

it('turns hold 1 to 8 actions; the answer is on the first; every kind of action occurs', () => {
  const types = new Set<string>();
  for (let ordinal = 1; ordinal <= 14; ordinal++) {
    for (const { actions } of walk(SEED, planRun(SEED, ordinal, mazes))) {
      expect(actions.length).toBeGreaterThanOrEqual(1);
      expect(actions.length).toBeLessThanOrEqual(8);
      expect(actions.map(({ answer }) => answer !== null)).toEqual(actions.map((_, i) => i === 0));
      for (const { type, success } of actions) types.add(success ? type : 'failed move');
    }
  }
  expect([...types].sort()).toEqual(
    [...Object.keys(MOVES), 'failed move', 'no_tool_call', 'recall_all', 'recall_movement_history'].sort(),
  );
});

it('a plan depends on seed and ordinal alone, and five in a row differ in model and maze', () => {
  const plans = Array.from({ length: 70 }, (_, i) => planRun(SEED, i + 1, mazes));
  expect(planRun(SEED, 33, mazes)).toEqual(plans[32]);
  for (let i = 0; i + 5 <= plans.length; i++) {
    const five = plans.slice(i, i + 5);
    expect(new Set(five.map(({ model }) => model.name)).size).toBe(5);
    expect(new Set(five.map(({ maze }) => maze.name)).size).toBe(5);
  }
  expect(new Set(plans.map(({ fate }) => fate.kind))).toEqual(new Set(['complete', 'failed', 'stalled']));
});
