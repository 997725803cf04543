import type { SeenCell } from '#shared/domain/action.ts';
import { TILE } from '#shared/domain/maze.ts';
import type { Cell } from '../mazes/grid.ts';
import { neighbours } from '../mazes/grid.ts';

/** All that an agent knows of its maze: what it has seen, and where it has been. It never holds the maze itself. */
export class Memory {
  readonly #tiles = new Map<number, number>();
  readonly #visits = new Map<number, number>();
  #goal: Cell | null = null;

  learn(seen: readonly SeenCell[]): void {
    for (const { x, y, tile } of seen) {
      this.#tiles.set(keyOf(x, y), tile);
      if (tile === TILE.goal) this.#goal ??= { x, y };
    }
  }

  visit({ x, y }: Cell): void {
    this.#visits.set(keyOf(x, y), this.visits({ x, y }) + 1);
  }

  visits({ x, y }: Cell): number {
    return this.#visits.get(keyOf(x, y)) ?? 0;
  }

  /** The tile of a cell, null while it was never seen. */
  tileAt({ x, y }: Cell): number | null {
    return this.#tiles.get(keyOf(x, y)) ?? null;
  }

  /** True for a cell that was seen and is no wall. */
  isOpen(cell: Cell): boolean {
    const tile = this.tileAt(cell);
    return tile !== null && tile !== TILE.wall;
  }

  /** How many different cells were seen. */
  get seenCount(): number {
    return this.#tiles.size;
  }

  /** The first goal that came into sight. */
  get goal(): Cell | null {
    return this.#goal;
  }

  /**
   * The shortest way over cells that were seen, without its first cell; null where there is none.
   * @param isTarget decides where the way may end
   */
  findWay(from: Cell, isTarget: (cell: Cell) => boolean): Cell[] | null {
    const cameFrom = new Map<number, Cell | null>([[keyOf(from.x, from.y), null]]);
    const queue: Cell[] = [from];
    for (const cell of queue) {
      if (isTarget(cell) && cell !== from) return trace(cameFrom, cell);
      for (const next of neighbours(cell)) {
        const key = keyOf(next.x, next.y);
        if (cameFrom.has(key) || !this.isOpen(next)) continue;
        cameFrom.set(key, cell);
        queue.push(next);
      }
    }
    return null;
  }

  /** True for an open cell beside which something was never seen. */
  isFrontier(cell: Cell): boolean {
    return this.isOpen(cell) && neighbours(cell).some((next) => this.tileAt(next) === null);
  }
}

function trace(cameFrom: ReadonlyMap<number, Cell | null>, end: Cell): Cell[] {
  const way: Cell[] = [];
  for (let cell: Cell | null = end; cell !== null; cell = cameFrom.get(keyOf(cell.x, cell.y)) ?? null) way.push(cell);
  return way.reverse().slice(1);
}

/** One number per cell: quicker in a Map than text, and no maze is wider than 4096. */
function keyOf(x: number, y: number): number {
  return y * 4096 + x;
}
