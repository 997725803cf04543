import { isMove, NOWHERE } from '../domain/action.ts';
import type { RunColumns } from './columns.ts';
import { Layers } from './layers.ts';

/** The size of the grid that a run's layers cover, in cells. */
export interface GridSize {
  readonly width: number;
  readonly height: number;
}

/** Where an action left the agent. */
export interface Position {
  readonly x: number;
  readonly y: number;
}

/**
 * A run in memory: its actions as growing columns, ordered by (step number, id), with the layers that the maze is
 * drawn from. An *index* (0 … length − 1) is a place in that order; step numbers may repeat or leave holes, so
 * everything inside a viewer counts in indexes and shows step numbers.
 */
export class Run {
  readonly layers: Layers;
  #length = 0;
  #capacity = 0;
  #ids = new Float64Array(0);
  #steps = new Int32Array(0);
  #types = new Uint8Array(0);
  #success = new Uint8Array(0);
  #fromX = new Int16Array(0);
  #fromY = new Int16Array(0);
  #toX = new Int16Array(0);
  #toY = new Int16Array(0);
  #at = new Float64Array(0);
  #turns = new Int32Array(0);
  readonly #typeNames: string[] = [];
  #wallHits = 0;

  constructor(grid: GridSize) {
    this.layers = new Layers(grid);
  }

  /** Number of actions. */
  get length(): number {
    return this.#length;
  }

  /** Number of moves that ran into a wall or the border. */
  get wallHits(): number {
    return this.#wallHits;
  }

  idAt(index: number): number {
    return this.#ids[index] ?? 0;
  }

  stepAt(index: number): number {
    return this.#steps[index] ?? 0;
  }

  typeAt(index: number): string {
    return this.#typeNames[this.#types[index] ?? 0] ?? 'unknown';
  }

  succeededAt(index: number): boolean {
    return this.#success[index] === 1;
  }

  /** Milliseconds since 1970 by the server's clock, or null. */
  timeAt(index: number): number | null {
    const at = this.#at[index];
    return at === undefined || Number.isNaN(at) ? null : at;
  }

  /** The model call this action belongs to, or null. */
  turnAt(index: number): number | null {
    const turn = this.#turns[index];
    return turn === undefined || turn < 0 ? null : turn;
  }

  /** Where the agent stood before the action, or null when the row does not say. */
  fromAt(index: number): Position | null {
    return position(this.#fromX[index], this.#fromY[index]);
  }

  /** Where the agent stood after the action: `to`, or `from` for actions that do not move. */
  positionAt(index: number): Position | null {
    return position(this.#toX[index], this.#toY[index]) ?? this.fromAt(index);
  }

  /** Index of the last action whose step number is at most `step`, or −1. */
  indexOfStep(step: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.stepAt(middle) <= step) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /**
   * Adds a batch. Actions that committed late are put where their step number belongs; those already present (same id,
   * same step) are passed over, so a batch that is applied twice changes nothing.
   * @returns the lowest index that changed, or `length` when nothing did
   */
  append(batch: RunColumns): number {
    this.#reserve(this.#length + batch.id.length);
    const seenFrom = groupSeen(batch);
    let lowest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < batch.id.length; i++) {
      const index = this.#place(batch.step[i] ?? 0, batch.id[i] ?? 0);
      if (index < 0) continue;
      this.#write(index, batch, i);
      lowest = Math.min(lowest, index);
      this.#mark(index, batch, seenFrom[i] ?? 0, seenFrom[i + 1] ?? 0);
    }
    return Math.min(lowest, this.#length);
  }

  /** Forgets all actions: the table that they came from is no more. */
  clear(): void {
    this.#length = 0;
    this.#wallHits = 0;
    this.layers.clear();
  }

  #mark(index: number, batch: RunColumns, seenStart: number, seenEnd: number): void {
    const from = this.fromAt(index);
    if (index === 0 && from) this.layers.visit(from.x, from.y, 0);
    const at = this.positionAt(index);
    if (at) {
      this.layers.visit(at.x, at.y, index);
      this.layers.see(at.x, at.y, index);
      if (this.#isBump(index)) this.layers.hit(at.x, at.y, index);
    }
    for (let i = seenStart; i < seenEnd; i++) this.layers.see(batch.seenX[i] ?? -1, batch.seenY[i] ?? -1, index);
  }

  /** The index for (step, id), after making room there; −1 when it is present already. */
  #place(step: number, id: number): number {
    const last = this.#length - 1;
    let index = this.#length;
    if (last >= 0 && !this.#isBefore(last, step, id)) {
      // Late: walk back from the last action of this step. Duplicated step numbers are few.
      index = this.indexOfStep(step) + 1;
      while (index > 0 && !this.#isBefore(index - 1, step, id)) index--;
      if (this.#ids[index] === id && this.#steps[index] === step) return -1;
      for (const column of this.#columns()) column.copyWithin(index + 1, index, this.#length);
      this.layers.makeRoom(index);
    }
    this.#length++;
    return index;
  }

  #isBump(index: number): boolean {
    return !this.succeededAt(index) && isMove(this.typeAt(index));
  }

  #isBefore(index: number, step: number, id: number): boolean {
    const own = this.stepAt(index);
    return own < step || (own === step && this.idAt(index) < id);
  }

  #write(index: number, batch: RunColumns, i: number): void {
    this.#ids[index] = batch.id[i] ?? 0;
    this.#steps[index] = batch.step[i] ?? 0;
    this.#types[index] = this.#typeIndex(batch.types[batch.type[i] ?? 0] ?? 'unknown');
    this.#success[index] = batch.success[i] ?? 0;
    this.#fromX[index] = batch.fromX[i] ?? NOWHERE;
    this.#fromY[index] = batch.fromY[i] ?? NOWHERE;
    this.#toX[index] = batch.toX[i] ?? NOWHERE;
    this.#toY[index] = batch.toY[i] ?? NOWHERE;
    this.#at[index] = batch.at[i] ?? Number.NaN;
    this.#turns[index] = batch.turn[i] ?? -1;
    if (this.#isBump(index)) this.#wallHits++;
  }

  #typeIndex(name: string): number {
    const known = this.#typeNames.indexOf(name);
    if (known >= 0) return known;
    if (this.#typeNames.length >= 255) return 254;
    return this.#typeNames.push(name) - 1;
  }

  #columns() {
    return [
      this.#ids,
      this.#steps,
      this.#types,
      this.#success,
      this.#fromX,
      this.#fromY,
      this.#toX,
      this.#toY,
      this.#at,
      this.#turns,
    ];
  }

  #reserve(count: number): void {
    if (count <= this.#capacity) return;
    this.#capacity = Math.max(1024, count, Math.ceil(this.#capacity * 1.5));
    this.#ids = grown(this.#ids, new Float64Array(this.#capacity));
    this.#steps = grown(this.#steps, new Int32Array(this.#capacity));
    this.#types = grown(this.#types, new Uint8Array(this.#capacity));
    this.#success = grown(this.#success, new Uint8Array(this.#capacity));
    this.#fromX = grown(this.#fromX, new Int16Array(this.#capacity));
    this.#fromY = grown(this.#fromY, new Int16Array(this.#capacity));
    this.#toX = grown(this.#toX, new Int16Array(this.#capacity));
    this.#toY = grown(this.#toY, new Int16Array(this.#capacity));
    this.#at = grown(this.#at, new Float64Array(this.#capacity));
    this.#turns = grown(this.#turns, new Int32Array(this.#capacity));
  }
}

function grown<A extends { set(from: A): void }>(from: A, into: A): A {
  into.set(from);
  return into;
}

function position(x: number | undefined, y: number | undefined): Position | null {
  if (x === undefined || y === undefined || x === NOWHERE || y === NOWHERE) return null;
  return { x, y };
}

/** For each action of the batch, where its seen cells start; they are grouped by action already. */
function groupSeen(batch: RunColumns): Int32Array {
  const starts = new Int32Array(batch.id.length + 1);
  let cell = 0;
  for (let i = 0; i < batch.id.length; i++) {
    while (cell < batch.seenBy.length && (batch.seenBy[cell] ?? 0) < i) cell++;
    starts[i] = cell;
  }
  starts[batch.id.length] = batch.seenBy.length;
  return starts;
}
