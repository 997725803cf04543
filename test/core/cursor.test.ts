import fc from 'fast-check';
import { expect, test } from 'vitest';
import { advance, includes, intersect, NOTHING, type Position, subtract } from '#core/feed/position.ts';
import { decodeCursor, encodeCursor, liveCursor } from '#core/runs/cursor.ts';
import { action } from '../support/actions.ts';

const positions = fc
  .uniqueArray(fc.integer({ min: 1, max: 200 }))
  .map((ids) => ids.map((id) => action({ id, step: id })).reduce<Position>(advance, NOTHING));

test('a cursor comes back as it was', () => {
  fc.assert(
    fc.property(positions, positions, (from, to) => {
      const log = { epoch: 'e', next: 7 };
      for (const cursor of [
        liveCursor(from, null),
        { kind: 'catch-up', from, to, log, isFirst: true, at: { step: -5, id: 9 } } as const,
      ]) {
        expect(decodeCursor(encodeCursor(cursor))).toEqual(cursor);
      }
    }),
  );
});

test('a cursor with many gaps stays small', () => {
  const pending = Array.from({ length: 20_000 }, (_, i) => [1_000_000 + i * 7, 1_000_000 + i * 7] as const);
  const cursor = encodeCursor(liveCursor({ max: 2_000_000, pending, mark: '1 2 3' }, null));
  expect(cursor.length).toBeLessThan(150_000);
  expect(decodeCursor(cursor)).toMatchObject({ has: { pending } });
});

test('what is no cursor of ours is refused, and gaps that do not ascend above all', () => {
  const forged = (gaps: string) =>
    Buffer.from(JSON.stringify({ kind: 'live', has: { max: 100, gaps, mark: '' }, log: null })).toString('base64url');
  expect(decodeCursor(forged('1:0,5:2'))).not.toBeNull();
  for (const gaps of ['0:0', '1:0,0:0', '1:-1', 'zz:0', '1:zz', '1:0,', 'x', `1:0${',1:0'.repeat(200_000)}`]) {
    expect(decodeCursor(forged(gaps)), gaps.slice(0, 20)).toBeNull();
  }
  for (const text of ['', 'e30', '!!!', 'bnVsbA']) expect(decodeCursor(text)).toBeNull();
});

test('taking away and having in common agree with looking at each id', () => {
  fc.assert(
    fc.property(positions, positions, ({ pending: a }, { pending: b }) => {
      const has = (ranges: readonly (readonly [number, number])[], id: number) =>
        ranges.some(([first, last]) => first <= id && id <= last);
      const [rest, both] = [subtract(a, b), intersect(a, b)];
      for (let id = 0; id <= 201; id++) {
        expect(has(rest, id)).toBe(has(a, id) && !has(b, id));
        expect(has(both, id)).toBe(has(a, id) && has(b, id));
        expect(includes({ max: 201, pending: a, mark: '' }, id)).toBe(!has(a, id));
      }
    }),
  );
});
