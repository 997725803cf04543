import type { Layers, TexelRange } from './layers.ts';

/** How many changes are told apart; who asks less often than this uploads everything. */
const MOST_KEPT = 64;

/**
 * What changed in an array of cells, for any number of copies of it that are refreshed at their own pace: each remembers
 * the version it has, and asks for the range that changed since.
 */
export class ChangeLog {
  readonly #cells: number;
  readonly #kept: TexelRange[] = [];
  #version = 0;

  /** @param cells length of the array */
  constructor(cells: number) {
    this.#cells = cells;
  }

  /** How many changes were noted. */
  get version(): number {
    return this.#version;
  }

  /** @param range cells that changed */
  note(range: TexelRange): void {
    this.#version++;
    this.#kept.push(range);
    if (this.#kept.length > MOST_KEPT) this.#kept.shift();
  }

  /** One range that holds all changes since a version, or null when there were none. */
  since(version: number): TexelRange | null {
    const missed = this.#version - version;
    if (missed <= 0) return null;
    if (missed > this.#kept.length) return { start: 0, end: this.#cells };
    const ranges = this.#kept.slice(-missed);
    return {
      start: ranges.reduce((least, { start }) => Math.min(least, start), this.#cells),
      end: ranges.reduce((most, { end }) => Math.max(most, end), 0),
    };
  }
}

const logs = new WeakMap<Layers, ChangeLog>();

/**
 * The changes of a run's layers up to now. {@link Layers.takeDirty} tells each change once; through this log one run can
 * be drawn in several places.
 */
export function layerChanges(layers: Layers): ChangeLog {
  const log = logs.get(layers) ?? new ChangeLog(layers.width * layers.height);
  logs.set(layers, log);
  const dirty = layers.takeDirty();
  if (dirty) log.note(dirty);
  return log;
}
