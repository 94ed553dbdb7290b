import { close, fdatasync, openSync } from 'node:fs';
import { StorageUnavailable } from './database.ts';
import { fileError } from './sqlite-errors.ts';

/**
 * Makes commits durable without holding up the thread: SQLite appends them to the write-ahead log, and the log is synced
 * on another thread. Requests that come meanwhile wait for the next commit, so that each sync carries many.
 *
 * INVARIANT: an answer that depends on somebody else's commit is durable with it: its own audit record stands behind
 * that commit in the log.
 */
export class WalSync implements AsyncDisposable {
  readonly #path: string;
  #fd: number | undefined;
  #failure: StorageUnavailable | undefined;

  /** @param path The database; its log lies beside it once something was written. */
  constructor(path: string) {
    this.#path = `${path}-wal`;
  }

  /**
   * Why nothing can be made durable any more. After a failed sync the system may have dropped what it could not write,
   * so that only a new start, which reads what is really there, helps.
   */
  get failure(): StorageUnavailable | undefined {
    return this.#failure;
  }

  /** Resolves when everything that is committed now is durable; rejects with `failure`. */
  sync(): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      const fail = (error: unknown) => {
        this.#failure = new StorageUnavailable(
          `\`${this.#path}\` could not be synced, and nothing can be stored before a new start`,
          error,
          { isOutcomeUnknown: true },
        );
        reject(this.#failure);
      };
      try {
        this.#fd ??= openSync(this.#path, 'r');
      } catch (error) {
        fail(fileError(error, this.#path));
        return;
      }
      fdatasync(this.#fd, error => (error === null ? resolve() : fail(error)));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const fd = this.#fd;
    this.#fd = undefined;
    if (fd !== undefined) await new Promise<void>(resolve => close(fd, () => resolve()));
  }
}
