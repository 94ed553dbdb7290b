/** What a server's process does with signals. */
import { constants } from 'node:os';

const ENDINGS = ['SIGTERM', 'SIGINT'] as const;

export class Signals implements Disposable {
  readonly #asked = Promise.withResolvers<void>();
  readonly #onEnding: (signal: NodeJS.Signals) => void;
  readonly #onHangup: () => void;
  #isEnding = false;

  /**
   * The first SIGTERM or SIGINT resolves `ending`, the next ends the process at once. SIGHUP calls `reload`. Without
   * this Node.js would end at the first of any.
   */
  constructor(reload: () => void) {
    this.#onEnding = signal => {
      // 128 + number is what shells report of a process that a signal has ended.
      if (this.#isEnding) process.exit(128 + constants.signals[signal]);
      this.#isEnding = true;
      this.#asked.resolve();
    };
    this.#onHangup = reload;
    for (const name of ENDINGS) process.on(name, this.#onEnding);
    process.on('SIGHUP', this.#onHangup);
  }

  /** Resolves when somebody asked the server to end. */
  get ending(): Promise<void> {
    return this.#asked.promise;
  }

  [Symbol.dispose](): void {
    for (const name of ENDINGS) process.off(name, this.#onEnding);
    process.off('SIGHUP', this.#onHangup);
  }
}
