import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ActionQueries } from '#core/database/actions.ts';
import { type WriterQueries, Writers } from '#core/database/writers.ts';
import { FeedLog } from '#core/feed/log.ts';
import { markOf } from '#core/feed/position.ts';
import { Tail } from '#core/feed/tail.ts';
import type { Action } from '#shared/domain/action.ts';
import { action } from '../support/actions.ts';
import { until } from '../support/until.ts';

/**
 * A table in memory, with writers as one wants them. Not PostgreSQL: these tests need something to happen between two
 * particular queries of the tail, which cannot be had from a server. The fault suite has the real one.
 */
class MemoryTable {
  rows = new Map<number, Action>();
  file = 1;
  holders: string[] = [];
  next = 10n;
  known = true;
  fails = false;
  readonly actions = {
    after: (id: number) => this.#after(id),
    within: async (ranges: readonly (readonly [number, number])[]) => {
      await delay(1);
      const actions = this.#sorted().filter((row) => ranges.some(([first, last]) => first <= row.id && row.id <= last));
      return { actions, more: false };
    },
    highestId: async () => Math.max(0, ...this.rows.keys()),
    look: async () => {
      await delay(1);
      return { highestId: Math.max(0, ...this.rows.keys()), file: this.file };
    },
    marks: async (ids: readonly number[]) => {
      await delay(1);
      return new Map(this.#sorted().flatMap((row) => (ids.includes(row.id) ? [[row.id, markOf(row)] as const] : [])));
    },
    holes: async () => [],
  } as unknown as ActionQueries;
  readonly writers = {
    now: async () => {
      await delay(1);
      return new Writers(new Set(this.holders), this.next, this.next, this.known);
    },
  } as unknown as WriterQueries;

  put(experimentId: number, ...ids: number[]): void {
    for (const id of ids) this.rows.set(id, action({ id, step: id, experimentId }));
  }

  /** TRUNCATE … RESTART IDENTITY. */
  empty(): void {
    this.rows.clear();
    this.file++;
  }

  async *#after(id: number): AsyncGenerator<Action[]> {
    await delay(1);
    if (this.fails) throw new Error('the read failed');
    yield this.#sorted().filter((row) => row.id > id);
  }

  #sorted(): Action[] {
    return [...this.rows.values()].sort((a, b) => a.id - b.id);
  }
}

function tailOf(table: MemoryTable) {
  const came: string[] = [];
  const errors: unknown[] = [];
  const tail = new Tail(new FeedLog(), {
    begun: (_, again) => void (again && came.push('again')),
    actions: (actions) => void came.push(...actions.map(({ id }) => String(id))),
    remark: () => {},
    error: (error) => void errors.push(error),
  });
  onTestFinished(() => tail.pause());
  const begin = () =>
    tail.begin(
      table,
      () => {},
      () => {},
    );
  return { tail, came, errors, begin };
}

describe('the tail', () => {
  test('gives nothing of a new table up because of what was proven of the old one', async () => {
    const table = new MemoryTable();
    table.put(1, 1, 2, 3);
    const { tail, came, begin } = tailOf(table);
    await begin();
    // An empty read looks at the table at most once a second; the one within the proof has to.
    await delay(1_100);
    // 5 was rolled back, and its proof is about to begin when the table is emptied.
    table.put(1, 4, 6, 7, 8, 9, 10, 11, 12);
    await tail.wake();
    expect(tail.position?.pending).toEqual([[5, 5]]);
    table.empty();
    table.put(2, 1, 2, 3, 4, 6, 7, 8);
    // In the new table 5 is held by a transaction that is still open.
    table.holders = ['9/9'];
    table.next = 20n;
    await until('the proof has come upon the new table', () => came.includes('again') && came.at(-1) === '8');
    await until('proofs have been tried', async () => {
      await delay(300);
      return true;
    });
    table.put(2, 5);
    table.holders = [];
    await until('the late row came', () => came.slice(came.indexOf('again')).includes('5'));
    expect(came.slice(came.indexOf('again') + 1).sort()).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
  });

  test('does not call a read done that failed', async () => {
    const table = new MemoryTable();
    table.put(1, 1);
    const { errors, begin } = tailOf(table);
    table.fails = true;
    await expect(begin()).rejects.toThrow();
    expect(errors).toHaveLength(1);
  });

  test('notices a new table although it was looked at just before', async () => {
    const table = new MemoryTable();
    table.put(1, 1, 2, 3, 4, 5);
    const { tail, came, begin } = tailOf(table);
    await begin();
    await tail.wake('look');
    table.empty();
    table.put(2, 1);
    // The only notice there is.
    await tail.wake();
    await until('its row came', () => came.join(' ') === 'again 1', 5_000);
  });

  test('asks for what nobody can prove again and again, and remembers no more than that', async () => {
    const table = new MemoryTable();
    table.put(1, 1);
    table.known = false;
    const { tail, came, begin } = tailOf(table);
    await begin();
    table.put(1, 3);
    await tail.wake();
    // Whatever is seen of the writers: this server does not know.
    await delay(200);
    expect(tail.position?.pending).toEqual([[2, 2]]);
    table.put(1, 2);
    await tail.wake();
    expect(came).toEqual(['3', '2']);
    // A promotion: now it knows, and the proof of what is still missing begins.
    table.put(1, 5);
    await tail.wake();
    table.known = true;
    await until('the gap is closed', () => tail.position?.pending.length === 0);
  });
});
