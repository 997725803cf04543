import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { UsageReading } from '#shared/contract.ts';
import { toColumns } from '#shared/run/columns.ts';
import { Run } from '#shared/run/run.ts';
import type { RunKey } from '#shared/run/sights.ts';
import { UsageReader, unsettledFrom } from '../../src/renderer/inspector/usage-reader.ts';
import { action } from '../support/actions.ts';

const GRID = { width: 4, height: 4 };
/** Rows of a page of the table below. */
const PAGE = 100;

/** A run whose tokens are in a table, as a host reads it. */
class Table {
  readonly run = new Run(GRID);
  readonly tokens = new Map<number, number>();
  readonly asked: (RunKey | null)[] = [];
  isRunning = true;
  isAway = false;
  isCaughtUp = true;

  /** Actions of two a turn, a second apart. */
  add(first: number, count: number): void {
    const steps = Array.from({ length: count }, (_, i) => first + i);
    this.run.append(toColumns(steps.map((step) => action({ id: step, step, turn: Math.floor(step / 2) }))));
  }

  readonly ask = async (after: RunKey | null): Promise<UsageReading> => {
    this.asked.push(after);
    if (this.isAway) throw new Error('away');
    const rows = [...this.tokens].filter(([step]) => after === null || step > after.step).sort(([a], [b]) => a - b);
    const page = rows.slice(0, PAGE);
    const last = page.at(-1);
    return {
      usage: {
        step: Int32Array.from(page, ([step]) => step),
        id: Float64Array.from(page, ([step]) => step),
        inputTokens: Int32Array.from(page, ([, tokens]) => tokens),
        outputTokens: Int32Array.from(page, () => -1),
        costUsd: Float64Array.from(page, () => Number.NaN),
        inferenceMs: Float64Array.from(page, () => 10),
      },
      next: rows.length > PAGE && last ? { step: last[0], id: last[0] } : null,
    };
  };

  reader(): UsageReader {
    return new UsageReader(this.run, {
      ask: this.ask,
      isCaughtUp: () => this.isCaughtUp,
      isRunning: () => this.isRunning,
    });
  }
}

const total = ({ totals }: UsageReader) => totals.sumOf(totals.length).inputTokens;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('usage', () => {
  test('is read page by page, and what was written later with the next look at the end', async () => {
    const table = new Table();
    table.add(0, 500);
    for (let step = 0; step < 498; step += 2) table.tokens.set(step, 1);
    const reader = table.reader();
    const release = reader.hold();
    await vi.advanceTimersByTimeAsync(0);
    expect(reader.state.getState().complete).toBe(true);
    expect(table.asked).toHaveLength(3);
    expect(total(reader)).toBe(249);
    table.tokens.set(498, 1_000);
    table.tokens.set(400, 50);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(total(reader)).toBe(248 + 1_000 + 50);
    release();
    const { length } = table.asked;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(table.asked).toHaveLength(length);
  });

  test('of an ended run is read once more, and then left alone', async () => {
    const table = new Table();
    table.add(0, 10);
    const reader = table.reader();
    reader.hold();
    await vi.advanceTimersByTimeAsync(0);
    table.isRunning = false;
    table.tokens.set(8, 7);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(total(reader)).toBe(7);
    const { length } = table.asked;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(table.asked).toHaveLength(length);
  });

  test('is asked for again while the database is away, and says so', async () => {
    const table = new Table();
    table.add(0, 10);
    table.tokens.set(0, 5);
    table.isAway = true;
    const reader = table.reader();
    reader.hold();
    await vi.advanceTimersByTimeAsync(2_500);
    expect(reader.state.getState()).toMatchObject({ away: true, complete: false });
    table.isAway = false;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(reader.state.getState()).toMatchObject({ away: false, complete: true });
    expect(total(reader)).toBe(5);
  });

  test('waits for the actions that it belongs to, so that a turn counts once', async () => {
    const table = new Table();
    table.isCaughtUp = false;
    table.add(0, 1);
    for (let step = 0; step < 10; step++) table.tokens.set(step, 1);
    const reader = table.reader();
    reader.hold();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(reader.totals.length).toBe(0);
    table.add(1, 9);
    await vi.advanceTimersByTimeAsync(500);
    expect(reader.totals.sumOf(reader.totals.length)).toMatchObject({ calls: 5, inferenceMs: 50 });
  });

  test('begins anew with another run in the same place', async () => {
    const table = new Table();
    table.add(0, 10);
    table.tokens.set(0, 5);
    const reader = table.reader();
    reader.hold();
    await vi.advanceTimersByTimeAsync(0);
    table.run.clear();
    table.tokens.clear();
    table.add(100, 10);
    table.tokens.set(100, 3);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(total(reader)).toBe(3);
    expect(reader.totals.length).toBe(1);
  });
});

test('the last minute and some dozens of turns are unsettled, whichever is longer', () => {
  const slow = new Table();
  slow.add(0, 1_000);
  expect(unsettledFrom(slow.run)?.step).toBe(744);
  const fast = new Run(GRID);
  fast.append(toColumns(Array.from({ length: 2_000 }, (_, i) => action({ id: i, step: i, at: i * 50 }))));
  expect(unsettledFrom(fast)?.step).toBe(799);
  expect(unsettledFrom(new Run(GRID))).toBeNull();
});
