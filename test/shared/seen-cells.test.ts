import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packCoordinate, readSeenCells } from '#shared/domain/action.ts';

/** The same, as one would write it: what the reader letter by letter is held against. */
function reference(text: string): number[] {
  return [...text.matchAll(/"(-?\d{1,6}),(-?\d{1,6})"\s*:/g)].flatMap(([, x, y]) => [
    packCoordinate(Number(x)),
    packCoordinate(Number(y)),
  ]);
}

test('cells are read from the text of a jsonb', () => {
  expect([...readSeenCells('{"25,10": 0, "-3,11": 1, "26,10": 2}')]).toEqual([25, 10, -3, 11, 26, 10]);
  expect([...readSeenCells('{"1,2":0}')]).toEqual([1, 2]);
  expect([...readSeenCells('{"1,2" :0}')]).toEqual([1, 2]);
});

test('what is no cell is passed over, whatever it is', () => {
  for (const text of [
    'null',
    '[]',
    '{}',
    '{"a": 1}',
    '{"1": 2}',
    '{"1,": 2}',
    '{",1": 2}',
    '{"1234567,1": 0}',
    '"1,2"',
  ]) {
    expect([...readSeenCells(text)]).toEqual(reference(text));
  }
  const piece = fc.constantFrom('"', ',', ':', '-', ' ', '1', '23', '999999', '1234567', '{', '}', '\\', 'x', '"4,5":');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join('');
      expect([...readSeenCells(text)]).toEqual(text.length < 5 ? [] : reference(text));
    }),
    { numRuns: 5_000 },
  );
});

test('an answer is not changed by the next one, and a very long one is whole', () => {
  const first = readSeenCells('{"7,8": 0}');
  const long = `{${Array.from({ length: 5_000 }, (_, i) => `"${i},1": 0`).join(', ')}}`;
  expect(readSeenCells(long)).toHaveLength(10_000);
  expect([...first]).toEqual([7, 8]);
});
