import { MOVES, NOWHERE } from '../domain/action.ts';
import { type ActionKind, kindOf } from './action-kind.ts';
import type { RunColumns } from './columns.ts';
import { Layers } from './layers.ts';
import { grown, OffsetColumn } from './offset-column.ts';
import type { Sights } from './sights.ts';

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

/** Milliseconds from 1970 to the last moment that a Date can hold. */
const LATEST_TIME = 8.64e15;

/** Room for this many actions to begin with. */
const FIRST_CAPACITY = 1_024;
/**
 * A run that outgrew its room gets an eighth more. Less is kept for nothing than with doubling, and a run that grows by
 * an action a second is copied once in hours.
 */
const GROWTH = 1.125;

/**
 * A run in memory: its actions as growing columns, ordered by (step number, id), with the layers that the maze is
 * drawn from. An *index* (0 … length − 1) is a place in that order; step numbers may repeat or leave holes, so
 * everything inside a viewer counts in indexes and shows step numbers.
 *
 * 26 bytes an action as long as ids and times lie within 32 bits of each other, 34 otherwise.
 */
export class Run {
  readonly layers: Layers;
  #length = 0;
  #capacity = 0;
  #steps = new Int32Array(0);
  #types = new Uint8Array(0);
  #success = new Uint8Array(0);
  #fromX = new Int16Array(0);
  #fromY = new Int16Array(0);
  #toX = new Int16Array(0);
  #toY = new Int16Array(0);
  #turns = new Int32Array(0);
  #ids = new OffsetColumn();
  /** Whole milliseconds. */
  #at = new OffsetColumn();
  readonly #typeNames: string[] = [];
  /** The kind of each type: names are looked at once, not once an action. */
  readonly #typeKinds: (readonly [failed: ActionKind, succeeded: ActionKind])[] = [];
  #wallHits = 0;
  #rearranged = 0;

  constructor(grid: GridSize) {
    this.layers = new Layers(grid);
    for (const move of Object.keys(MOVES)) this.#typeIndex(move);
  }

  /** Number of actions. */
  get length(): number {
    return this.#length;
  }

  /** Number of moves that ran into a wall or the border. */
  get wallHits(): number {
    return this.#wallHits;
  }

  /**
   * How often actions changed their index (a late one was put between them) or were forgotten. What was computed of the
   * first n actions holds for as long as this does not change.
   */
  get rearranged(): number {
    return this.#rearranged;
  }

  /** What the columns take, in bytes, room for more included; the layers depend on the maze and are not in it. */
  get bytes(): number {
    return this.#capacity * (4 + 1 + 1 + 4 * 2 + 4 + this.#ids.bytesPerValue + this.#at.bytesPerValue);
  }

  idAt(index: number): number {
    return index < this.#length ? this.#ids.get(index) : 0;
  }

  stepAt(index: number): number {
    return this.#steps[index] ?? 0;
  }

  typeAt(index: number): string {
    return this.#typeNames[this.#types[index] ?? 0] ?? 'unknown';
  }

  kindAt(index: number): ActionKind {
    return this.#typeKinds[this.#types[index] ?? 0]?.[this.#success[index] === 1 ? 1 : 0] ?? 'other';
  }

  succeededAt(index: number): boolean {
    return this.#success[index] === 1;
  }

  /** True for a move that ran into a wall or the border. */
  isWallHit(index: number): boolean {
    return this.kindAt(index) === 'hit';
  }

  /** Whole milliseconds since 1970 by the server's clock, or null. */
  timeAt(index: number): number | null {
    const at = index < this.#length ? this.#at.get(index) : Number.NaN;
    return Number.isNaN(at) ? null : at;
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

  /** Where the action led, or null when the row does not say. */
  toAt(index: number): Position | null {
    return position(this.#toX[index], this.#toY[index]);
  }

  /** Where the agent stood after the action: `to`, or `from` for actions that do not move. */
  positionAt(index: number): Position | null {
    return this.toAt(index) ?? this.fromAt(index);
  }

  /** Index of the last action whose step number is at most `step`, or −1. */
  indexOfStep(step: number): number {
    return this.#firstFrom(step + 1, Number.NEGATIVE_INFINITY) - 1;
  }

  /** Index of the action with this step number and id, or −1. */
  indexOf(step: number, id: number): number {
    const index = this.#firstFrom(step, id);
    return this.stepAt(index) === step && this.idAt(index) === id ? index : -1;
  }

  /** Makes room for this many actions at once: a run of known length is read without being copied again and again. */
  expect(count: number): void {
    if (count > this.#capacity) this.#resize(count);
  }

  /**
   * Adds a batch. Actions that committed late are put where their step number belongs; those already present (same id,
   * same step) are passed over, so a batch that is applied twice changes nothing.
   * @returns the lowest index that changed, or `length` when nothing did
   */
  append(batch: RunColumns): number {
    const places = this.#placesFor(batch);
    if (places.rows.length === 0) return this.#length;
    const before = this.#length;
    this.#reserve(before + places.rows.length);
    this.#makeRoom(places.indexes);
    this.#length += places.rows.length;
    const seenFrom = groupSeen(batch);
    places.rows.forEach((row, n) => {
      const index = (places.indexes[n] ?? before) + n;
      this.#write(index, batch, row);
      this.#mark(index);
      for (let i = seenFrom[row] ?? 0; i < (seenFrom[row + 1] ?? 0); i++) {
        this.layers.see(batch.seenX[i] ?? -1, batch.seenY[i] ?? -1, index);
      }
    });
    return places.indexes[0] ?? before;
  }

  /** Adds what was seen in a stretch whose actions were read without it. Actions that are not here are passed over. */
  addSights(sights: Sights): void {
    let known = -1;
    let index = -1;
    for (let i = 0; i < sights.by.length; i++) {
      const by = sights.by[i] ?? 0;
      if (by !== known) index = this.indexOf(sights.step[by] ?? 0, sights.id[by] ?? 0);
      known = by;
      if (index >= 0) this.layers.see(sights.x[i] ?? -1, sights.y[i] ?? -1, index);
    }
  }

  /** Forgets all actions: the table that they came from is no more. */
  clear(): void {
    this.#length = 0;
    this.#wallHits = 0;
    this.#rearranged++;
    this.layers.clear();
  }

  // Both ends of an action: a late action may later turn out to be the run's first, and what is drawn must not depend on
  // the order in which actions came.
  #mark(index: number): void {
    const from = this.fromAt(index);
    if (from) this.layers.visit(from.x, from.y, index);
    const at = this.positionAt(index);
    if (!at) return;
    this.layers.visit(at.x, at.y, index);
    this.layers.see(at.x, at.y, index);
    if (this.isWallHit(index)) this.layers.hit(at.x, at.y, index);
  }

  /** The rows of a batch that are new, in order, and before which of the present actions each belongs. */
  #placesFor(batch: RunColumns): { rows: number[]; indexes: number[] } {
    const rows: number[] = [];
    const indexes: number[] = [];
    const last = this.#length - 1;
    const order = inOrder(batch);
    let previous = -1;
    for (let n = 0; n < batch.id.length; n++) {
      const row = order?.[n] ?? n;
      const step = batch.step[row] ?? 0;
      const id = batch.id[row] ?? 0;
      if (previous >= 0 && batch.step[previous] === step && batch.id[previous] === id) continue;
      previous = row;
      let index = this.#length;
      if (last >= 0 && !this.#isBefore(last, step, id)) {
        index = this.#firstFrom(step, id);
        if (this.stepAt(index) === step && this.idAt(index) === id) continue;
      }
      rows.push(row);
      indexes.push(index);
    }
    return { rows, indexes };
  }

  /** Moves the actions behind each of these indexes (ascending) up, so that there is one free place before each. */
  #makeRoom(indexes: readonly number[]): void {
    const late = indexes.filter((index) => index < this.#length);
    if (late.length === 0) return;
    let end = this.#length;
    for (let n = late.length - 1; n >= 0; n--) {
      const index = late[n] ?? 0;
      for (const column of this.#columns()) column.copyWithin(index + n + 1, index, end);
      end = index;
    }
    this.layers.makeRoom(late);
    this.#rearranged++;
  }

  /** Index of the first action that is not before (step, id). */
  #firstFrom(step: number, id: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#isBefore(middle, step, id)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #isBefore(index: number, step: number, id: number): boolean {
    const own = this.stepAt(index);
    return own < step || (own === step && this.idAt(index) < id);
  }

  #write(index: number, batch: RunColumns, row: number): void {
    this.#ids.set(index, batch.id[row] ?? 0);
    this.#steps[index] = batch.step[row] ?? 0;
    this.#types[index] = this.#typeIndex(batch.types[batch.type[row] ?? 0] ?? 'unknown');
    this.#success[index] = batch.success[row] ?? 0;
    this.#fromX[index] = batch.fromX[row] ?? NOWHERE;
    this.#fromY[index] = batch.fromY[row] ?? NOWHERE;
    this.#toX[index] = batch.toX[row] ?? NOWHERE;
    this.#toY[index] = batch.toY[row] ?? NOWHERE;
    const at = Math.round(batch.at[row] ?? Number.NaN);
    // PostgreSQL knows "infinity" and years that no date here has.
    this.#at.set(index, Math.abs(at) <= LATEST_TIME ? at : Number.NaN);
    this.#turns[index] = batch.turn[row] ?? -1;
    if (this.isWallHit(index)) this.#wallHits++;
  }

  #typeIndex(name: string): number {
    const known = this.#typeNames.indexOf(name);
    if (known >= 0) return known;
    // A hostile table could hold any number of types; the moves have their places from the beginning.
    if (this.#typeNames.length >= 255) return 254;
    this.#typeKinds.push([kindOf(name, false), kindOf(name, true)]);
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
    if (count > this.#capacity) this.#resize(Math.max(FIRST_CAPACITY, count, Math.ceil(this.#capacity * GROWTH)));
  }

  #resize(capacity: number): void {
    this.#capacity = capacity;
    this.#ids.reserve(capacity);
    this.#at.reserve(capacity);
    this.#steps = grown(this.#steps, new Int32Array(capacity));
    this.#types = grown(this.#types, new Uint8Array(capacity));
    this.#success = grown(this.#success, new Uint8Array(capacity));
    this.#fromX = grown(this.#fromX, new Int16Array(capacity));
    this.#fromY = grown(this.#fromY, new Int16Array(capacity));
    this.#toX = grown(this.#toX, new Int16Array(capacity));
    this.#toY = grown(this.#toY, new Int16Array(capacity));
    this.#turns = grown(this.#turns, new Int32Array(capacity));
  }
}

function position(x: number | undefined, y: number | undefined): Position | null {
  if (x === undefined || y === undefined || x === NOWHERE || y === NOWHERE) return null;
  return { x, y };
}

/** The rows of a batch in order of (step number, id); null where they are so already, as nearly always. */
function inOrder({ step, id }: RunColumns): number[] | null {
  const compare = (a: number, b: number) => (step[a] ?? 0) - (step[b] ?? 0) || (id[a] ?? 0) - (id[b] ?? 0);
  for (let row = 1; row < id.length; row++) {
    if (compare(row - 1, row) > 0) return Array.from(id.keys()).sort(compare);
  }
  return null;
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
