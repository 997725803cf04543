/** What was made for a key, remembered for the keys that were asked for last. */
export class Recent<Key, Value> {
  readonly #most: number;
  readonly #values = new Map<Key, Value>();

  /** @param most keys */
  constructor(most: number) {
    this.#most = most;
  }

  of(key: Key, make: () => Value): Value {
    const known = this.#values.get(key);
    const value = known === undefined ? make() : known;
    this.#values.delete(key);
    this.#values.set(key, value);
    const [oldest] = this.#values.keys();
    if (this.#values.size > this.#most && oldest !== undefined) this.#values.delete(oldest);
    return value;
  }
}
