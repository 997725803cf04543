import { expect, test } from 'vitest';
import type { ExperimentSummary } from '#shared/domain/experiment.ts';
import { applyFilter, countStates, NO_FILTER } from '../../src/renderer/experiments/filter.ts';
import { formatAge, formatDuration } from '../../src/renderer/words.ts';

const NOW = 1_000_000_000;

function experiment(part: Partial<ExperimentSummary> & { id: number }): ExperimentSummary {
  return {
    model: 'qwen2.5:7b',
    mazeId: 1,
    mazeName: '08_spiral',
    comment: null,
    startX: 0,
    startY: 0,
    startedAt: NOW - 10_000,
    completedAt: null,
    goalFound: false,
    failure: null,
    executionStatus: null,
    maxMoves: null,
    steps: 5,
    lastActionAt: NOW - 1_000,
    ...part,
  };
}

const ALL = [
  experiment({ id: 1 }),
  experiment({ id: 12, model: 'claude', comment: 'A/B: 14b vs 7b, temp 0', goalFound: true }),
  experiment({ id: 3, mazeName: '04_rooms', completedAt: NOW, failure: 'boom' }),
];

test.each([
  ['', [1, 12, 3]],
  ['SPIRAL', [1, 12]],
  ['spiral qwen', [1]],
  ['a/b temp', [12]],
  ['#12', [12]],
  ['nothing', []],
])('searching for "%s"', (text, ids) => {
  expect(applyFilter(ALL, { ...NO_FILTER, text }, NOW).map(({ id }) => id)).toEqual(ids);
});

test('states and models narrow together', () => {
  expect(applyFilter(ALL, { ...NO_FILTER, states: ['running', 'failed'] }, NOW)).toHaveLength(2);
  expect(applyFilter(ALL, { ...NO_FILTER, states: ['running', 'goal'], model: 'claude' }, NOW)).toHaveLength(1);
  expect(countStates(ALL, NOW)).toEqual({ running: 1, goal: 1, failed: 1 });
});

test('ages and durations are said in one unit', () => {
  expect([0, 12_345, 300_000, 7_200_000, 200_000_000].map(formatAge)).toEqual([
    'now',
    '12 s ago',
    '5 min ago',
    '2 h ago',
    '2 d ago',
  ]);
  expect(formatDuration(2.6)).toBe('3 ms');
});
