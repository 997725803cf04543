import { type Maze, TILE } from '../domain/maze.ts';
import type { ActionKind } from './action-kind.ts';
import { grown } from './offset-column.ts';
import type { Position, Run } from './run.ts';

/** A checkpoint after every so many actions: 120 bytes each, and no question counts more actions than this. */
const EVERY = 256;
const MINUTE = 60_000;

/** What is counted; each is a place in a checkpoint. */
const FIELDS = [
  'move',
  'hit',
  'recall',
  'silent',
  'other',
  'visited',
  'walkable',
  'revisits',
  'turns',
  'inTurns',
  'inLastTurn',
  'lastTurn',
  'x',
  'y',
  'firstAt',
  'latestAt',
] as const;
const WIDTH = FIELDS.length;
const AT = Object.fromEntries(FIELDS.map((name, place) => [name, place])) as Record<(typeof FIELDS)[number], number>;
/** Nothing is counted yet, and no turn, place or time is known. */
const NOTHING = Float64Array.from(FIELDS, (name) =>
  ['lastTurn', 'x', 'y', 'firstAt', 'latestAt'].includes(name) ? Number.NaN : 0,
);

/** What a run adds up to, up to and with one of its actions. */
export interface Counts {
  readonly actions: number;
  /** How many actions are of each kind. */
  readonly kinds: Readonly<Record<ActionKind, number>>;
  /** Cells of the maze that the agent stood on. */
  readonly visited: number;
  /** Those of them that are no wall. */
  readonly visitedWalkable: number;
  /** Moves onto a cell where the agent had been before. */
  readonly revisits: number;
  /** Model calls: stretches of actions with the same turn number. */
  readonly turns: number;
  /** Actions that belong to a turn, and those of the last turn so far. */
  readonly inTurns: number;
  readonly inLastTurn: number;
  /** Where the agent is, null as long as no row says so. */
  readonly position: Position | null;
  /** From the first action that has a time to the latest time so far, milliseconds; null without times. */
  readonly elapsedMs: number | null;
  /** Actions after the first one, a minute; null as long as no time has passed. */
  readonly perMinute: number | null;
  /** The same over the last minute of the run's own clock; over all of it while it is shorter. */
  readonly perMinuteLately: number | null;
}

/**
 * Counts a run up to any of its actions. Each action is looked at once, in pieces of any size ({@link advance}), and a
 * checkpoint is kept every 256 of them: any step of 1,000,000 is then some microseconds away. A late action changes what
 * comes after it, so the counting begins anew when the run was rearranged.
 */
export class RunCounts {
  readonly run: Run;
  /** Cells that are no wall. */
  readonly walkable: number;
  readonly #maze: Maze;
  readonly #goals: Position[] = [];
  #rearranged = -1;
  #counted = 0;
  /** After all actions that were counted. */
  #tip = NOTHING.slice();
  #checkpoints = new Float64Array(0);
  /** After the action that was asked for last: the next question is mostly about one of the next actions. */
  #near = NOTHING.slice();
  #nearCounted = 0;

  constructor(run: Run, maze: Maze) {
    this.run = run;
    this.#maze = maze;
    let walkable = 0;
    maze.tiles.forEach((tile, cell) => {
      if (isWalkable(tile)) walkable++;
      if (tile === TILE.goal) this.#goals.push({ x: cell % maze.width, y: Math.floor(cell / maze.width) });
    });
    this.walkable = walkable;
  }

  /** True when a question about any action of the run needs no counting beyond one stretch. */
  get isReady(): boolean {
    return this.#rearranged === this.run.rearranged && this.run.length - this.#counted < EVERY;
  }

  /**
   * Counts further actions.
   * @returns true when all are counted
   */
  advance(most: number): boolean {
    this.#notice();
    this.#countTo(Math.min(this.run.length, this.#counted + most));
    return this.#counted === this.run.length;
  }

  /** What the run adds up to, up to and with the action at an index; −1 is before the first. */
  at(index: number): Counts {
    const state = this.#stateAt(Math.max(-1, Math.min(index, this.run.length - 1)) + 1);
    const get = (field: keyof typeof AT) => state[AT[field]] ?? 0;
    const actions = this.#nearCounted;
    const elapsed = get('latestAt') - get('firstAt');
    const overall = elapsed > 0 ? ((actions - 1) / elapsed) * MINUTE : null;
    const counts = {
      actions,
      kinds: {
        move: get('move'),
        hit: get('hit'),
        recall: get('recall'),
        silent: get('silent'),
        other: get('other'),
      },
      visited: get('visited'),
      visitedWalkable: get('walkable'),
      revisits: get('revisits'),
      turns: get('turns'),
      inTurns: get('inTurns'),
      inLastTurn: get('inLastTurn'),
      position: Number.isNaN(get('x')) ? null : { x: get('x'), y: get('y') },
      elapsedMs: Number.isNaN(elapsed) ? null : elapsed,
      perMinute: overall,
    };
    const since = get('latestAt') - MINUTE;
    return { ...counts, perMinuteLately: elapsed >= MINUTE ? actions - this.#countedBy(since, actions) : overall };
  }

  /** Index of the action that first brought the agent onto a goal, or null. */
  get goalReachedAt(): number | null {
    let first: number | null = null;
    for (const { x, y } of this.#goals) {
      const visit = this.run.layers.firstVisit(x, y);
      if (visit !== null && (first === null || visit < first)) first = visit;
    }
    return first;
  }

  #notice(): void {
    if (this.#rearranged === this.run.rearranged) return;
    this.#rearranged = this.run.rearranged;
    this.#counted = 0;
    this.#tip.set(NOTHING);
    this.#near.set(NOTHING);
    this.#nearCounted = 0;
  }

  #countTo(end: number): void {
    while (this.#counted < end) {
      if (this.#counted % EVERY === 0) this.#keep(this.#counted / EVERY);
      this.#count(this.#tip, this.#counted++);
    }
  }

  #keep(block: number): void {
    const end = (block + 1) * WIDTH;
    if (this.#checkpoints.length < end) {
      this.#checkpoints = grown(this.#checkpoints, new Float64Array(Math.max(end, this.#checkpoints.length * 1.5)));
    }
    this.#checkpoints.set(this.#tip, block * WIDTH);
  }

  /** The state after the first `count` actions, in {@link #near}. */
  #stateAt(count: number): Float64Array {
    this.#notice();
    const block = Math.floor(count / EVERY);
    this.#countTo(Math.min(this.run.length, block * EVERY + 1));
    if (count === this.#counted) {
      this.#near.set(this.#tip);
      this.#nearCounted = count;
      return this.#near;
    }
    if (this.#nearCounted > count || this.#nearCounted < block * EVERY) {
      this.#near.set(this.#checkpoints.subarray(block * WIDTH, (block + 1) * WIDTH));
      this.#nearCounted = block * EVERY;
    }
    while (this.#nearCounted < count) this.#count(this.#near, this.#nearCounted++);
    return this.#near;
  }

  /** How many of the first `most` actions had happened by a time. The latest time so far never falls, so it is found. */
  #countedBy(time: number, most: number): number {
    const latest = (count: number) => this.#checkpoints[(count / EVERY) * WIDTH + AT.latestAt] ?? Number.NaN;
    let low = 0;
    let high = Math.floor((most - 1) / EVERY);
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      // Before the first known time it is NaN, which is by any time.
      if (latest(middle * EVERY) > time) high = middle - 1;
      else low = middle;
    }
    let count = low * EVERY;
    while (count < most) {
      const at = this.run.timeAt(count);
      if (at !== null && at > time) break;
      count++;
    }
    return count;
  }

  #count(state: Float64Array, index: number): void {
    const { run } = this;
    const kind = run.kindAt(index);
    add(state, AT[kind], 1);
    const from = run.fromAt(index);
    const to = run.positionAt(index);
    if (from) this.#visit(state, from, index);
    if (to) {
      if (from?.x !== to.x || from.y !== to.y) this.#visit(state, to, index);
      const first = run.layers.firstVisit(to.x, to.y);
      if (kind === 'move' && first !== null && first < index) add(state, AT.revisits, 1);
      state[AT.x] = to.x;
      state[AT.y] = to.y;
    }
    const turn = run.turnAt(index);
    if (turn !== null) {
      if (turn !== state[AT.lastTurn]) {
        state[AT.lastTurn] = turn;
        state[AT.inLastTurn] = 0;
        add(state, AT.turns, 1);
      }
      add(state, AT.inLastTurn, 1);
      add(state, AT.inTurns, 1);
    }
    const at = run.timeAt(index);
    if (at === null) return;
    if (Number.isNaN(state[AT.firstAt])) state[AT.firstAt] = at;
    if (!((state[AT.latestAt] ?? 0) >= at)) state[AT.latestAt] = at;
  }

  #visit(state: Float64Array, { x, y }: Position, index: number): void {
    if (this.run.layers.firstVisit(x, y) !== index) return;
    add(state, AT.visited, 1);
    if (isWalkable(this.#maze.tiles[y * this.#maze.width + x])) add(state, AT.walkable, 1);
  }
}

function add(state: Float64Array, place: number, by: number): void {
  state[place] = (state[place] ?? 0) + by;
}

function isWalkable(tile: number | undefined): boolean {
  return tile === TILE.empty || tile === TILE.goal;
}
