import type { Position } from './run.ts';
import type { RunCounts } from './run-counts.ts';
import type { SightCounts } from './sight-counts.ts';
import type { UsageTotals } from './usage-totals.ts';

/** Groups of statistics, in the order in which they are shown. */
const STATISTIC_GROUPS = ['Actions', 'Cells', 'Goal', 'Time', 'Turns', 'Usage'] as const;
export type StatisticGroup = (typeof STATISTIC_GROUPS)[number];

/** What a value is counted in. `share` is 0 to 1. */
export type StatisticUnit = 'count' | 'share' | 'ms' | 'perMinute' | 'usd' | 'mean';

/** One figure about a run at a step: data, to be shown alone or beside the same figure of another run. */
export interface Statistic {
  readonly key: StatisticKey;
  readonly group: StatisticGroup;
  readonly label: string;
  /** What it means, in a sentence. */
  readonly meaning: string;
  readonly unit: StatisticUnit;
  /** null where the run does not say. */
  readonly value: number | null;
  /** Which of two runs did better: the one with the higher or the lower value; null: neither. */
  readonly better: 'high' | 'low' | null;
}

type Definition = readonly [StatisticGroup, string, StatisticUnit, Statistic['better'], string];

const DEFINITIONS = {
  actions: ['Actions', 'All actions', 'count', null, 'Steps of the run so far.'],
  moves: ['Actions', 'Moves made', 'count', null, 'Moves that led to another cell.'],
  wallHits: ['Actions', 'Wall hits', 'count', 'low', 'Moves that ran into a wall or the border.'],
  wallHitShare: ['Actions', 'Wall hits of all tries', 'share', 'low', 'Wall hits among all moves that were tried.'],
  recalls: ['Actions', 'Recalls', 'count', null, 'How often the agent asked for what it remembers.'],
  noToolCalls: ['Actions', 'No tool call', 'count', 'low', 'Answers of the model that called no tool.'],
  otherActions: ['Actions', 'Other actions', 'count', null, 'Actions of other types.'],
  visited: ['Cells', 'Cells visited', 'count', null, 'Cells that the agent stood on.'],
  revisits: ['Cells', 'Revisits', 'count', 'low', 'Moves onto a cell where the agent had been before.'],
  coverage: ['Cells', 'Coverage', 'share', null, 'Cells visited among all cells of the maze that are no wall.'],
  seen: ['Cells', 'Cells seen', 'count', null, 'Cells that the agent stood on or saw.'],
  distance: ['Goal', 'Moves to the goal', 'count', 'low', 'The shortest way from here to the nearest goal.'],
  shortest: ['Goal', 'Shortest route', 'count', null, 'The shortest way from the start to the nearest goal.'],
  efficiency: [
    'Goal',
    'Efficiency',
    'share',
    'high',
    'The shortest route against the moves made and those still needed: the SPL that can still be reached.',
  ],
  elapsed: ['Time', 'Elapsed', 'ms', null, 'From the first action to this one, by the clock of the database.'],
  perMinute: ['Time', 'Actions a minute', 'perMinute', 'high', 'Over the whole run up to this step.'],
  perMinuteLately: ['Time', 'In the last minute', 'perMinute', 'high', "Over the last minute of the run's own clock."],
  turns: ['Turns', 'Turns', 'count', null, 'Model calls so far.'],
  meanTurn: ['Turns', 'Actions a turn', 'mean', null, 'How many actions a model call led to, on average.'],
  lastTurn: ['Turns', 'In the last turn', 'count', null, 'Actions of the last model call so far.'],
  inputTokens: ['Usage', 'Tokens in', 'count', 'low', 'Tokens that the model read.'],
  outputTokens: ['Usage', 'Tokens out', 'count', 'low', 'Tokens that the model wrote.'],
  cost: ['Usage', 'Cost', 'usd', 'low', 'What the model calls so far cost, US dollars.'],
  meanInference: ['Usage', 'Inference a turn', 'ms', 'low', 'How long a model call took, on average.'],
} as const satisfies Record<string, Definition>;

export type StatisticKey = keyof typeof DEFINITIONS;

/** The keys of all statistics, in the order in which they are shown. */
export const STATISTIC_KEYS = Object.keys(DEFINITIONS) as readonly StatisticKey[];

/** How far it is from each cell of a maze. */
export interface GoalDistances {
  /** Moves to the nearest goal, `toGoal[y * width + x]`; −1 where no way leads there. null without a goal. */
  readonly toGoal: Int32Array | null;
}

/** What statistics are computed from. */
export interface StatisticsInput {
  readonly counts: RunCounts;
  /** null: what was seen is not asked for. */
  readonly sights: SightCounts | null;
  /** null: what was used is not asked for. */
  readonly usage: UsageTotals | null;
  readonly distances: GoalDistances;
  /** Where the experiment says the agent begins, used where the first action does not say. */
  readonly start: Position | null;
}

/**
 * The statistics of a run at an index: a pure function of the run up to and with that action.
 * @param index −1 is before the first action
 */
export function statisticsAt(input: StatisticsInput, index: number): readonly Statistic[] {
  const { counts, sights, usage } = input;
  const { run } = counts;
  const at = counts.at(index);
  const { move, hit, recall, silent, other } = at.kinds;
  const shown = Math.min(index, run.length - 1);
  const used = usage && shown >= 0 ? usage.sumOf(usage.rowsUpTo(run.stepAt(shown), run.idAt(shown))) : null;
  const values: Record<StatisticKey, number | null> = {
    actions: at.actions,
    moves: move,
    wallHits: hit,
    wallHitShare: ratio(hit, move + hit),
    recalls: recall,
    noToolCalls: silent,
    otherActions: other,
    visited: at.visited,
    revisits: at.revisits,
    coverage: ratio(at.visitedWalkable, counts.walkable),
    seen: sights?.upTo(shown) ?? null,
    distance: distanceAt(input, at.position ?? input.start),
    shortest: distanceAt(input, startOf(input)),
    efficiency: efficiencyAt(input, shown),
    elapsed: at.elapsedMs,
    perMinute: at.perMinute,
    perMinuteLately: at.perMinuteLately,
    turns: at.turns > 0 || at.actions === 0 ? at.turns : null,
    meanTurn: ratio(at.inTurns, at.turns),
    lastTurn: at.turns > 0 ? at.inLastTurn : null,
    inputTokens: used?.inputTokens ?? null,
    outputTokens: used?.outputTokens ?? null,
    cost: used?.costUsd ?? null,
    meanInference: used ? ratio(used.inferenceMs, used.calls) : null,
  };
  return STATISTIC_KEYS.map((key) => {
    const [group, label, unit, better, meaning] = DEFINITIONS[key];
    return { key, group, label, unit, better, meaning, value: values[key] };
  });
}

/** Moves from a cell to the nearest goal; null where it is not known, or no way leads there. */
export function distanceAt({ counts, distances }: StatisticsInput, cell: Position | null): number | null {
  const { width, height } = counts.run.layers;
  if (!cell || cell.x < 0 || cell.y < 0 || cell.x >= width || cell.y >= height) return null;
  const distance = distances.toGoal?.[cell.y * width + cell.x] ?? -1;
  return distance < 0 ? null : distance;
}

/**
 * How straight the agent goes: l / max(l, p + d), where l is the shortest route from the start to the nearest goal, p the
 * moves made so far and d the shortest route that is left. It begins at 1 and falls with every detour. Once the goal is
 * reached, d is 0 and this is the SPL of a successful run (success weighted by path length: Anderson and others, "On
 * Evaluation of Embodied Navigation Agents", 2018, https://arxiv.org/abs/1807.06757), which later moves do not change;
 * until then it is the highest SPL that can still be reached. Wall hits are no part of the path.
 * @returns null where no route is known, or the start is a goal
 */
function efficiencyAt(input: StatisticsInput, index: number): number | null {
  const { counts } = input;
  const shortest = distanceAt(input, startOf(input));
  if (shortest === null || shortest === 0) return null;
  const reached = counts.goalReachedAt;
  const hasReached = reached !== null && reached <= index;
  const at = counts.at(hasReached ? reached : index);
  const left = hasReached ? 0 : distanceAt(input, at.position ?? input.start);
  return left === null ? null : shortest / Math.max(shortest, at.kinds.move + left);
}

function startOf({ counts: { run }, start }: StatisticsInput): Position | null {
  return (run.length > 0 ? run.fromAt(0) : null) ?? start;
}

function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}
