import { describe, expect, test } from 'vitest';
import type { SearchHit, SearchReading } from '#shared/contract.ts';
import { type AskSearch, nextHit, RunSearch, type SearchState } from '../../src/renderer/actions/run-search.ts';

const hit = (step: number): SearchHit => ({ id: step, step, field: 'reasoning', excerpt: 'wall', at: 0, length: 4 });

/** A host whose answers come when the test says so. */
class SlowHost {
  readonly asked: { text: string; after: number | null }[] = [];
  #answers: { resolve(reading: SearchReading): void; reject(error: Error): void }[] = [];

  readonly ask: AskSearch = (text, after, signal) => {
    this.asked.push({ text, after: after?.step ?? null });
    return new Promise((resolve, reject) => {
      this.#answers.push({ resolve, reject });
      signal.addEventListener('abort', () => reject(new Error('aborted')));
    });
  };

  async answer(steps: number[], next: number | null): Promise<void> {
    this.#answers.shift()?.resolve({ hits: steps.map(hit), next: next === null ? null : { step: next, id: next } });
    await settled();
  }

  async fail(): Promise<void> {
    this.#answers.shift()?.reject(new Error('away'));
    await settled();
    // The pause before the next question began only then.
    await settled();
  }
}

/** Every promise that can go on has gone on, and every timer of no time has fired. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
const steps = ({ hits }: SearchState) => hits.map(({ step }) => step);

function searchIn(host: SlowHost): RunSearch {
  return new RunSearch(host.ask, 0);
}

describe('a search', () => {
  test('goes on stretch by stretch, and says how far it is', async () => {
    const host = new SlowHost();
    const search = searchIn(host);
    search.start('wall');
    await host.answer([3], 100);
    expect(search.store.getState()).toMatchObject({ state: 'searching', reached: 100 });
    await host.answer([], 200);
    await host.answer([250], null);
    expect(search.store.getState()).toMatchObject({ state: 'complete', text: 'wall', reached: null });
    expect(steps(search.store.getState())).toEqual([3, 250]);
    expect(host.asked.map(({ after }) => after)).toEqual([null, 100, 200]);
  });

  test('with another text forgets the former one, whose late answer counts for nothing', async () => {
    const host = new SlowHost();
    const search = searchIn(host);
    search.start('wall');
    search.start('goal');
    await host.answer([1], null);
    await host.answer([2], null);
    expect(steps(search.store.getState())).toEqual([2]);
    search.start('');
    expect(search.store.getState()).toMatchObject({ state: 'idle', text: '', hits: [] });
  });

  test('that was stopped keeps what it found, and goes on where it was', async () => {
    const host = new SlowHost();
    const search = searchIn(host);
    search.start('wall');
    await host.answer([3], 100);
    search.cancel();
    expect(search.store.getState().state).toBe('stopped');
    search.goOn();
    expect(host.asked.at(-1)).toEqual({ text: 'wall', after: 100 });
  });

  test('asks again for the same stretch when the database was away', async () => {
    const host = new SlowHost();
    const search = searchIn(host);
    search.start('wall');
    await host.answer([3], 100);
    await host.fail();
    expect(host.asked).toHaveLength(3);
    expect(host.asked.at(-1)).toEqual({ text: 'wall', after: 100 });
    await host.answer([120], null);
    expect(search.store.getState().state).toBe('complete');
    expect(steps(search.store.getState())).toEqual([3, 120]);
  });

  test('ends with as many hits as anybody looks through', async () => {
    const host = new SlowHost();
    const search = searchIn(host);
    search.start('e');
    await host.answer(
      Array.from({ length: 6_000 }, (_, i) => i),
      9_000,
    );
    expect(search.store.getState()).toMatchObject({ state: 'full', reached: 9_000 });
    expect(search.store.getState().hits).toHaveLength(5_000);
    expect(host.asked).toHaveLength(1);
  });

  test('that is complete goes on behind what the run had then', async () => {
    const host = new SlowHost();
    const search = searchIn(host);
    search.start('wall');
    await host.answer([3], null);
    search.completeTo({ step: 500, id: 500 });
    search.goOn();
    await host.answer([510], null);
    expect(host.asked.at(-1)).toEqual({ text: 'wall', after: 500 });
    expect(steps(search.store.getState())).toEqual([3, 510]);
  });
});

test('hits are gone through round and round, beginning at the step that is shown', () => {
  const hits = [3, 10, 20].map(hit);
  expect(nextHit(hits, -1, false, 5)).toBe(1);
  expect(nextHit(hits, -1, false, 99)).toBe(0);
  expect(nextHit(hits, -1, true, 15)).toBe(1);
  expect(nextHit(hits, -1, true, 1)).toBe(2);
  expect(nextHit(hits, 2, false, 0)).toBe(0);
  expect(nextHit(hits, 0, true, 0)).toBe(2);
  expect(nextHit([], -1, false, 0)).toBe(-1);
});
