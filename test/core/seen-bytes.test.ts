import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSeenBytes } from '#core/database/seen-bytes.ts';
import { readSeenCells } from '#shared/domain/action.ts';

/** Both readings of the same text, the bytes in the middle of others that look alike. */
function both(text: string): [number[], number[]] {
  const [before, bytes, behind] = [Buffer.from('"1,2":'), Buffer.from(text), Buffer.from('":"3,4":')];
  const all = Buffer.concat([before, bytes, behind]);
  const end = before.length + bytes.length;
  return [[...readSeenBytes(all, before.length, end)], [...readSeenCells(text)]];
}

test('bytes say what their text says', () => {
  const piece = fc.constantFrom(
    ...['"', ',', ':', '-', ' ', '1', '23', '999999', '1234567', '{', '}', '\\', 'x', 'é', '🧭', '"4,5":', '"6,-7" :'],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const [bytes, text] = both(pieces.join(''));
      expect(bytes).toEqual(text);
    }),
    { numRuns: 5_000 },
  );
  fc.assert(
    fc.property(fc.json(), (json) => {
      const [bytes, text] = both(json);
      expect(bytes).toEqual(text);
    }),
  );
  const number = fc
    .integer({ min: 0, max: 8 })
    .chain((digits) => fc.integer({ min: -(10 ** digits), max: 10 ** digits }));
  const cells = fc.dictionary(fc.tuple(number, number).map(String), fc.integer());
  fc.assert(
    fc.property(cells, (tiles) => {
      const [bytes, text] = both(JSON.stringify(tiles));
      expect(bytes).toEqual(text);
    }),
  );
});

test('of a view that is too wide both read as much', () => {
  const wide = `{${Array.from({ length: 66_000 }, (_, i) => `"${i % 300},${i}": 0`).join(', ')}}`;
  const [bytes, text] = both(wide);
  expect(bytes).toEqual(text);
  expect(bytes.length).toBe(2 * 65_536);
});
