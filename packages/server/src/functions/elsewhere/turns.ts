/** Lets at most so many do something at one time; the others wait, the first to come first. */
export class Turns {
  readonly #atOnce: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  async take<T>(act: () => Promise<T>): Promise<T> {
    if (this.#running === this.#atOnce) await new Promise<void>(resolve => this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      return await act();
    } finally {
      const next = this.#waiting.shift();
      // Whoever comes next has the turn of whoever goes.
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
