/** Stands for a missing value. */
const MISSING = -2_147_483_648;
const LEAST = MISSING + 1;
const MOST = 2_147_483_647;

/**
 * Whole numbers that lie near each other, one per action: 32 bits each, as their distance from the first one. As soon as
 * one does not fit, all become 64-bit floats, which hold any id or time. NaN stands for a missing value.
 */
export class OffsetColumn {
  #base: number | null = null;
  #near: Int32Array<ArrayBuffer> | null = new Int32Array(0);
  #far = new Float64Array(0);

  get bytesPerValue(): number {
    return this.#near ? Int32Array.BYTES_PER_ELEMENT : Float64Array.BYTES_PER_ELEMENT;
  }

  get(index: number): number {
    if (!this.#near) return this.#far[index] ?? Number.NaN;
    const offset = this.#near[index] ?? MISSING;
    return offset === MISSING ? Number.NaN : offset + (this.#base ?? 0);
  }

  set(index: number, value: number): void {
    if (this.#near) {
      if (Number.isNaN(value)) {
        this.#near[index] = MISSING;
        return;
      }
      this.#base ??= value;
      const offset = value - this.#base;
      if (offset >= LEAST && offset <= MOST && Number.isInteger(offset)) {
        this.#near[index] = offset;
        return;
      }
      this.#widen();
    }
    this.#far[index] = value;
  }

  /** Makes room for `capacity` values, keeping those that are there. */
  reserve(capacity: number): void {
    if (this.#near) this.#near = grown(this.#near, new Int32Array(capacity));
    else this.#far = grown(this.#far, new Float64Array(capacity));
  }

  copyWithin(target: number, start: number, end: number): void {
    (this.#near ?? this.#far).copyWithin(target, start, end);
  }

  #widen(): void {
    const near = this.#near ?? new Int32Array(0);
    const far = new Float64Array(near.length);
    for (let i = 0; i < near.length; i++) {
      const offset = near[i] ?? MISSING;
      far[i] = offset === MISSING ? Number.NaN : offset + (this.#base ?? 0);
    }
    this.#near = null;
    this.#far = far;
  }
}

/** The values of one array in a longer one. */
export function grown<A extends { set(from: A): void }>(from: A, into: A): A {
  into.set(from);
  return into;
}
