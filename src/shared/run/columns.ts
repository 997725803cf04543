import { type Action, packCoordinate } from '../domain/action.ts';
import { MAX_MAZE_SIDE } from '../domain/maze.ts';

/** A batch of actions of one experiment, one array per field. All arrays but the last three have `id.length` entries. */
export interface RunColumns {
  readonly id: Float64Array;
  readonly step: Int32Array;
  /** Index into {@link types}. */
  readonly type: Uint8Array;
  readonly success: Uint8Array;
  /** `NOWHERE` stands for null. */
  readonly fromX: Int16Array;
  readonly fromY: Int16Array;
  readonly toX: Int16Array;
  readonly toY: Int16Array;
  /** Milliseconds since 1970; NaN for null. */
  readonly at: Float64Array;
  /** −1 for null. */
  readonly turn: Int32Array;
  /** The action types of this batch. */
  readonly types: readonly string[];
  /**
   * What was seen, each cell once per batch, at its first action there: cell (`seenX[i]`, `seenY[i]`) was seen by the
   * batch's action `seenBy[i]`. A batch's size thus depends on the maze, not on the length of the run.
   */
  readonly seenBy: Int32Array;
  readonly seenX: Int16Array;
  readonly seenY: Int16Array;
}

// One bit per drawable cell, kept between calls: 2 MB once instead of a Set of cells per batch.
const seenBits = new Uint8Array((MAX_MAZE_SIDE * MAX_MAZE_SIDE) / 8);

/**
 * Turns rows into columns, in order of (step number, id): what the batch saw first is only told in the run's own order.
 */
export function toColumns(rows: readonly Action[]): RunColumns {
  const actions = inOrder(rows);
  const count = actions.length;
  const columns = {
    id: new Float64Array(count),
    step: new Int32Array(count),
    type: new Uint8Array(count),
    success: new Uint8Array(count),
    fromX: new Int16Array(count),
    fromY: new Int16Array(count),
    toX: new Int16Array(count),
    toY: new Int16Array(count),
    at: new Float64Array(count),
    turn: new Int32Array(count),
  };
  const types = new Map<string, number>();
  const seen: number[] = [];
  const touched: number[] = [];
  actions.forEach((action, index) => {
    columns.id[index] = action.id;
    columns.step[index] = action.step;
    columns.type[index] = typeIndex(types, action.type);
    columns.success[index] = action.success ? 1 : 0;
    columns.fromX[index] = packCoordinate(action.fromX);
    columns.fromY[index] = packCoordinate(action.fromY);
    columns.toX[index] = packCoordinate(action.toX);
    columns.toY[index] = packCoordinate(action.toY);
    columns.at[index] = action.at ?? Number.NaN;
    columns.turn[index] = action.turn ?? -1;
    for (let i = 0; i + 1 < action.seen.length; i += 2) {
      const x = action.seen[i] ?? -1;
      const y = action.seen[i + 1] ?? -1;
      if (x < 0 || y < 0 || x >= MAX_MAZE_SIDE || y >= MAX_MAZE_SIDE) continue;
      const cell = y * MAX_MAZE_SIDE + x;
      const bit = 1 << (cell & 7);
      const bits = seenBits[cell >> 3] ?? 0;
      if (bits & bit) continue;
      seenBits[cell >> 3] = bits | bit;
      touched.push(cell >> 3);
      seen.push(index, x, y);
    }
  });
  for (const byte of touched) seenBits[byte] = 0;
  const cells = seen.length / 3;
  const seenBy = new Int32Array(cells);
  const seenX = new Int16Array(cells);
  const seenY = new Int16Array(cells);
  for (let i = 0; i < cells; i++) {
    seenBy[i] = seen[i * 3] ?? 0;
    seenX[i] = seen[i * 3 + 1] ?? 0;
    seenY[i] = seen[i * 3 + 2] ?? 0;
  }
  return { ...columns, types: [...types.keys()], seenBy, seenX, seenY };
}

// Rows come in order but for late commits.
function inOrder(rows: readonly Action[]): readonly Action[] {
  const compare = (a: Action, b: Action) => a.step - b.step || a.id - b.id;
  const isSorted = rows.every((row, i) => {
    const previous = rows[i - 1];
    return !previous || compare(previous, row) <= 0;
  });
  return isSorted ? rows : rows.toSorted(compare);
}

// A hostile table could hold any number of types; those beyond the 254th share one name.
function typeIndex(types: Map<string, number>, name: string): number {
  const known = types.get(name);
  if (known !== undefined) return known;
  if (types.size >= 254 && name !== 'other') return typeIndex(types, 'other');
  types.set(name, types.size);
  return types.size - 1;
}
