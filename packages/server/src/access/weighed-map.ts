/** What is remembered with what it weighs, in any unit. */
export interface Weighed {
  readonly weight: number;
}

/** Remembers values up to a weight; what was remembered first goes first. */
export class WeighedMap<K, V extends Weighed> {
  readonly #values = new Map<K, V>();
  readonly #maxWeight: number;
  #weight = 0;

  constructor(maxWeight: number) {
    this.#maxWeight = maxWeight;
  }

  get size(): number {
    return this.#values.size;
  }

  get(key: K): V | undefined {
    return this.#values.get(key);
  }

  /** What alone weighs more than there is room for is not remembered. */
  set(key: K, value: V): void {
    this.#delete(key);
    this.#values.set(key, value);
    this.#weight += value.weight;
    for (const oldest of this.#values.keys()) {
      if (this.#weight <= this.#maxWeight) return;
      this.#delete(oldest);
    }
  }

  #delete(key: K): void {
    const value = this.#values.get(key);
    if (value === undefined) return;
    this.#values.delete(key);
    this.#weight -= value.weight;
  }
}
