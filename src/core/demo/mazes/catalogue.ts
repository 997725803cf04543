import { createRandom, type Random } from '../random.ts';
import { type Cell, findStart, type Grid, placeGoals } from './grid.ts';
import { carveField, carveScatter } from './open.ts';
import { carveBraided, carvePerfect } from './perfect.ts';
import { carveRooms } from './rooms.ts';
import { carveSpiral } from './spiral.ts';

/** A maze of the demo laboratory, with the cell where its agents begin. */
export interface DemoMaze {
  readonly name: string;
  readonly grid: Grid;
  readonly start: Cell;
  readonly seeThroughWalls: boolean;
  /** The limits on moves that its experiments are given. */
  readonly maxMoves: readonly number[];
}

/** Today's side of a maze in Oriole, in cells. */
const SIDE = 60;
/** One maze is larger, to show that it need not stay so. */
const GREAT_SIDE = 200;

interface Recipe {
  readonly name: string;
  readonly carve: (random: Random) => Grid;
  readonly goals?: number;
  readonly start?: Cell;
  readonly seeThroughWalls?: boolean;
  readonly maxMoves?: readonly number[];
}

const RECIPES: readonly Recipe[] = [
  { name: '01_sparse_maze', carve: (random) => carveScatter(SIDE, SIDE, random, 0.16), goals: 2 },
  { name: '02_perfect_maze', carve: (random) => carvePerfect(SIDE, SIDE, random) },
  { name: '03_braided_maze', carve: (random) => carveBraided(SIDE, SIDE, random), goals: 2 },
  { name: '04_rooms', carve: (random) => carveRooms(SIDE, SIDE, random) },
  { name: '05_open_field', carve: (random) => carveField(SIDE, SIDE, random), goals: 3 },
  { name: '06_dense_scatter', carve: (random) => carveScatter(SIDE, SIDE, random, 0.33) },
  { name: '07_glass_maze', carve: (random) => carveBraided(SIDE, SIDE, random, 0.5), seeThroughWalls: true },
  { name: '08_spiral', carve: () => carveSpiral(SIDE, SIDE), start: { x: 1, y: 1 }, maxMoves: [1600] },
  {
    name: '09_great_maze',
    carve: (random) => carvePerfect(GREAT_SIDE, GREAT_SIDE, random),
    goals: 3,
    maxMoves: [1500, 2500],
  },
];

/** All mazes of the demo laboratory, in the order of their names. The same seed gives the same mazes. */
export function createMazes(seed: number): readonly DemoMaze[] {
  return RECIPES.map(({ name, carve, goals = 1, start, seeThroughWalls = false, maxMoves = [400, 600, 800] }) => {
    const random = createRandom(seed, 'maze', name);
    const grid = carve(random);
    const from = start ?? findStart(grid, random);
    placeGoals(grid, from, goals, random);
    return { name, grid, start: from, seeThroughWalls, maxMoves };
  });
}
