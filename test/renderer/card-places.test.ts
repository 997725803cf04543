import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CardPlaces } from '#renderer/wall/card-places.ts';

const cards = (ids: readonly number[]) => ids.map((id) => ({ id }));
const idsOf = (places: readonly ({ readonly id: number } | null)[]) => places.map((card) => card?.id ?? null);

test('a card keeps its place while it plays, and a new one takes the first free one', () => {
  const places = new CardPlaces();
  expect(idsOf(places.place(cards([1, 2, 3]), true))).toEqual([1, 2, 3]);
  expect(idsOf(places.place(cards([1, 3]), true))).toEqual([1, null, 3]);
  expect(idsOf(places.place(cards([1, 3, 4, 5]), true))).toEqual([1, 4, 3, 5]);
  expect(idsOf(places.place(cards([4]), true))).toEqual([null, 4]);
  expect(idsOf(places.place(cards([4]), false))).toEqual([4]);
});

test('each card is shown once, and none moves while it plays', () => {
  const anySet = fc.uniqueArray(fc.integer({ min: 1, max: 12 }));
  fc.assert(
    fc.property(fc.array(fc.tuple(anySet, fc.boolean()), { maxLength: 12 }), (turns) => {
      const places = new CardPlaces();
      let before: readonly (number | null)[] = [];
      for (const [ids, keeps] of turns) {
        const now = idsOf(places.place(cards(ids), keeps));
        expect(now.filter((id) => id !== null).toSorted()).toEqual(ids.toSorted());
        expect(now.at(-1)).not.toBeNull();
        if (keeps) {
          for (const id of ids) if (before.includes(id)) expect(now.indexOf(id)).toBe(before.indexOf(id));
        } else {
          expect(now).not.toContain(null);
        }
        before = now;
      }
    }),
  );
});
