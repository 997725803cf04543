import { TILE } from '#shared/domain/maze.ts';
import { type Cell, neighbours } from '../mazes/grid.ts';
import { createRandom, type Random } from '../random.ts';
import { STRATEGIES } from '../strategies/catalogue.ts';
import { Memory } from '../strategies/memory.ts';
import { answer, explain } from '../strategies/reasons.ts';
import { type Decision, moveTo, type Strategy, step } from '../strategies/strategy.ts';
import { formatSeen, look } from '../vision.ts';
import type { RunPlan } from './plan.ts';
import { estimateUsage, type Usage } from './usage.ts';

/** One action of a run, as its row is first inserted. */
export interface WalkAction {
  readonly step: number;
  readonly type: string;
  readonly from: Cell;
  /** Null for actions that do not move. */
  readonly to: Cell | null;
  readonly success: boolean;
  readonly reasoning: string;
  /** On the turn's first action only. */
  readonly answer: string | null;
  /** `tiles_seen` as JSON. */
  readonly seen: string;
  /** True on the one action after which a goal was in sight for the first time. */
  readonly findsGoal: boolean;
  /** How long the agent waits after it, as a multiple of its pace. */
  readonly pause: number;
}

export type Ending = 'goal' | 'max-moves' | 'failed' | 'stalled';

/** The 1 to 8 actions of one model call, and what is written about them once it is over. */
export interface WalkTurn {
  readonly number: number;
  readonly actions: readonly WalkAction[];
  readonly usage: Usage;
  /** How the run ended with this turn, null while it goes on. */
  readonly ending: Ending | null;
}

/**
 * Walks a planned run, turn by turn. It knows no clock and no database: the history takes all turns at once, a live
 * agent takes one after the other, and both get the same.
 */
export function* walk(seed: number, plan: RunPlan): Generator<WalkTurn, void> {
  const random = createRandom(seed, 'walk', plan.ordinal);
  const walker = new Walker(plan, STRATEGIES[plan.strategy](random), random);
  for (let number = 1; ; number++) {
    const turn = walker.takeTurn(number);
    yield turn;
    if (turn.ending !== null) return;
  }
}

class Walker {
  readonly #plan: RunPlan;
  readonly #strategy: Strategy;
  readonly #random: Random;
  readonly #memory = new Memory();
  #at: Cell;
  #steps = 0;
  /** The step at which a run ends whose goal is in sight: some walk up to it, some are stopped a little later. */
  #lastStep: number | null = null;

  constructor(plan: RunPlan, strategy: Strategy, random: Random) {
    this.#plan = plan;
    this.#strategy = strategy;
    this.#random = random;
    this.#at = plan.maze.start;
    this.#memory.learn(this.#look());
    this.#memory.visit(this.#at);
  }

  takeTurn(number: number): WalkTurn {
    const { model } = this.#plan;
    const actions: WalkAction[] = [];
    const calls = this.#random.whole(1, model.callsPerTurn);
    let ending: Ending | null = null;
    if (this.#random.chance(model.silences)) {
      actions.push(this.#stay('no_tool_call', this.#explain({ move: null, motive: 'lost' }), calls));
      ending = this.#ending();
    }
    while (actions.length < calls && ending === null && actions[0]?.type !== 'no_tool_call') {
      actions.push(this.#act(actions.length === 0 ? calls : null));
      ending = this.#ending();
    }
    return { number, actions, usage: estimateUsage(model, number, actions.length, this.#random), ending };
  }

  /** @param calls how many calls the turn will have, on its first action; null on the others */
  #act(calls: number | null): WalkAction {
    const { model } = this.#plan;
    if (this.#random.chance(model.recalls)) {
      const type = this.#random.chance(0.7) ? 'recall_movement_history' : 'recall_all';
      return this.#stay(type, this.#explain({ move: null, motive: 'recall' }), calls);
    }
    const decision = this.#lapse() ?? this.#strategy.decide({ at: this.#at, memory: this.#memory, steps: this.#steps });
    const reasoning = this.#explain(decision);
    const from = this.#at;
    const target = step(from, decision.move);
    const success = this.#plan.maze.grid.isOpen(target.x, target.y);
    if (success) {
      this.#at = target;
      this.#memory.visit(target);
    }
    return this.#record(decision.move, from, this.#at, success, reasoning, calls);
  }

  #stay(type: string, reasoning: string, calls: number | null): WalkAction {
    return this.#record(type, this.#at, null, true, reasoning, calls);
  }

  #record(type: string, from: Cell, to: Cell | null, success: boolean, reasoning: string, calls: number | null) {
    this.#steps++;
    const knewGoal = this.#memory.goal !== null;
    const seen = this.#look();
    this.#memory.learn(seen);
    const findsGoal = !knewGoal && this.#memory.goal !== null;
    if (findsGoal) this.#lastStep = this.#steps + (this.#seeksGoal() ? 60 : this.#random.whole(3, 12));
    return {
      step: this.#steps,
      type,
      from,
      to,
      success,
      reasoning,
      answer: calls === null ? null : answer(from, calls, reasoning, this.#random),
      seen: formatSeen(seen),
      findsGoal,
      pause: 0.6 + this.#random.unit() * 0.8,
    } satisfies WalkAction;
  }

  /** Now and then a model walks into a wall that it sees. */
  #lapse(): Decision | null {
    if (!this.#random.chance(this.#plan.model.lapses)) return null;
    const walls = neighbours(this.#at).filter((cell) => this.#memory.tileAt(cell) === TILE.wall);
    return walls.length === 0 ? null : { move: moveTo(this.#at, this.#random.pick(walls)), motive: 'push-wall' };
  }

  #ending(): Ending | null {
    const { fate, maxMoves, maze } = this.#plan;
    if (this.#memory.goal !== null) {
      if (maze.grid.at(this.#at.x, this.#at.y) === TILE.goal || this.#steps >= (this.#lastStep ?? 0)) return 'goal';
      return null;
    }
    if (fate.kind !== 'complete' && this.#steps >= fate.atStep) return fate.kind;
    return this.#steps >= maxMoves ? 'max-moves' : null;
  }

  #seeksGoal(): boolean {
    return this.#plan.strategy === 'greedy' || this.#plan.strategy === 'depth-first';
  }

  #explain({ move, motive }: Decision | { readonly move: null; readonly motive: 'recall' | 'lost' }): string {
    return explain(motive, this.#at, move, this.#memory, this.#random);
  }

  #look() {
    const { maze, radius } = this.#plan;
    return look(maze.grid, this.#at, radius, maze.seeThroughWalls);
  }
}
