import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { UsageColumns } from '#shared/run/usage.ts';
import { type TurnOf, UsageTotals } from '#shared/run/usage-totals.ts';
import { ValueRanges } from '#shared/run/value-ranges.ts';
import { randomOf } from '../support/random-run.ts';

/** One row of usage. */
interface Row {
  readonly step: number;
  readonly id: number;
  readonly turn: number | null;
  readonly input: number;
  readonly output: number;
  readonly cost: number;
  readonly ms: number;
}

function randomRows(seed: number, count: number): Row[] {
  const random = randomOf(seed);
  let step = 0;
  let turn = 0;
  return Array.from({ length: count }, (_, index) => {
    const begins = random() < 0.4;
    if (begins) turn++;
    step += random() < 0.1 ? 0 : 1;
    return {
      step,
      id: index + 1,
      turn: random() < 0.1 ? null : turn,
      input: begins ? Math.floor(random() * 5_000) : -1,
      output: begins ? Math.floor(random() * 500) : -1,
      cost: begins && random() < 0.9 ? random() / 100 : Number.NaN,
      ms: random() < 0.9 ? Math.floor(random() * 20_000) : Number.NaN,
    };
  });
}

const columnsOf = (rows: readonly Row[]): UsageColumns => ({
  step: Int32Array.from(rows, ({ step }) => step),
  id: Float64Array.from(rows, ({ id }) => id),
  inputTokens: Int32Array.from(rows, ({ input }) => input),
  outputTokens: Int32Array.from(rows, ({ output }) => output),
  costUsd: Float64Array.from(rows, ({ cost }) => cost),
  inferenceMs: Float64Array.from(rows, ({ ms }) => ms),
});

const turnsOf =
  (rows: readonly Row[]): TurnOf =>
  (_step, id) =>
    rows[id - 1]?.turn ?? null;

/** The duration that each row adds: a turn's first known one, once. */
function durations(rows: readonly Row[]): number[] {
  return rows.map(({ turn, ms }, index) => {
    if (turn === null) return ms;
    for (let before = index - 1; before >= 0 && rows[before]?.turn === turn; before--) {
      if (!Number.isNaN(rows[before]?.ms)) return Number.NaN;
    }
    return ms;
  });
}

function sumNaively(rows: readonly Row[]) {
  const sum = (values: number[]) => {
    const known = values.filter((value) => value >= 0);
    return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
  };
  const times = durations(rows).filter((ms) => !Number.isNaN(ms));
  return {
    inputTokens: sum(rows.map(({ input }) => input)),
    outputTokens: sum(rows.map(({ output }) => output)),
    costUsd: sum(rows.map(({ cost }) => cost)),
    calls: times.length,
    inferenceMs: sum(times) ?? 0,
  };
}

const place = fc.double({ min: 0, max: 1, noNaN: true });

describe('usage', () => {
  test('adds up to what the rows add up to, at any row, also when its end was read again', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 900 }), place, place, (seed, count, cut, asked) => {
        const rows = randomRows(seed, count);
        const totals = new UsageTotals();
        const turnOf = turnsOf(rows);
        // What was read first lacked the tokens that were written later.
        const early = rows.map((row) => (row.id % 3 === 0 ? { ...row, input: -1, ms: Number.NaN } : row));
        const kept = Math.floor(cut * count);
        totals.append(columnsOf(rows.slice(0, kept)), turnOf);
        totals.append(columnsOf(early.slice(kept)), turnOf);
        const last = rows[kept - 1];
        totals.forgetAfter(last ?? null);
        expect(totals.length).toBe(kept);
        for (let i = kept; i < count; i += 100) totals.append(columnsOf(rows.slice(i, i + 100)), turnOf);
        for (const upTo of [Math.floor(asked * count), 0, count]) {
          expect(totals.sumOf(upTo)).toEqual(sumNaively(rows.slice(0, upTo)));
          const row = rows[upTo - 1];
          expect(row ? totals.rowsUpTo(row.step, row.id) : 0).toBe(upTo);
        }
        const from = Math.floor(cut * asked * count);
        const known = durations(rows)
          .slice(from)
          .filter((ms) => !Number.isNaN(ms));
        expect(totals.durationsOf(from, count)).toEqual(
          known.length === 0 ? null : { low: Math.min(...known), high: Math.max(...known) },
        );
      }),
      { numRuns: 80 },
    );
  });

  test('of a database that keeps none is not known', () => {
    const totals = new UsageTotals();
    expect(totals.sumOf(0)).toEqual({ inputTokens: null, outputTokens: null, costUsd: null, calls: 0, inferenceMs: 0 });
    expect(totals.durationsOf(0, 0)).toBeNull();
  });
});

test('the range of any part of a series is what looking at each value gives', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 0, max: 2_000 }),
      place,
      place,
      fc.nat(9),
      (seed, count, a, b, known) => {
        const random = randomOf(seed);
        const values = Array.from({ length: count }, () => (random() < 0.2 ? Number.NaN : Math.floor(random() * 100)));
        const ranges = new ValueRanges((index) => values[index] ?? Number.NaN);
        ranges.advance(count, known);
        const [from, to] = [Math.floor(Math.min(a, b) * count), Math.floor(Math.max(a, b) * count)];
        const part = values.slice(from, to).filter((value) => !Number.isNaN(value));
        expect(ranges.of(from, to)).toEqual(
          part.length === 0 ? null : { low: Math.min(...part), high: Math.max(...part) },
        );
      },
    ),
  );
});
