/** Time that passes only while everything waits: ten years of it take as long as what happens in them. */
export class VirtualTime {
  #now: number;
  /** Who wakes last stands first. Few wait at one time, and whoever begins to wait mostly wakes soon. */
  readonly #waiting: Waiter[] = [];

  constructor(start: number) {
    this.#now = start;
  }

  get now(): number {
    return this.#now;
  }

  /** Resolves when so many milliseconds have passed, or rejects then. */
  sleep(ms: number, error?: Error): Promise<void> {
    return new Promise((resolve, reject) => {
      this.later(ms, error === undefined ? resolve : () => reject(error));
    });
  }

  /** Calls it when so many milliseconds have passed, unless what it gives is cancelled before. */
  later(ms: number, wake: () => void): Waiter {
    const waiter = { at: this.#now + Math.max(ms, 0), wake };
    let place = this.#waiting.length;
    // Of those who wake at the same moment whoever waits longest is first.
    while (place > 0 && (this.#waiting[place - 1]?.at ?? Infinity) <= waiter.at) place -= 1;
    this.#waiting.splice(place, 0, waiter);
    return waiter;
  }

  cancel(waiter: Waiter): void {
    const place = this.#waiting.lastIndexOf(waiter);
    if (place !== -1) this.#waiting.splice(place, 1);
  }

  /** Lets time pass until then; `looked` is called whenever everything waits. */
  runUntil(end: number, looked: () => void): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // Node.js begins a tick that a microtask asked for when no microtask is left: whoever was woken has come to where it
    // waits again. A turn of the event loop would tell the same, for the price of its system calls.
    const settled = () => {
      try {
        looked();
        next();
      } catch (error) {
        reject(error);
      }
    };
    const next = () => {
      const waiter = this.#waiting.at(-1);
      if (waiter === undefined || waiter.at > end) {
        this.#now = end;
        return resolve();
      }
      this.#waiting.pop();
      this.#now = waiter.at;
      waiter.wake();
      void microtask.then(() => process.nextTick(settled));
    };
    const microtask = Promise.resolve();
    next();
    return promise;
  }
}

export interface Waiter {
  /** In the milliseconds of this time. */
  readonly at: number;
  readonly wake: () => void;
}
