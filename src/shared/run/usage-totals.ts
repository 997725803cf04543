import { grown, OffsetColumn } from './offset-column.ts';
import type { RunKey } from './sights.ts';
import type { UsageColumns } from './usage.ts';
import { type ValueRange, ValueRanges } from './value-ranges.ts';

/** A checkpoint after every so many rows. */
const EVERY = 256;
/** What is added up: each sum, and how many rows had a value for it. */
const [INPUT, INPUTS, OUTPUT, OUTPUTS, COST, COSTS, MS, CALLS, WIDTH] = [0, 1, 2, 3, 4, 5, 6, 7, 8];

/** What model calls used so far; null where no row says so. */
export interface UsageSums {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly costUsd: number | null;
  /** Model calls whose duration is known, and how long they took together. */
  readonly calls: number;
  readonly inferenceMs: number;
}

/** The model call that an action belongs to, or null. */
export type TurnOf = (step: number, id: number) => number | null;

/**
 * What model calls used, added up to any action of a run. A duration stands on every action of its turn and is counted
 * once; where a row names no turn it is a call of its own. 38 bytes a row.
 */
export class UsageTotals {
  #length = 0;
  #capacity = 0;
  #steps = new Int32Array(0);
  readonly #ids = new OffsetColumn();
  #turns = new Int32Array(0);
  #input = new Int32Array(0);
  #output = new Int32Array(0);
  #cost = new Float64Array(0);
  /** NaN also on the later actions of a turn. */
  #ms = new Float64Array(0);
  /** 1 where the duration of the row's turn is counted, with this row or before it. */
  #timed = new Uint8Array(0);
  #checkpoints = new Float64Array(0);
  #tip = new Float64Array(WIDTH);
  readonly #durations = new ValueRanges((row) => this.#ms[row] ?? Number.NaN);

  /** Number of rows. */
  get length(): number {
    return this.#length;
  }

  /** Adds rows that come after those that are here. */
  append(columns: UsageColumns, turnOf: TurnOf): void {
    const count = columns.id.length;
    this.#reserve(this.#length + count);
    for (let row = 0; row < count; row++) this.#add(columns, row, turnOf);
    this.#durations.advance(this.#length, Number.POSITIVE_INFINITY);
  }

  /** Forgets the rows after a place in the run; null forgets all. */
  forgetAfter(key: RunKey | null): void {
    const kept = key === null ? 0 : this.rowsUpTo(key.step, key.id);
    if (kept === this.#length) return;
    const block = Math.floor(kept / EVERY);
    const state = this.#checkpoints.slice(block * WIDTH, (block + 1) * WIDTH);
    for (let row = block * EVERY; row < kept; row++) this.#sum(state, row);
    this.#tip = state;
    this.#length = kept;
    this.#durations.clear();
    this.#durations.advance(kept, Number.POSITIVE_INFINITY);
  }

  /** How many rows are of actions up to and with the one of this step and id. */
  rowsUpTo(step: number, id: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const own = this.#steps[middle] ?? 0;
      if (own < step || (own === step && this.#ids.get(middle) <= id)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** What the first `rows` rows add up to. */
  sumOf(rows: number): UsageSums {
    let state = this.#tip;
    if (rows < this.#length) {
      const block = Math.floor(rows / EVERY);
      state = this.#checkpoints.slice(block * WIDTH, (block + 1) * WIDTH);
      for (let row = block * EVERY; row < rows; row++) this.#sum(state, row);
    }
    const get = (sum: number, known: number) => ((state[known] ?? 0) > 0 ? (state[sum] ?? 0) : null);
    return {
      inputTokens: get(INPUT, INPUTS),
      outputTokens: get(OUTPUT, OUTPUTS),
      costUsd: get(COST, COSTS),
      calls: state[CALLS] ?? 0,
      inferenceMs: state[MS] ?? 0,
    };
  }

  /** The shortest and the longest model call among these rows, milliseconds; null where none is known. */
  durationsOf(from: number, to: number): ValueRange | null {
    return this.#durations.of(from, to);
  }

  #add(columns: UsageColumns, row: number, turnOf: TurnOf): void {
    const at = this.#length;
    if (at % EVERY === 0) this.#checkpoints.set(this.#tip, (at / EVERY) * WIDTH);
    const step = columns.step[row] ?? 0;
    const id = columns.id[row] ?? 0;
    const turn = turnOf(step, id) ?? -1;
    const isTimed = turn >= 0 && at > 0 && this.#turns[at - 1] === turn && this.#timed[at - 1] === 1;
    const ms = isTimed ? Number.NaN : (columns.inferenceMs[row] ?? Number.NaN);
    this.#steps[at] = step;
    this.#ids.set(at, id);
    this.#turns[at] = turn;
    this.#input[at] = columns.inputTokens[row] ?? -1;
    this.#output[at] = columns.outputTokens[row] ?? -1;
    this.#cost[at] = columns.costUsd[row] ?? Number.NaN;
    this.#ms[at] = ms;
    this.#timed[at] = isTimed || !Number.isNaN(ms) ? 1 : 0;
    this.#length++;
    this.#sum(this.#tip, at);
  }

  #sum(state: Float64Array, row: number): void {
    addKnown(state, INPUT, this.#input[row] ?? -1);
    addKnown(state, OUTPUT, this.#output[row] ?? -1);
    addKnown(state, COST, this.#cost[row] ?? Number.NaN);
    addKnown(state, MS, this.#ms[row] ?? Number.NaN);
  }

  #reserve(count: number): void {
    if (count <= this.#capacity) return;
    const capacity = Math.ceil(Math.max(count, this.#capacity * 1.125));
    this.#capacity = capacity;
    this.#ids.reserve(capacity);
    this.#steps = grown(this.#steps, new Int32Array(capacity));
    this.#turns = grown(this.#turns, new Int32Array(capacity));
    this.#input = grown(this.#input, new Int32Array(capacity));
    this.#output = grown(this.#output, new Int32Array(capacity));
    this.#cost = grown(this.#cost, new Float64Array(capacity));
    this.#ms = grown(this.#ms, new Float64Array(capacity));
    this.#timed = grown(this.#timed, new Uint8Array(capacity));
    const blocks = Math.floor(capacity / EVERY) + 1;
    this.#checkpoints = grown(this.#checkpoints, new Float64Array(blocks * WIDTH));
  }
}

/** Adds a value to a sum and counts it in the place behind; −1 and NaN stand for none. */
function addKnown(state: Float64Array, place: number, value: number): void {
  if (!(value >= 0)) return;
  state[place] = (state[place] ?? 0) + value;
  state[place + 1] = (state[place + 1] ?? 0) + 1;
}
