/**
 * Does what a turn of the event loop has brought together, at its end: the same code runs for every request while it is
 * in the processor's caches, and what they write shares a commit. Nobody waits for anything but the other sockets that
 * are ready now. Measured on one GetSecretValue under load: a quarter of its CPU time.
 */
export class Turn {
  #waiting: (() => void)[] = [];

  /** Calls `f` once, after everything that arrived in this turn has been read. `f` must not throw. */
  add(f: () => void): void {
    if (this.#waiting.push(f) === 1) setImmediate(() => this.#end());
  }

  #end(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const f of waiting) f();
  }
}
