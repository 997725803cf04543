import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { heightOf, MOST_PX, RowScroll } from '../../src/renderer/actions/row-scroll.ts';

const ROW = 24;
const VIEW = 400;

function listOf(count: number): RowScroll {
  const scroll = new RowScroll(ROW);
  scroll.resize(count, VIEW);
  return scroll;
}

describe('a short list', () => {
  test('is as high as its rows, which stay in their places', () => {
    const scroll = listOf(1_000);
    expect(heightOf(1_000, ROW)).toBe(24_000);
    for (const top of [0, 10, 5_000, 23_600]) {
      scroll.scrolled(top);
      expect(scroll.settle()).toBe(top);
      expect(scroll.placeOf(7)).toBe(7 * ROW);
      expect(scroll.rows.first).toBe(Math.floor(top / ROW));
    }
  });

  test('shows a row by moving as little as is needed', () => {
    const scroll = listOf(1_000);
    expect(scroll.show(3)).toBe(0);
    expect(scroll.show(100)).toBe(101 * ROW - VIEW);
    expect(scroll.show(90)).toBe(101 * ROW - VIEW);
    expect(scroll.show(10)).toBe(240);
  });
});

describe('a list of 1,000,000 rows', () => {
  test('is no higher than a browser can scroll, and reaches both ends', () => {
    const scroll = listOf(1_000_000);
    expect(heightOf(1_000_000, ROW)).toBe(MOST_PX);
    scroll.scrolled(MOST_PX - VIEW);
    expect(scroll.rows.end).toBe(1_000_000);
    scroll.scrolled(0);
    expect(scroll.rows.first).toBe(0);
  });

  test('moves by the wheel as any other list does', () => {
    const scroll = listOf(1_000_000);
    scroll.scrolled(2_000_000);
    const { first } = scroll.rows;
    scroll.scrolled(2_000_000 + 10 * ROW);
    expect(scroll.rows.first).toBe(first + 10);
    const place = scroll.settle();
    expect(scroll.rows.first).toBe(first + 10);
    // The scroll bar is back at the place that stands for what is in view.
    const jumped = listOf(1_000_000);
    jumped.scrolled(place);
    expect(Math.abs(jumped.rows.first - (first + 10))).toBeLessThanOrEqual(1);
  });

  test('any row can be shown, stands within the view, and the rows in view follow each other', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(999_999), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: -300, max: 300 }),
        (rows, by) => {
          const scroll = listOf(1_000_000);
          for (const row of rows) {
            const top = scroll.show(row);
            expect(scroll.isShown(row)).toBe(true);
            expect(scroll.placeOf(row)).toBeGreaterThanOrEqual(top - 1);
            expect(scroll.placeOf(row) + ROW).toBeLessThanOrEqual(top + VIEW + 1);
            expect(scroll.placeOf(row + 1) - scroll.placeOf(row)).toBeCloseTo(ROW);
            expect(top).toBeGreaterThanOrEqual(0);
            expect(top).toBeLessThanOrEqual(MOST_PX - VIEW);
            scroll.scrolled(Math.max(0, Math.min(MOST_PX - VIEW, top + by)));
          }
        },
      ),
    );
  });

  test('growing leaves what is in view where it is', () => {
    const scroll = listOf(900_000);
    scroll.show(500_000);
    const before = scroll.rows;
    scroll.resize(1_000_000, VIEW);
    expect(scroll.rows).toEqual(before);
  });
});

test('a list that lost its rows shows what is left', () => {
  const scroll = listOf(1_000_000);
  scroll.show(999_999);
  expect(scroll.resize(5, VIEW)).toBe(0);
  expect(scroll.rows).toEqual({ first: 0, end: 5 });
  expect(scroll.resize(0, VIEW)).toBe(0);
  expect(scroll.rows).toEqual({ first: 0, end: 0 });
});
