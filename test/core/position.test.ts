import fc from 'fast-check';
import { expect, test } from 'vitest';
import { advance, advanceAll, includes, NOTHING, type Position, upTo, without } from '#core/feed/position.ts';
import { action } from '../support/actions.ts';

const row = (id: number) => action({ id, step: id });

test('whatever order ids come in, a position includes exactly those that came', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 60 })), (ids) => {
      const position = ids.map(row).reduce<Position>(advance, NOTHING);
      for (let id = 1; id <= 61; id++) expect(includes(position, id)).toBe(ids.includes(id));
    }),
  );
});

test('ids that were given up are not pending any more, and nothing else changes', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1 }),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 0, max: 20 }),
      (ids, first, length) => {
        const before = ids.map(row).reduce<Position>(advance, NOTHING);
        const after = without(before, [[first, first + length]]);
        for (let id = 1; id <= before.max; id++) {
          expect(includes(after, id)).toBe(includes(before, id) || (id >= first && id <= first + length));
        }
        expect(after.max).toBe(before.max);
      },
    ),
  );
});

test('a position without gaps stays small', () => {
  let position = NOTHING;
  for (let id = 1; id <= 10_000; id++) position = advance(position, row(id));
  expect(position).toMatchObject({ max: 10_000, pending: [] });
});

test('a page at once makes the same position as its rows one by one', () => {
  const ids = fc.uniqueArray(fc.integer({ min: 1, max: 80 }));
  fc.assert(
    fc.property(ids, ids, (first, second) => {
      const before = first.map(row).reduce<Position>(advance, NOTHING);
      const page = second.sort((a, b) => a - b).map(row);
      expect(advanceAll(before, page)).toEqual(page.reduce<Position>(advance, before));
    }),
  );
});

test('the part of a position up to an id includes what it included there, and nothing behind it', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 60 })), fc.integer({ min: 0, max: 70 }), (ids, id) => {
      const position = ids.map(row).reduce<Position>(advance, NOTHING);
      const part = upTo(position, id, 'mark');
      for (let other = 1; other <= 61; other++) {
        // A row of the id itself is the one whose mark is known, so it counts as included only if it was.
        expect(includes(part, other)).toBe(other <= id && includes(position, other));
      }
    }),
  );
});
