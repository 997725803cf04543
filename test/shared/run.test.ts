import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NOWHERE, packCoordinate, readSeenCells } from '#shared/domain/action.ts';
import { toColumns } from '#shared/run/columns.ts';
import { bumpedInto, pictureAt } from '#shared/run/picture.ts';
import { Run } from '#shared/run/run.ts';
import { action } from '../support/actions.ts';

const GRID = { width: 20, height: 4 };

/** Actions with all that real data does: holes, duplicates, walls, nulls, cells off the grid. */
const anyAction = fc
  .record({
    step: fc.integer({ min: 1, max: 30 }),
    type: fc.constantFrom('move_north', 'move_east', 'move_south', 'move_west', 'recall_all', 'teleport'),
    success: fc.boolean(),
    toX: fc.option(fc.integer({ min: -2, max: 22 })),
    toY: fc.option(fc.integer({ min: -2, max: 5 })),
    seen: fc.array(fc.integer({ min: -1, max: 21 }), { maxLength: 8 }),
  })
  .map(({ seen, ...part }) => ({ ...part, fromX: 1, fromY: 1, seen: Int16Array.from(seen) }));

const anyRun = fc
  .array(anyAction, { maxLength: 40 })
  .map((parts) => parts.map((part, index) => action({ id: index + 1, ...part })));

/** Everything a run can be asked, to compare two runs. */
function dump(run: Run) {
  return {
    rows: Array.from({ length: run.length }, (_, i) => [run.idAt(i), run.stepAt(i), run.typeAt(i), run.positionAt(i)]),
    hits: run.wallHits,
    texels: [...run.layers.texels],
    picture: pictureAt(run, Math.floor(run.length / 2), null),
  };
}

describe('a run', () => {
  test('is the same however its actions are batched and in whatever order they come', () => {
    fc.assert(
      fc.property(anyRun, fc.infiniteStream(fc.nat()), fc.integer({ min: 1, max: 7 }), (actions, order, size) => {
        const whole = new Run(GRID);
        whole.append(toColumns([...actions].sort((a, b) => a.step - b.step || a.id - b.id)));
        const shuffled = actions
          .map((entry) => ({ entry, key: order.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ entry }) => entry);
        const pieces = new Run(GRID);
        for (let i = 0; i < shuffled.length; i += size) pieces.append(toColumns(shuffled.slice(i, i + size)));
        expect(dump(pieces)).toEqual(dump(whole));
      }),
    );
  });

  test('a batch that comes twice changes nothing', () => {
    fc.assert(
      fc.property(anyRun, (actions) => {
        const run = new Run(GRID);
        run.append(toColumns(actions));
        const once = dump(run);
        run.append(toColumns(actions));
        expect(dump(run)).toEqual(once);
      }),
    );
  });

  test('finds the last action of a step, across holes and duplicates', () => {
    const run = new Run(GRID);
    run.append(toColumns([1, 2, 2, 5].map((step, index) => action({ id: index + 1, step }))));
    expect([0, 1, 2, 3, 4, 5, 99].map((step) => run.indexOfStep(step))).toEqual([-1, 0, 2, 2, 2, 3, 3]);
  });

  test('knows when each cell was first visited and first seen', () => {
    const run = new Run(GRID);
    run.append(
      toColumns([
        action({ id: 1, step: 1, seen: Int16Array.of(5, 1) }),
        action({ id: 2, step: 2, seen: Int16Array.of(5, 1, 6, 1) }),
        action({ id: 3, step: 3, toX: 1, toY: 0 }),
      ]),
    );
    expect(run.layers.firstVisit(0, 0)).toBe(0);
    expect(run.layers.firstVisit(1, 0)).toBe(0);
    expect(run.layers.firstVisit(2, 0)).toBe(1);
    expect(run.layers.firstSight(5, 1)).toBe(0);
    expect(run.layers.firstSight(6, 1)).toBe(1);
    expect(run.layers.firstVisit(9, 3)).toBeNull();
    expect(run.layers.firstVisit(-1, 99)).toBeNull();
  });

  test('tells which texels changed since they were last taken', () => {
    const run = new Run(GRID);
    expect(run.layers.takeDirty()).toEqual({ start: 0, end: 80 });
    expect(run.layers.takeDirty()).toBeNull();
    run.append(toColumns([action({ id: 1, step: 1 })]));
    expect(run.layers.takeDirty()).toEqual({ start: 0, end: 2 });
  });
});

describe('the picture', () => {
  test('before the first action shows the start', () => {
    expect(pictureAt(new Run(GRID), 0, { x: 3, y: 2 })).toMatchObject({ step: 0, agent: { x: 3, y: 2 }, trail: [] });
  });

  test('shows the agent, its heading, and what it ran into', () => {
    const run = new Run(GRID);
    run.append(
      toColumns([
        action({ id: 1, step: 1 }),
        action({ id: 2, step: 2, type: 'move_south', fromX: 1, toX: 1, toY: 0, success: false }),
        action({ id: 3, step: 3, type: 'recall_all', fromX: 1, toX: null, toY: null }),
      ]),
    );
    const bumped = pictureAt(run, 1, null);
    expect(bumped).toMatchObject({ step: 2, agent: { x: 1, y: 0 }, heading: 'move_south', bumped: true });
    expect(bumped.bumps.map(bumpedInto)).toEqual([{ x: 1, y: 1 }]);
    expect(pictureAt(run, 2, null)).toMatchObject({ agent: { x: 1, y: 0 }, heading: 'move_south', bumped: false });
    expect(pictureAt(run, 99, null).index).toBe(2);
  });
});

describe('tiles_seen', () => {
  test('is read as PostgreSQL writes it', () => {
    expect([...readSeenCells('{"25,10": 0, "-1,4": 1,"7,8":2}')]).toEqual([25, 10, -1, 4, 7, 8]);
  });

  test('ignores whatever is not a cell', () => {
    for (const text of [null, '', '[]', 'null', '{"a":1}', '{"1;2": 0}', '"1,2"', '{"1,2"']) {
      expect(readSeenCells(text)).toHaveLength(0);
    }
  });

  test('keeps every cell of any real answer', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.tuple(fc.integer({ min: 0, max: 4095 }), fc.nat(4095)).map(String), fc.nat(2)),
        (seen) => {
          const cells = readSeenCells(JSON.stringify(seen));
          expect(cells.length).toBe(Object.keys(seen).length * 2);
        },
      ),
    );
  });
});

test('coordinates that no maze has are clamped, not wrapped', () => {
  expect([null, 5, 1e9, -1e9, 2.7, Number.NaN].map(packCoordinate)).toEqual([NOWHERE, 5, 32767, -32767, 2, NOWHERE]);
});

test('a batch with hundreds of action types keeps the first ones apart', () => {
  const columns = toColumns(
    Array.from({ length: 400 }, (_, i) => action({ id: i + 1, step: i + 1, type: `type ${i}` })),
  );
  expect(columns.types).toHaveLength(255);
  expect(columns.types[columns.type[253] ?? 0]).toBe('type 253');
  expect(columns.types[columns.type[399] ?? 0]).toBe('other');
});
