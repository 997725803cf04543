import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMove } from '#shared/domain/action.ts';
import { TILE } from '#shared/domain/maze.ts';
import { toColumns } from '#shared/run/columns.ts';
import { Run } from '#shared/run/run.ts';
import { type Counts, RunCounts } from '#shared/run/run-counts.ts';
import { SightCounts } from '#shared/run/sight-counts.ts';
import { STATISTIC_KEYS, type StatisticKey, statisticsAt } from '#shared/run/statistics.ts';
import { action } from '../support/actions.ts';
import { lateBatches, MAZE, randomActions } from '../support/random-run.ts';

/** The same as {@link RunCounts}, action by action from the first one and with sets of cells. */
function countNaively(run: Run, index: number): Counts {
  const kinds = { move: 0, hit: 0, recall: 0, silent: 0, other: 0 };
  const cells = new Set<number>();
  const times: number[] = [];
  const turns: number[] = [];
  let revisits = 0;
  let position: Counts['position'] = null;
  let latest = Number.NaN;
  for (let i = 0; i <= index; i++) {
    kinds[run.kindAt(i)]++;
    const from = run.fromAt(i);
    const to = run.positionAt(i);
    const known = new Set(cells);
    for (const cell of [from, to]) {
      if (cell && cell.x >= 0 && cell.y >= 0 && cell.x < MAZE.width && cell.y < MAZE.height)
        cells.add(cell.y * MAZE.width + cell.x);
    }
    const isOnGrid = to && to.x >= 0 && to.y >= 0 && to.x < MAZE.width && to.y < MAZE.height;
    if (isOnGrid && isMove(run.typeAt(i)) && run.succeededAt(i) && known.has(to.y * MAZE.width + to.x)) revisits++;
    if (to) position = to;
    const turn = run.turnAt(i);
    if (turn !== null) turns.push(turn);
    const at = run.timeAt(i);
    if (at !== null && !(latest >= at)) latest = at;
    times.push(latest);
  }
  const changes = turns.flatMap((turn, i) => (turns[i - 1] === turn ? [] : [i]));
  const first = times.find((time) => !Number.isNaN(time)) ?? Number.NaN;
  const elapsed = latest - first;
  const perMinute = elapsed > 0 ? (index / elapsed) * 60_000 : null;
  return {
    actions: index + 1,
    kinds,
    visited: cells.size,
    visitedWalkable: [...cells].filter((cell) => MAZE.tiles[cell] === TILE.empty || MAZE.tiles[cell] === TILE.goal)
      .length,
    revisits,
    turns: changes.length,
    inTurns: turns.length,
    inLastTurn: turns.length - (changes.at(-1) ?? turns.length),
    position,
    elapsedMs: Number.isNaN(elapsed) ? null : elapsed,
    perMinute,
    perMinuteLately: elapsed >= 60_000 ? times.filter((time) => time > latest - 60_000).length : perMinute,
  };
}

const seed = fc.integer();
const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 });

describe('the counts of a run', () => {
  test('are at any action what counting from the first one gives, whatever came late and whoever asked before', () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 0, max: 1_100 }), places, fc.nat(400), (runSeed, count, asked, piece) => {
        const run = new Run(MAZE);
        const counts = new RunCounts(run, MAZE);
        for (const batch of lateBatches(randomActions(runSeed, count), runSeed)) {
          run.append(toColumns(batch));
          if (piece > 200) counts.advance(piece);
          else if (piece > 100) counts.at(Math.floor(run.length / 2));
        }
        for (const place of [...asked, 0, 1]) {
          const index = Math.floor(place * (run.length - 1));
          expect(counts.at(index)).toEqual(countNaively(run, Math.min(index, run.length - 1)));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('are ready after enough pieces, and begin anew with a forgotten run', () => {
    const run = new Run(MAZE);
    const counts = new RunCounts(run, MAZE);
    run.append(toColumns(randomActions(1, 2_000)));
    expect(counts.isReady).toBe(false);
    let pieces = 1;
    while (!counts.advance(300)) pieces++;
    expect(pieces).toBe(7);
    expect(counts.isReady).toBe(true);
    run.clear();
    expect(counts.isReady).toBe(false);
    run.append(toColumns(randomActions(2, 50)));
    expect(counts.at(49)).toEqual(countNaively(run, 49));
  });

  test('before the first action and of an empty run are nothing', () => {
    const counts = new RunCounts(new Run(MAZE), MAZE);
    expect(counts.at(-1)).toEqual(countNaively(counts.run, -1));
    expect(counts.at(5)).toEqual(countNaively(counts.run, -1));
  });
});

describe('what was seen', () => {
  test('is counted up to any action, also when it came after the action', () => {
    fc.assert(
      fc.property(
        seed,
        fc.integer({ min: 1, max: 700 }),
        places,
        fc.integer({ min: 1, max: 90 }),
        (s, n, at, piece) => {
          const run = new Run(MAZE);
          const sights = new SightCounts(run);
          const actions = randomActions(s, n);
          run.append(toColumns(actions.map((entry) => ({ ...entry, seen: new Int16Array(0) }))));
          while (!sights.advance(piece));
          for (let i = 0; i < n; i++) run.layers.see(i % 12, i % 6, (i * 7) % n);
          while (!sights.advance(piece));
          for (const place of at) {
            const index = Math.floor(place * (n - 1));
            let naive = 0;
            for (let cell = 0; cell < 72; cell++) {
              const [x, y] = [cell % 12, Math.floor(cell / 12)];
              const firsts = [run.layers.firstSight(x, y), run.layers.firstVisit(x, y)];
              if (firsts.some((first) => first !== null && first <= index)) naive++;
            }
            expect(sights.upTo(index)).toBe(naive);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('is not known before the first look is complete, and a later look does not take that back', () => {
    const run = new Run(MAZE);
    run.append(toColumns([action({ id: 1, step: 1, seen: Int16Array.of(5, 1, 6, 1) })]));
    const sights = new SightCounts(run);
    sights.advance(10);
    expect(sights.upTo(0)).toBeNull();
    sights.advance(100);
    expect([sights.upTo(-1), sights.upTo(0), sights.upTo(99)]).toEqual([0, 4, 4]);
    sights.advance(10);
    expect(sights.upTo(0)).toBe(4);
  });
});

describe('statistics', () => {
  /** One row of five cells, the goal at its right end. */
  const corridor = { ...MAZE, width: 5, height: 1, tiles: Uint8Array.of(0, 0, 0, 0, 2) };
  const distances = { toGoal: Int32Array.of(4, 3, 2, 1, 0) };
  const walk = (...moves: [from: number, to: number][]) => {
    const run = new Run(corridor);
    run.append(
      toColumns(
        moves.map(([fromX, toX], i) =>
          action({
            id: i + 1,
            step: i + 1,
            type: toX < fromX ? 'move_west' : 'move_east',
            fromX,
            toX,
            success: fromX !== toX,
          }),
        ),
      ),
    );
    const counts = new RunCounts(run, corridor);
    return (index: number, key: StatisticKey, known = distances) =>
      statisticsAt({ counts, sights: null, usage: null, distances: known, start: { x: 0, y: 0 } }, index).find(
        (statistic) => statistic.key === key,
      )?.value;
  };

  test('efficiency is the SPL that can still be reached, and stays once the goal is', () => {
    const value = walk([0, 1], [1, 0], [0, 0], [0, 1], [1, 2], [2, 3], [3, 4], [4, 3]);
    expect(value(-1, 'efficiency')).toBe(1);
    expect(value(0, 'efficiency')).toBe(1);
    expect(value(1, 'efficiency')).toBeCloseTo(4 / 6);
    expect(value(2, 'efficiency')).toBeCloseTo(4 / 6);
    expect(value(6, 'efficiency')).toBeCloseTo(4 / 6);
    expect(value(7, 'efficiency')).toBeCloseTo(4 / 6);
    expect([value(0, 'distance'), value(7, 'distance'), value(7, 'shortest')]).toEqual([3, 1, 4]);
    expect([value(7, 'coverage'), value(2, 'wallHitShare')]).toEqual([1, 1 / 3]);
  });

  test('what is not known is null and not nothing', () => {
    const value = walk([0, 1]);
    for (const key of ['efficiency', 'distance', 'shortest'] as const) {
      expect(value(0, key, { toGoal: Int32Array.of(-1, -1, -1, -1, 0) })).toBeNull();
    }
    for (const key of ['inputTokens', 'cost', 'meanInference', 'seen', 'turns', 'meanTurn', 'perMinute'] as const) {
      expect(value(0, key)).toBeNull();
    }
    expect(walk()(-1, 'wallHitShare')).toBeNull();
  });

  test('each has a label, and all come in one order', () => {
    const counts = new RunCounts(new Run(MAZE), MAZE);
    const all = statisticsAt({ counts, sights: null, usage: null, distances: { toGoal: null }, start: null }, -1);
    expect(all.map(({ key }) => key)).toEqual(STATISTIC_KEYS);
    expect(new Set(all.map(({ label }) => label)).size).toBe(all.length);
  });
});
