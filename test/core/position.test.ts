import fc from 'fast-check';
import { expect, test } from 'vitest';
import { advance, includes, NOTHING, type Position, without } from '#core/feed/position.ts';

test('whatever order ids come in, a position includes exactly those that came', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 60 })), (ids) => {
      const position = ids.reduce<Position>(advance, NOTHING);
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
        const before = ids.reduce<Position>(advance, NOTHING);
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
  for (let id = 1; id <= 10_000; id++) position = advance(position, id);
  expect(position).toEqual({ max: 10_000, pending: [] });
});
