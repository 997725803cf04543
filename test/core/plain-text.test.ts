import fc from 'fast-check';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { find, patternOf } from '#core/database/plain-text.ts';
import { ownLaboratory } from '../support/own-laboratory.ts';

test('case does not matter, and nothing else is left out of account', () => {
  expect(find('I went North.', 'north')).toEqual({ at: 7, length: 5 });
  expect(find('İstanbul', 'istanbul')).toEqual({ at: 0, length: 8 });
  expect(find('a ıI', 'II')).toEqual({ at: 2, length: 2 });
  expect(find('ΟΔΟΣ', 'οδος')).toEqual({ at: 0, length: 4 });
  expect(find('😀 Straße 😀', 'STRAßE')).toEqual({ at: 3, length: 6 });
  expect(find('Strasse', 'straße')).toBeNull();
  expect(find('𐐀', '𐐨')).toEqual({ at: 0, length: 2 });
  expect(find('abc', 'abcd')).toBeNull();
});

test('what no database can hold is not looked for', () => {
  expect(patternOf('a\0b')).toBeNull();
  expect(patternOf('\ud83d')).toBeNull();
});

test('the server finds what this host finds, whatever its locale', async () => {
  const { url } = await ownLaboratory('empty');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  const letter = fc.oneof(
    fc.constantFrom(...'iIİısSſßẞkKKéÉςσΣǆǅǄжЖ'),
    fc.constantFrom(...'.*+?()[]{}|^$\\/-_%#&~,\'"` \n\t', '\\d', '***', '(?i)', '{1,2}', '[:alpha:]', '\\m'),
    fc.string({ unit: 'grapheme', maxLength: 2 }),
  );
  const texts = fc.array(letter, { maxLength: 12 }).map((letters) => letters.join(''));
  const flipped = fc.constantFrom(
    (text: string) => text,
    (text: string) => text.toUpperCase(),
  );
  const pair = fc
    .tuple(texts, fc.nat({ max: 12 }), fc.integer({ min: 1, max: 4 }), flipped, fc.option(texts))
    // Mostly a part of the text, so that it is often found.
    .map(([text, from, length, flip, other]) => [text, other ?? flip([...text].slice(from, from + length).join(''))])
    .filter(([text = '', wanted = '']) => wanted !== '' && !`${text}${wanted}`.includes('\0'))
    .filter(([text = '', wanted = '']) => text.isWellFormed() && wanted.isWellFormed());
  await fc.assert(
    fc.asyncProperty(fc.array(pair, { minLength: 20, maxLength: 40 }), async (pairs) => {
      const { rows } = await client.query(
        'SELECT text ~ pattern AS found FROM unnest($1::text[], $2::text[]) AS asked (text, pattern)',
        [pairs.map(([text]) => text), pairs.map(([, wanted = '']) => patternOf(wanted))],
      );
      const expected = pairs.map(([text = '', wanted = '']) => ({ found: find(text, wanted) !== null }));
      expect(rows).toEqual(expected);
    }),
    { numRuns: 50 },
  );
});
