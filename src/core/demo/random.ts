/** A stream of repeatable random numbers: the same seed gives the same stream on every machine. */
export interface Random {
  /** A number from 0 (inclusive) to 1 (exclusive). */
  unit(): number;
  /** A whole number from `low` to `high`, both inclusive. */
  whole(low: number, high: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** One of the list's items; throws when the list is empty. */
  pick<T>(items: readonly T[]): T;
  /** A new list with the same items in another order. */
  shuffled<T>(items: readonly T[]): T[];
}

/**
 * A stream that depends on every part and on their order, so that each maze and each experiment has its own stream and
 * none moves when another one draws more numbers.
 */
export function createRandom(...parts: readonly (number | string)[]): Random {
  const next = mulberry32(hash(parts.join('/')));
  const random: Random = {
    unit: next,
    whole: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    pick: (items) => {
      const index = Math.floor(next() * items.length);
      if (index >= items.length) throw new RangeError('There is nothing to pick from an empty list.');
      return items[index] as (typeof items)[number];
    },
    shuffled: (items) => {
      const keyed = items.map((item) => ({ item, key: next() }));
      return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
    },
  };
  return random;
}

/** Tommy Ettinger's mulberry32, public domain: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
