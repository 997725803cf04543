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

/** Room for this many actions to begin with. */
const FIRST_CAPACITY = 1_024;
const LEAST_STEP = -2_147_483_648;
const MOST_STEP = 2_147_483_647;

/** Turns rows into columns, in order of (step number, id), whether they come as objects or as bytes. */
export class ColumnsWriter {
  readonly #types = new Map<string, number>();
  readonly #seenBy: number[] = [];
  readonly #seenX: number[] = [];
  readonly #seenY: number[] = [];
  #length = 0;
  #capacity: number;
  #columns: Growing;
  #isInOrder = true;

  /** @param capacity how many rows are expected; more find room too */
  constructor(capacity = FIRST_CAPACITY) {
    this.#capacity = capacity;
    this.#columns = emptyColumns(capacity);
  }

  /** The number of an action type in this batch, for {@link add}. */
  typeIndex(name: string): number {
    const known = this.#types.get(name);
    if (known !== undefined) return known;
    // A hostile table could hold any number of types; those beyond the 254th share one name.
    if (this.#types.size >= 254 && name !== 'other') return this.typeIndex('other');
    this.#types.set(name, this.#types.size);
    return this.#types.size - 1;
  }

  /**
   * Adds an action; NaN stands for null.
   * @param step what does not fit into 32 bits becomes the nearest that does: the order stays
   */
  add(
    id: number,
    step: number,
    type: number,
    success: boolean,
    fromX: number,
    fromY: number,
    toX: number,
    toY: number,
    at: number,
    turn: number,
  ): void {
    if (this.#length === this.#capacity) this.#grow();
    const columns = this.#columns;
    const index = this.#length++;
    columns.id[index] = id;
    columns.step[index] = packStep(step);
    if (index > 0 && this.#isInOrder) this.#isInOrder = !isBefore(columns, index, index - 1);
    columns.type[index] = type;
    columns.success[index] = success ? 1 : 0;
    columns.fromX[index] = packCoordinate(fromX);
    columns.fromY[index] = packCoordinate(fromY);
    columns.toX[index] = packCoordinate(toX);
    columns.toY[index] = packCoordinate(toY);
    columns.at[index] = at;
    columns.turn[index] = Number.isNaN(turn) ? -1 : turn;
  }

  /** Adds a cell that was seen first by the action that was added last; actions have to come in order then. */
  see(x: number, y: number): void {
    this.#seenBy.push(this.#length - 1);
    this.#seenX.push(x);
    this.#seenY.push(y);
  }

  /** What was added. Nothing may be added after that. */
  finish(): RunColumns {
    const order = this.#isInOrder ? null : orderOf(this.#columns, this.#length);
    const { id, step, type, success, fromX, fromY, toX, toY, at, turn } = this.#columns;
    const end = this.#length;
    const ordered = <A extends Column>(column: A): A => (order ? gather(column, order) : column);
    return {
      id: ordered(id.subarray(0, end)),
      step: ordered(step.subarray(0, end)),
      type: ordered(type.subarray(0, end)),
      success: ordered(success.subarray(0, end)),
      fromX: ordered(fromX.subarray(0, end)),
      fromY: ordered(fromY.subarray(0, end)),
      toX: ordered(toX.subarray(0, end)),
      toY: ordered(toY.subarray(0, end)),
      at: ordered(at.subarray(0, end)),
      turn: ordered(turn.subarray(0, end)),
      types: [...this.#types.keys()],
      seenBy: Int32Array.from(this.#seenBy),
      seenX: Int16Array.from(this.#seenX),
      seenY: Int16Array.from(this.#seenY),
    };
  }

  #grow(): void {
    const from = this.#columns;
    this.#capacity = Math.max(FIRST_CAPACITY, this.#capacity * 2);
    const into = emptyColumns(this.#capacity);
    into.id.set(from.id);
    into.step.set(from.step);
    into.type.set(from.type);
    into.success.set(from.success);
    into.fromX.set(from.fromX);
    into.fromY.set(from.fromY);
    into.toX.set(from.toX);
    into.toY.set(from.toY);
    into.at.set(from.at);
    into.turn.set(from.turn);
    this.#columns = into;
  }
}

/** Drawable cells, one bit each: 2 MB, however many are in it. */
export class CellSet {
  readonly #bits = new Uint8Array((MAX_MAZE_SIDE * MAX_MAZE_SIDE) / 8);
  #touched: number[] = [];

  /** True where the cell is new here; false for one that is not, or that no maze can have. */
  add(x: number, y: number): boolean {
    if (x < 0 || y < 0 || x >= MAX_MAZE_SIDE || y >= MAX_MAZE_SIDE) return false;
    const cell = y * MAX_MAZE_SIDE + x;
    const bit = 1 << (cell & 7);
    const bits = this.#bits[cell >> 3] ?? 0;
    if (bits & bit) return false;
    if (bits === 0) this.#touched.push(cell >> 3);
    this.#bits[cell >> 3] = bits | bit;
    return true;
  }

  clear(): void {
    for (const byte of this.#touched) this.#bits[byte] = 0;
    this.#touched = [];
  }
}

// Kept between calls.
const seen = new CellSet();

/**
 * Turns rows into columns, in order of (step number, id): what the batch saw first is only told in the run's own order.
 */
export function toColumns(rows: readonly Action[]): RunColumns {
  const writer = new ColumnsWriter(rows.length);
  for (const action of inOrder(rows)) {
    const { id, step, type, success, fromX, fromY, toX, toY, at, turn } = action;
    writer.add(
      id,
      step,
      writer.typeIndex(type),
      success,
      fromX ?? Number.NaN,
      fromY ?? Number.NaN,
      toX ?? Number.NaN,
      toY ?? Number.NaN,
      at ?? Number.NaN,
      turn ?? Number.NaN,
    );
    for (let i = 0; i + 1 < action.seen.length; i += 2) {
      const x = action.seen[i] ?? -1;
      const y = action.seen[i + 1] ?? -1;
      if (seen.add(x, y)) writer.see(x, y);
    }
  }
  seen.clear();
  return writer.finish();
}

/** A step number as it is kept in columns. */
export function packStep(step: number): number {
  return Math.max(LEAST_STEP, Math.min(MOST_STEP, step));
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

type Column = Uint8Array | Int16Array | Int32Array | Float64Array;
type Growing = ReturnType<typeof emptyColumns>;

function isBefore({ step, id }: Growing, row: number, other: number): boolean {
  const difference = (step[row] ?? 0) - (step[other] ?? 0);
  return difference < 0 || (difference === 0 && (id[row] ?? 0) < (id[other] ?? 0));
}

/** The rows in order of (step number, id). Numbers are sorted ten times as fast as what has to be compared by us. */
function orderOf(columns: Growing, count: number): Int32Array {
  const keys = new Float64Array(count);
  for (let row = 0; row < count; row++) keys[row] = ((columns.step[row] ?? 0) - LEAST_STEP) * count + row;
  keys.sort();
  const order = new Int32Array(count);
  for (let n = 0; n < count; n++) order[n] = (keys[n] ?? 0) % count;
  // Rows of one step are few, and mostly one.
  for (let start = 0; start < count; ) {
    let end = start + 1;
    while (end < count && columns.step[order[end] ?? 0] === columns.step[order[start] ?? 0]) end++;
    if (end > start + 1) {
      order.subarray(start, end).sort((a, b) => (columns.id[a] ?? 0) - (columns.id[b] ?? 0));
    }
    start = end;
  }
  return order;
}

function gather<A extends Column>(from: A, order: Int32Array): A {
  const into = from.slice();
  for (let n = 0; n < order.length; n++) into[n] = from[order[n] ?? 0] ?? 0;
  return into as A;
}

function emptyColumns(capacity: number) {
  return {
    id: new Float64Array(capacity),
    step: new Int32Array(capacity),
    type: new Uint8Array(capacity),
    success: new Uint8Array(capacity),
    fromX: new Int16Array(capacity),
    fromY: new Int16Array(capacity),
    toX: new Int16Array(capacity),
    toY: new Int16Array(capacity),
    at: new Float64Array(capacity),
    turn: new Int32Array(capacity),
  };
}
