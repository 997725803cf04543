import { type Distances, distancesToGoal, routeFrom } from '#shared/run/distances.ts';
import type { Position } from '#shared/run/run.ts';
import type { Fixture } from '../fixtures.ts';

const known = new WeakMap<Fixture, Distances>();

/** The shortest way from a cell of the fixture's maze to its goal. */
export function routeOf(fixture: Fixture, from: Position | null): Int32Array | null {
  const distances = known.get(fixture) ?? search(fixture);
  known.set(fixture, distances);
  return from ? routeFrom(distances, from) : null;
}

function search({ maze }: Fixture): Distances {
  const work = distancesToGoal(maze);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}
