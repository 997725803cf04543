import { expect, test, vi } from 'vitest';
import { RunShelf } from '#renderer/wall/run-shelf.ts';
import type { Maze } from '#shared/domain/maze.ts';

/** Nobody answers: what is kept does not depend on what was read. */
vi.mock('#renderer/link/host.ts', () => ({ here: () => ({ runs: { read: () => new Promise(() => {}) } }) }));

const mazeOf = (side: number): Maze =>
  ({ id: 1, name: 'a maze', width: side, height: side, tiles: new Uint8Array(side * side), problems: [] }) as never;
const SMALL = mazeOf(10);

test('of the runs that no card holds, those that were shown last are kept, up to sixty', () => {
  const shelf = new RunShelf();
  for (let id = 1; id <= 60; id++) shelf.release(id, shelf.take(id, SMALL, 0));
  // It is shown once more, and so it is not the one that was shown longest ago.
  const first = shelf.of(1);
  if (first) shelf.release(1, shelf.take(1, SMALL, 0));
  for (const id of [61, 62]) shelf.release(id, shelf.take(id, SMALL, 0));
  expect([1, 2, 3, 4, 62].map((id) => shelf.of(id) !== null)).toEqual([true, false, false, true, true]);
  expect(shelf.of(1)).toBe(first);
});

test('what a card holds stays, however many there are', () => {
  const shelf = new RunShelf();
  const held = Array.from({ length: 80 }, (_, n) => shelf.take(n + 1, SMALL, 0));
  expect(held.every((run, n) => shelf.of(n + 1) === run)).toBe(true);
  for (const [n, run] of held.entries()) shelf.release(n + 1, run);
  expect(held.filter((_, n) => shelf.of(n + 1) !== null)).toHaveLength(60);
});

test('long runs and large mazes are fewer', () => {
  const shelf = new RunShelf();
  const large = mazeOf(1_000);
  for (let id = 1; id <= 20; id++) shelf.release(id, shelf.take(id, large, 0));
  // 16 MB each, 256 MB for all.
  expect(Array.from({ length: 20 }, (_, n) => shelf.of(n + 1)).filter(Boolean)).toHaveLength(16);
  // Room is made for the steps that a run is expected to have.
  shelf.release(21, shelf.take(21, SMALL, 2_000_000));
  expect(Array.from({ length: 20 }, (_, n) => shelf.of(n + 1)).filter(Boolean).length).toBeLessThan(13);
});

test('on another maze it is another run; the same maze, read again, makes none', () => {
  const shelf = new RunShelf();
  const before = shelf.take(1, SMALL, 0);
  expect(shelf.take(1, mazeOf(10), 0)).toBe(before);
  shelf.release(1, before);
  const now = shelf.take(1, mazeOf(11), 0);
  expect(now).not.toBe(before);
  shelf.release(1, before);
  expect(shelf.of(1)).toBe(now);
});
