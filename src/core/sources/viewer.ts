import type { Source } from './source.ts';
import type { Hold, Sources } from './sources.ts';

/** A viewer that lost its connection, or reloads its page, is back within this time and finds its sources as they were. */
const RETURN_MS = 5_000;

/** Each is three connections to somebody's server; a window shows one. */
const MOST_OPEN = 16;

/** What the host was started with. */
export interface Start {
  /** null: with nothing. */
  readonly profile: string | null;
  /** What the host itself watches of it; null: it does not. */
  source(): Source | null;
  /** A viewer has opened something. */
  viewed(): void;
}

/**
 * One connection of a viewer to the host. A viewer reads only from sources that it has opened: the id of a profile
 * alone opens nothing, and gives nothing away.
 */
export class Viewer {
  readonly #sources: Sources;
  readonly #start: Start;
  readonly #holds = new Map<string, Hold>();
  #hasLeft = false;

  constructor(sources: Sources, start: Start) {
    this.#sources = sources;
    this.#start = start;
  }

  /** Watches a profile's database for this viewer. Answers null where it watches too many already. */
  open(id: string): Source | null {
    if (!this.#holds.has(id) && this.#holds.size >= MOST_OPEN) return null;
    const hold = this.#holds.get(id) ?? this.#sources.hold(id);
    // A call that was under way when the connection broke holds nothing for ever.
    if (this.#hasLeft) setTimeout(() => hold.release(), RETURN_MS).unref();
    else this.#holds.set(id, hold);
    this.#start.viewed();
    return hold.source;
  }

  /** Ends what {@link open} began, for this viewer. */
  close(id: string): void {
    this.#holds.get(id)?.release();
    this.#holds.delete(id);
  }

  hasOpen(id: string): boolean {
    return this.#holds.has(id);
  }

  /**
   * A source that this viewer has opened, or that the host watches for everybody; null names the one that the host was
   * started with. Answers null where it may not be read.
   */
  source(id: string | null): Source | null {
    const wanted = id ?? this.#start.profile;
    if (wanted === null) return null;
    return this.#holds.get(wanted)?.source ?? (wanted === this.#start.profile ? this.#start.source() : null);
  }

  /** The connection is gone. */
  leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    const holds = [...this.#holds.values()];
    this.#holds.clear();
    setTimeout(() => {
      for (const hold of holds) hold.release();
    }, RETURN_MS).unref();
  }
}
