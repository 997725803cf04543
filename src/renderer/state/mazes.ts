import { ORPCError } from '@orpc/client';
import { type Maze, readMaze } from '#shared/domain/maze.ts';
import { here } from '../link/host.ts';

/** What a maze-less run is drawn on, in cells. */
const BLANK_SIDE = 60;
/** Mazes kept; a lab has dozens, and twenty of 1000 × 1000 are 20 MB. */
const MOST_MAZES = 64;

const known = new Map<number, Promise<Maze>>();
/** Grows with each source. */
let turn = 0;

/** Forgets the mazes of a source that is shown no more; nobody asks for them any longer. */
export function forgetMazes(): void {
  known.clear();
  turn++;
}

/**
 * The maze of an experiment. Where there is none, a blank field, whose `problems` say so. Waits as long as the database
 * is away.
 */
export function loadMaze(mazeId: number | null): Promise<Maze> {
  if (mazeId === null)
    return Promise.resolve(blank(0, 'This experiment names no maze; its steps are drawn on a blank field.'));
  const present = known.get(mazeId);
  if (present) return present;
  const loading = ask(mazeId);
  known.set(mazeId, loading);
  const oldest = known.keys().next().value;
  if (known.size > MOST_MAZES && oldest !== undefined) known.delete(oldest);
  return loading;
}

async function ask(id: number): Promise<Maze> {
  const source = here();
  const began = turn;
  while (turn === began) {
    try {
      return await source.mazes.get({ id });
    } catch (error) {
      if (error instanceof ORPCError && error.code === 'NOT_FOUND') {
        return blank(id, `Maze ${id} is not in this database; the steps are drawn on a blank field.`);
      }
      await new Promise((resolve) => window.setTimeout(resolve, 1_000));
    }
  }
  return blank(id, 'This maze belongs to a database that is shown no more.');
}

function blank(id: number, problem: string): Maze {
  const grid = Array.from({ length: BLANK_SIDE }, () => new Array<number>(BLANK_SIDE).fill(0));
  const maze = readMaze({ id, name: 'no maze', width: BLANK_SIDE, height: BLANK_SIDE, grid, seeThroughWalls: null });
  return { ...maze, problems: [problem] };
}
