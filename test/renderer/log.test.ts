import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACTION_KINDS } from '#shared/run/action-kind.ts';
import { toColumns } from '#shared/run/columns.ts';
import { Run } from '#shared/run/run.ts';
import { actionAsJson, actionAsText, rowAsText } from '../../src/renderer/actions/action-text.ts';
import { FilteredRows } from '../../src/renderer/actions/filtered-rows.ts';
import { partsOf } from '../../src/renderer/actions/matches.ts';
import { action } from '../support/actions.ts';
import { lateBatches, MAZE, randomActions } from '../support/random-run.ts';

test('a filtered log lists what is of these kinds, in order, whatever came late', () => {
  const anyKinds = fc.subarray([...ACTION_KINDS], { minLength: 1 });
  fc.assert(
    fc.property(
      fc.integer(),
      fc.nat(1_500),
      anyKinds,
      fc.integer({ min: 1, max: 400 }),
      (seed, count, kinds, piece) => {
        const run = new Run(MAZE);
        const rows = new FilteredRows(run, kinds);
        for (const batch of lateBatches(randomActions(seed, count), seed)) {
          run.append(toColumns(batch));
          rows.advance(piece);
        }
        while (!rows.advance(piece));
        const expected = Array.from({ length: run.length }, (_, i) => i).filter((i) => kinds.includes(run.kindAt(i)));
        expect(Array.from({ length: rows.length }, (_, row) => rows.indexAt(row))).toEqual(expected);
        for (const index of [0, Math.floor(run.length / 2), run.length]) {
          expect(rows.rowOf(index)).toBe(expected.findLastIndex((listed) => listed <= index));
        }
        expect([rows.indexAt(-1), rows.indexAt(rows.length)]).toEqual([-1, -1]);
      },
    ),
    { numRuns: 50 },
  );
});

describe('what is searched for in a text', () => {
  const marked = (text: string, wanted: string | null) =>
    partsOf(text, wanted)
      .map(({ text: part, isMatch }) => (isMatch ? `<${part}>` : part))
      .join('');

  test.each([
    ['The wall. A Wall', 'wall', 'The <wall>. A <Wall>'],
    ['a.b a+b', 'a+b', 'a.b <a+b>'],
    // The lower case of İ has two letters: places counted in it would be wrong.
    ['İİİ goal', 'GOAL', 'İİİ <goal>'],
    ['nothing', 'wall', 'nothing'],
    ['nothing', null, 'nothing'],
    ['', 'wall', ''],
    ['\\d [x] (y)', '[x] (y)', '\\d <[x] (y)>'],
  ])('%s', (text, wanted, expected) => expect(marked(text, wanted)).toBe(expected));

  test('no letter is lost or added, whatever is searched for', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }),
        (text, wanted) => {
          const parts = partsOf(text, wanted);
          expect(parts.map(({ text: part }) => part).join('')).toBe(text);
          expect(new Set(parts.map(({ at }) => at)).size).toBe(parts.length);
        },
      ),
    );
  });

  test('of a text full of it only the first ones are marked', () => {
    const parts = partsOf('a '.repeat(10_000), 'a');
    expect(parts.filter(({ isMatch }) => isMatch)).toHaveLength(500);
  });
});

describe('a copied action', () => {
  const run = new Run(MAZE);
  run.append(toColumns([action({ id: 7, step: 3, success: false, turn: 2, fromX: 2, toX: 2, at: 0 })]));
  const details = {
    id: 7,
    experimentId: 1,
    step: 3,
    type: 'move_east',
    fromX: 2,
    fromY: 0,
    toX: 2,
    toY: 0,
    success: false,
    at: 0,
    turn: 2,
    reasoning: 'east',
    assistantMessage: null,
    seen: [],
    inputTokens: 10,
    outputTokens: null,
    costUsd: 0,
    inferenceMs: null,
    promptEvalMs: null,
    evalMs: null,
    tokensPerSecond: null,
    doneReason: null,
    version: '1',
  };

  test('is a row of a table, a text for people, or JSON for programs', () => {
    expect(rowAsText(run, 0)).toBe('3\tmove_east\tfailed\t2,0\t1970-01-01T00:00:00.000Z');
    expect(actionAsText(run, 0, details)).toBe(
      'Step 3: east (failed)\nFrom: 2, 0\nTo: 2, 0\nTime: 1970-01-01T00:00:00.000Z\nTurn: 2\nTokens in: 10\nCost: $0\n\nReasoning\neast',
    );
    expect(JSON.parse(actionAsJson(details))).toEqual({ ...details, version: undefined });
  });
});
