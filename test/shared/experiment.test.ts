import { describe, expect, test } from 'vitest';
import { deriveState, describeFailure, isActive, STALE_AFTER_MS, type StateFacts } from '#shared/domain/experiment.ts';

const NOW = 1_000_000_000;
const facts = (part: Partial<StateFacts>): StateFacts => ({
  goalFound: false,
  completedAt: null,
  failure: null,
  executionStatus: null,
  startedAt: NOW - 60_000,
  lastActionAt: NOW - 1_000,
  ...part,
});

describe('the state of an experiment', () => {
  test.each([
    ['goal', { goalFound: true }],
    ['goal', { goalFound: true, completedAt: NOW, failure: 'boom' }],
    ['failed', { completedAt: NOW, failure: 'boom' }],
    ['failed', { completedAt: NOW, executionStatus: 'TIMED_OUT' }],
    ['done', { completedAt: NOW, executionStatus: 'SUCCEEDED' }],
    ['done', { completedAt: NOW }],
    ['starting', { lastActionAt: null }],
    ['stale', { lastActionAt: null, startedAt: NOW - STALE_AFTER_MS }],
    ['stale', { lastActionAt: null, startedAt: null }],
    ['running', {}],
    ['running', { lastActionAt: NOW - STALE_AFTER_MS + 1 }],
    ['stale', { lastActionAt: NOW - STALE_AFTER_MS }],
  ] as const)('%s: %o', (state, part) => {
    expect(deriveState(facts(part), NOW)).toBe(state);
  });

  test('a run that saw its goal stays active until it is completed or silent', () => {
    expect(isActive(facts({ goalFound: true }), NOW)).toBe(true);
    expect(isActive(facts({ goalFound: true, completedAt: NOW }), NOW)).toBe(false);
    expect(isActive(facts({ lastActionAt: NOW - STALE_AFTER_MS }), NOW)).toBe(false);
  });
});

test.each([
  [null, null],
  ['  ', null],
  ['out of memory', 'out of memory'],
  ['{"errorType":"Timeout","message":"no answer"}', 'Timeout: no answer'],
  ['{"errorType":"Timeout"}', 'Timeout'],
  ['{"broken', '{"broken'],
])('failure_reason %s reads %s', (reason, words) => {
  expect(describeFailure(reason)).toBe(words);
});
