import { useEffect, useState } from 'react';
import type { Maze } from '#shared/domain/maze.ts';
import { type Distances, routeFrom } from '#shared/run/distances.ts';
import type { Position } from '#shared/run/run.ts';
import { loadDistances } from '../state/distances.ts';

/** The distances to a maze's goal; null until they are known, or while nobody wants them. */
export function useDistances(maze: Maze, isWanted: boolean): Distances | null {
  const [found, setFound] = useState<{ readonly maze: Maze; readonly distances: Distances } | null>(null);
  useEffect(() => {
    if (!isWanted) return;
    let isGone = false;
    void loadDistances(maze).then((distances) => {
      if (!isGone) setFound({ maze, distances });
    });
    return () => {
      isGone = true;
    };
  }, [maze, isWanted]);
  return found?.maze === maze ? found.distances : null;
}

/** A shortest route from a cell; the last one is kept, since a picture is drawn more often than the agent moves. */
export class Routes {
  readonly #distances: Distances;
  #from: Position | null = null;
  #route: Int32Array | null = null;

  constructor(distances: Distances) {
    this.#distances = distances;
  }

  from(cell: Position | null): Int32Array | null {
    if (cell === null) return null;
    if (cell.x !== this.#from?.x || cell.y !== this.#from.y) {
      this.#from = cell;
      this.#route = routeFrom(this.#distances, cell);
    }
    return this.#route;
  }
}
