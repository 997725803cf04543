import type { Maze } from '#shared/domain/maze.ts';
import { type Distances, distancesToGoal } from '#shared/run/distances.ts';

/** A search gives way to the page after so many milliseconds. */
const SLICE_MS = 8;

const toGoal = new WeakMap<Maze, Promise<Distances>>();

/** How far every cell of a maze is from the nearest goal; searched once a maze, without holding the page up. */
export function loadDistances(maze: Maze): Promise<Distances> {
  const known = toGoal.get(maze) ?? search(distancesToGoal(maze));
  toGoal.set(maze, known);
  return known;
}

async function search(steps: Generator<number, Distances>): Promise<Distances> {
  for (;;) {
    const until = performance.now() + SLICE_MS;
    while (performance.now() < until) {
      const step = steps.next();
      if (step.done) return step.value;
    }
    await new Promise((resolve) => window.setTimeout(resolve));
  }
}
