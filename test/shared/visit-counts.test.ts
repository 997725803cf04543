import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Action } from '#shared/domain/action.ts';
import { toColumns } from '#shared/run/columns.ts';
import { type Position, Run } from '#shared/run/run.ts';
import { VisitCounts, visitsOf } from '#shared/run/visit-counts.ts';
import { action } from '../support/actions.ts';

const GRID = { width: 6, height: 4 };

/** Few cells and few steps, so that cells are entered often, steps collide, and some places are unknown or outside. */
const anyAction = fc
  .record({
    step: fc.integer({ min: 1, max: 60 }),
    fromX: fc.option(fc.integer({ min: -1, max: 6 }), { freq: 8 }),
    toX: fc.option(fc.integer({ min: -1, max: 6 }), { freq: 8 }),
    toY: fc.option(fc.integer({ min: -1, max: 4 }), { freq: 8 }),
  })
  .map((part) => ({ ...part, fromY: 1 }));

const anyActions = fc
  .array(anyAction, { maxLength: 60 })
  .map((parts) => parts.map((part, index) => action({ id: index + 1, ...part })));

type Deed = { readonly seek: number } | { readonly append: readonly Action[] } | 'clear';

/** Seeks anywhere, and batches that may belong before what is there. */
const anyDeeds = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: -2, max: 80 }).map((seek): Deed => ({ seek })) },
      { weight: 3, arbitrary: fc.array(anyAction, { maxLength: 8 }).map((append) => ({ append })) },
      { weight: 1, arbitrary: fc.constant('clear') },
    ),
    { maxLength: 25 },
  )
  .map((deeds) => {
    let id = 0;
    return deeds.map((deed): Deed => {
      if (typeof deed === 'string') return 'clear';
      if ('seek' in deed) return deed;
      return {
        append: deed.append.map((part) =>
          action({ id: ++id, ...part } as Partial<Action> & { id: number; step: number }),
        ),
      };
    });
  });

/** Every cell the agent came to, in order, by the words of the definition. */
function entries(run: Run, upTo: number): { cell: Position; index: number }[] {
  const found: { cell: Position; index: number }[] = [];
  let last: Position | null = null;
  for (let index = 0; index <= Math.min(upTo, run.length - 1); index++) {
    if (last === null) {
      last = run.fromAt(index);
      if (last) found.push({ cell: last, index });
    }
    const at = run.positionAt(index);
    if (at === null || (at.x === last?.x && at.y === last?.y)) continue;
    last = at;
    found.push({ cell: at, index });
  }
  return found;
}

function counted(run: Run, upTo: number): number[] {
  const counts = new Array<number>(GRID.width * GRID.height).fill(0);
  for (const { cell } of entries(run, upTo)) {
    if (cell.x < 0 || cell.y < 0 || cell.x >= GRID.width || cell.y >= GRID.height) continue;
    const at = cell.y * GRID.width + cell.x;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts;
}

describe('visit counts', () => {
  test('are what counting from scratch gives, wherever the playhead goes and whatever arrives late', () => {
    fc.assert(
      fc.property(anyDeeds, (deeds) => {
        const run = new Run(GRID);
        const counts = new VisitCounts(run);
        const copy = new Uint32Array(GRID.width * GRID.height);
        let version = counts.changes.version;
        for (const deed of deeds) {
          if (deed === 'clear') run.clear();
          else if ('append' in deed) run.append(toColumns(deed.append));
          else counts.moveTo(deed.seek);
          if (deed === 'clear' || 'append' in deed) counts.moveTo(counts.index);
          const expected = counted(run, counts.index);
          expect([...counts.counts]).toEqual(expected);
          expect(counts.most).toBe(Math.max(0, ...expected));
          const changed = counts.changes.since(version);
          version = counts.changes.version;
          if (changed) copy.set(counts.counts.subarray(changed.start, changed.end), changed.start);
          expect([...copy]).toEqual(expected);
        }
      }),
    );
  });

  test('count standing still once, and coming back again', () => {
    const run = new Run(GRID);
    run.append(
      toColumns([
        action({ id: 1, step: 1 }),
        action({ id: 2, step: 2, fromX: 1, toX: 1, success: false }),
        action({ id: 3, step: 3, type: 'move_west', fromX: 1, toX: 0 }),
        action({ id: 4, step: 4, type: 'recall_all', fromX: 0, toX: null, toY: null }),
      ]),
    );
    const counts = new VisitCounts(run);
    counts.moveTo(99);
    expect(counts.index).toBe(3);
    expect([counts.at({ x: 0, y: 0 }), counts.at({ x: 1, y: 0 }), counts.at({ x: -1, y: 0 })]).toEqual([2, 1, 0]);
    expect(counts.most).toBe(2);
    counts.moveTo(0);
    expect([counts.at({ x: 0, y: 0 }), counts.most]).toEqual([1, 1]);
  });

  test('hold for cells that are entered more often than there is room for at first', () => {
    const run = new Run(GRID);
    const actions = Array.from({ length: 1_000 }, (_, i) =>
      action({ id: i + 1, step: i + 1, fromX: i % 2, toX: (i + 1) % 2 }),
    );
    run.append(toColumns(actions));
    const counts = new VisitCounts(run);
    counts.moveTo(999);
    expect([counts.at({ x: 0, y: 0 }), counts.at({ x: 1, y: 0 }), counts.most]).toEqual([501, 500, 501]);
    counts.moveTo(-1);
    expect(counts.most).toBe(0);
  });
});

describe('the visits of a cell', () => {
  test('are the latest of all entries up to the playhead', () => {
    fc.assert(
      fc.property(
        anyActions,
        fc.integer({ min: -1, max: 70 }),
        fc.integer({ min: 0, max: 5 }),
        (actions, upTo, most) => {
          const run = new Run(GRID);
          run.append(toColumns(actions));
          for (let x = -1; x <= GRID.width; x++) {
            const cell = { x, y: 1 };
            const isInside = x >= 0 && x < GRID.width;
            const all = entries(run, upTo).filter((entry) => isInside && entry.cell.x === x && entry.cell.y === 1);
            const { total, indexes } = visitsOf(run, cell, upTo, most);
            expect(total).toBe(all.length);
            expect(indexes).toEqual(all.map(({ index }) => index).slice(all.length - Math.min(most, all.length)));
          }
        },
      ),
    );
  });
});
