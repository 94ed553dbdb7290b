/** Time that passes only while everything waits: ten years of it take as long as what happens in them. */
export class VirtualTime {
  #now: number;
  #order = 0;
  readonly #waiting: Waiter[] = [];

  constructor(start: number) {
    this.#now = start;
  }

  get now(): number {
    return this.#now;
  }

  /** Resolves when so many milliseconds have passed. */
  sleep(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ at: this.#now + Math.max(ms, 0), order: this.#order++, wake: resolve });
    return promise;
  }

  /** Lets time pass until then; `looked` is called whenever everything waits. */
  async runUntil(end: number, looked: () => void): Promise<void> {
    for (;;) {
      const next = this.#first();
      if (next === undefined || next.at > end) break;
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
      this.#now = next.at;
      next.wake();
      await settled();
      looked();
    }
    this.#now = end;
  }

  /** Few wait at one time: it is one secret's world. */
  #first(): Waiter | undefined {
    let first: Waiter | undefined;
    for (const waiter of this.#waiting) {
      if (first === undefined || waiter.at < first.at || (waiter.at === first.at && waiter.order < first.order)) {
        first = waiter;
      }
    }
    return first;
  }
}

interface Waiter {
  readonly at: number;
  readonly order: number;
  readonly wake: () => void;
}

/** Whoever was woken has come to where it waits again. */
function settled(): Promise<void> {
  return new Promise(resolve => {
    setImmediate(resolve);
  });
}
