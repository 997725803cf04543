/** One read says little about the next: not more than so many times as much. */
const GROWTH = 8;
/** There are no more steps. */
const MOST_SIZE = 2 ** 32;

/** How much a read may be. */
export interface Measure {
  /** How much to ask for as long as nothing is known: rows, or steps. */
  readonly first: number;
  /** Rows, however small they are. */
  readonly rows: number;
  readonly bytes: number;
  /** Milliseconds: whoever asks next waits for the end of it. */
  readonly ms: number;
}

/** How much a read asks for, learnt from those before it. */
export class Pace {
  readonly #measure: Measure;
  #size: number;

  constructor(measure: Measure) {
    this.#size = measure.first;
    this.#measure = measure;
  }

  /** How much to ask for: rows, or steps. */
  get size(): number {
    return this.#size;
  }

  /**
   * Learns from a read.
   * @param asked how much was asked for; a read that came to the end of the run before that says nothing
   */
  note(asked: number, { rows, bytes, ms }: Omit<Measure, 'first'>): void {
    const measure = this.#measure;
    const share = Math.max(rows / measure.rows, bytes / measure.bytes, ms / measure.ms, 1 / GROWTH);
    this.#size = Math.max(1, Math.min(MOST_SIZE, Math.floor(asked / share)));
  }

  /** It was far too much: the server gave up on it, or more came than was wanted. */
  tooMuch(): void {
    this.#size = Math.max(1, Math.floor(this.#size / GROWTH));
  }
}
