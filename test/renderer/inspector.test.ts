import { describe, expect, test } from 'vitest';
import { StepAxis, TimeAxis } from '#shared/run/axis.ts';
import { toColumns } from '#shared/run/columns.ts';
import { Run } from '#shared/run/run.ts';
import type { Statistic } from '#shared/run/statistics.ts';
import { CHART_KINDS, describeAt, hasValues } from '../../src/renderer/inspector/chart-kinds.ts';
import { scaleOf } from '../../src/renderer/inspector/chart-scale.ts';
import { compare } from '../../src/renderer/inspector/comparison.ts';
import { factsOf } from '../../src/renderer/inspector/experiment-facts.ts';
import { formatDollars, formatSpan, formatStatistic } from '../../src/renderer/inspector/figures.ts';
import { action } from '../support/actions.ts';

const SUMMARY = {
  id: 5,
  model: 'qwen',
  mazeId: 3,
  mazeName: '08_spiral',
  comment: null,
  startX: 1,
  startY: 2,
  startedAt: 1_000,
  completedAt: null,
  goalFound: false,
  failure: null,
  executionStatus: null,
  maxMoves: null,
  steps: 1,
  lastActionAt: null,
};

describe('the facts of an experiment', () => {
  const columns = Object.entries({
    zebra: 'unknown column',
    id: 5,
    model_name: 'qwen',
    started_at: '2026-01-01T00:00:00',
    completed_at: null,
    maze_id: 3,
    start_x: 1,
    start_y: 2,
    goal_found: false,
    failure_reason: '{"errorType":"Timeout"}',
    comment: '',
    model_config: Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`key ${i}`, i])),
    prompt_text: '[not JSON',
    last_error: null,
  }).map(([name, value]) => ({ name, value }));
  const facts = factsOf({ summary: SUMMARY, columns });

  test('come with human names, in one order, and unknown columns behind them', () => {
    expect(facts.known.map(({ label }) => label)).toEqual([
      'Model',
      'Failure',
      'Goal seen',
      'Started',
      'Maze',
      'Start',
      'Model configuration',
      'Prompt',
    ]);
    expect(facts.others.map(({ label }) => label)).toEqual(['zebra']);
    expect(facts.empty).toEqual(['completed_at', 'comment', 'last_error']);
  });

  test('are times, texts and JSON, and long ones are folded away', () => {
    const value = (key: string) => facts.known.find((fact) => fact.key === key)?.value;
    expect(value('started_at')).toEqual({ kind: 'time', at: 1_000 });
    expect(value('failure_reason')).toEqual({ kind: 'json', value: { errorType: 'Timeout' } });
    expect(value('maze_id')).toEqual({ kind: 'text', text: '08_spiral (#3)' });
    expect(value('start_x')).toEqual({ kind: 'text', text: '1, 2' });
    expect(value('goal_found')).toEqual({ kind: 'text', text: 'no' });
    expect(value('prompt_text')).toEqual({ kind: 'text', text: '[not JSON' });
    expect(facts.known.filter(({ isFolded }) => isFolded).map(({ key }) => key)).toEqual([
      'model_config',
      'prompt_text',
    ]);
  });
});

describe('statistics side by side', () => {
  const statistic = (key: Statistic['key'], value: number | null, better: Statistic['better']): Statistic => ({
    key,
    group: 'Actions',
    label: key,
    meaning: '',
    unit: 'count',
    value,
    better,
  });
  const column = (label: string, hits: number | null, moves: number, cost: number | null = null) => ({
    label,
    statistics: [statistic('wallHits', hits, 'low'), statistic('moves', moves, null), statistic('cost', cost, 'low')],
  });

  test('mark the better ones, where one is better and that matters', () => {
    const [group] = compare([column('a', 3, 10), column('b', 5, 20), column('c', null, 30), column('d', 3, 40)]);
    expect(group?.rows.map(({ key }) => key)).toEqual(['wallHits', 'moves']);
    expect(group?.rows[0]?.cells.map(({ isBest }) => isBest)).toEqual([true, false, false, true]);
    expect(group?.rows[1]?.cells.some(({ isBest }) => isBest)).toBe(false);
  });

  test('mark nothing where all are alike, or there is only one', () => {
    for (const columns of [[column('a', 3, 1)], [column('a', 3, 1), column('b', 3, 2)]]) {
      expect(
        compare(columns)
          .flatMap(({ rows }) => rows.flatMap(({ cells }) => cells))
          .some((cell) => cell.isBest),
      ).toBe(false);
    }
    expect(compare([])).toEqual([]);
  });
});

test('figures are said with their units', () => {
  expect([0, 950, 4_210, 65_000, 11_220_000].map(formatSpan)).toEqual([
    '0 ms',
    '950 ms',
    '4.2 s',
    '1:05 min',
    '3:07:00 h',
  ]);
  expect([0, 0.00042, 1.25, 250].map(formatDollars)).toEqual(['$0', '$0.00042', '$1.25', '$250.00']);
  expect(formatStatistic({ unit: 'share', value: 1 / 3 })).toBe('33.3 %');
  expect(formatStatistic({ unit: 'count', value: null })).toBe('–');
});

describe('a chart', () => {
  const samples = {
    positions: [0, 5, 10],
    wallHits: [0, 1, 4],
    coverage: [1, 2, 3],
    distanceLow: [9, null, 7],
    distanceHigh: [9, null, 12],
    inputTokens: [100, 200, 2_500_000],
    outputTokens: [null, 10, 20],
    cost: [0, 0, 0],
    inferenceLow: [null, null, null],
    inferenceHigh: [null, null, null],
    perMinute: [null, 60, 60],
  };
  const kind = (key: string) => CHART_KINDS.find((other) => other.key === key) ?? CHART_KINDS[0];
  const at = (key: string, position: number) => {
    const found = kind(key);
    return found ? describeAt(found, samples, position) : undefined;
  };

  test('says what is known at a position: the last value up to there', () => {
    expect([at('wallHits', 0), at('wallHits', 9.9), at('wallHits', 99)]).toEqual(['0', '1', '4']);
    expect([at('distance', 6), at('distance', 10)]).toEqual(['9', '7 to 12']);
    expect([at('tokens', 0), at('tokens', 10)]).toEqual(['100 in', '2.5M in, 20 out']);
    expect([at('perMinute', 0), at('inference', 10)]).toEqual([null, null]);
  });

  test('is shown where the run has values for it', () => {
    expect(CHART_KINDS.filter((other) => hasValues(other, samples)).map(({ key }) => key)).toEqual([
      'wallHits',
      'coverage',
      'distance',
      'tokens',
      'perMinute',
    ]);
  });

  test('names steps by their numbers and times by the time passed', () => {
    const run = new Run({ width: 4, height: 4 });
    run.append(toColumns([action({ id: 1, step: 8 }), action({ id: 2, step: 9, at: 70_000 })]));
    const steps = scaleOf(new StepAxis(run), run, 8);
    expect([steps.origin, steps.nameOf(0), steps.nameOf(1), steps.nameOf(2)]).toEqual([8, '8', '9', '']);
    expect(scaleOf(new TimeAxis(run, null), run, 8).nameOf(62_000)).toBe('1:02 min');
  });
});
