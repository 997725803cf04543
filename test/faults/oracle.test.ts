import { describe, expect, test } from 'vitest';
import { hasAll, judge, type Truth } from './oracle.ts';
import type { SeenRow, Viewer } from './viewers/viewer.ts';

const TABLE: readonly SeenRow[] = [
  { experiment: 1, step: 1, id: 10 },
  { experiment: 1, step: 2, id: 12 },
  { experiment: 2, step: 1, id: 11 },
];
const TRUTH: Truth = { rows: TABLE, experiment: null, mayHaveSeenMore: false };

function viewer(received: readonly SeenRow[], order?: readonly SeenRow[]): Viewer {
  return {
    name: 'somebody',
    received,
    complaints: [],
    returns: 0,
    order: (experiment) => order?.filter((row) => row.experiment === experiment) ?? null,
    leave: async () => {},
  };
}

describe('the oracle', () => {
  test('has nothing to say to whoever saw the table, in whatever order it came', () => {
    expect(judge(viewer(TABLE.toReversed(), TABLE), TRUTH)).toEqual([]);
    expect(judge(viewer(TABLE.slice(0, 2)), { ...TRUTH, experiment: 1 })).toEqual([]);
  });

  test.each([
    ['a row that is missing', TABLE.slice(1), undefined, /somebody never saw 1 rows: 10 \(experiment 1, step 1\)/],
    ['a row that came twice', [...TABLE, ...TABLE.slice(2)], undefined, /more than once 1 rows: 11/],
    ['a row that never was', [...TABLE, { experiment: 1, step: 3, id: 99 }], undefined, /not in the table 1 rows: 99/],
    ['a run in another order', TABLE, TABLE.toReversed(), /from index 0 on .* 1\/2\/12, 1\/1\/10 where/],
    ['a run with too few', TABLE, TABLE.slice(1), /shows 1 of the 2 actions of experiment 1/],
  ])('names %s', (_, received, order, sentence) => {
    expect(judge(viewer(received, order), TRUTH).join('\n')).toMatch(sentence);
  });

  test('lets a viewer have seen more where rows were taken out, but nothing twice', () => {
    const old = { experiment: 1, step: 0, id: 10 };
    const truth = { ...TRUTH, mayHaveSeenMore: true };
    expect(judge(viewer([old, ...TABLE], [old, ...TABLE]), truth)).toEqual([]);
    expect(judge(viewer([old, old, ...TABLE]), truth)).toHaveLength(1);
  });

  test('does not take as many rows for all rows', () => {
    expect(hasAll(viewer(TABLE), TRUTH)).toBe(true);
    expect(hasAll(viewer([...TABLE.slice(1), ...TABLE.slice(1)]), TRUTH)).toBe(false);
  });
});
