import { FunctionRefused } from '../functions/function-runtime.ts';
import type { FunctionRuntime } from '../functions/function-runtime.ts';

/** How functions reach this server. */
export interface ServedAt {
  /** `https://HOST:PORT` */
  readonly endpoint: string;
  /** Path of the CA certificate (PEM). */
  readonly ca: string;
}

/** Holds the runtime of functions: it is started with the first invocation, and only while the server listens. */
export class FunctionHost implements AsyncDisposable {
  readonly #start: (at: ServedAt) => Promise<FunctionRuntime>;
  #at: ServedAt | undefined;
  #starting: Promise<FunctionRuntime> | undefined;
  #runtime: FunctionRuntime | undefined;
  #isClosed = false;

  constructor(start: (at: ServedAt) => Promise<FunctionRuntime>) {
    this.#start = start;
  }

  /** From now on functions can be run: the server answers there. */
  serve(at: ServedAt): void {
    this.#at = at;
  }

  /** @throws FunctionRefused before the server listens and when it ends */
  async runtime(): Promise<FunctionRuntime> {
    const at = this.#at;
    if (at === undefined || this.#isClosed) {
      throw new FunctionRefused('ResourceNotReadyException', 'The server does not run functions now.');
    }
    this.#starting ??= this.#start(at);
    try {
      this.#runtime = await this.#starting;
      return this.#runtime;
    } catch (error) {
      // The next invocation tries again.
      this.#starting = undefined;
      throw error;
    }
  }

  started(): FunctionRuntime | undefined {
    return this.#runtime;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    const runtime = await this.#starting?.catch(() => undefined);
    await runtime?.close();
  }
}
