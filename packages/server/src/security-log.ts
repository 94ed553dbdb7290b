import { AwsError } from '@coffer/wire';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

/** How long failures of one key and address are gathered before they are written, in milliseconds. */
const WINDOW_MS = 10_000;
/** How many pairs of key and address are told apart in a window; the rest is counted together. */
const MAX_PAIRS = 1_000;

/**
 * What fails authentication belongs to no account's trail: it goes to the operator's log, the first failure of a pair
 * of key and address at once, the others of the same window as one line with their number.
 */
export class SecurityLog implements Disposable {
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #metrics: Metrics;
  readonly #pairs = new Map<string, Failures>();
  readonly #others = { more: 0 };
  #timer: NodeJS.Timeout | undefined;

  constructor(log: Log, clock: Clock, metrics: Metrics) {
    this.#log = log;
    this.#clock = clock;
    this.#metrics = metrics;
  }

  /** `accessKeyId` as the request claims it; cut to 128 characters. */
  failed(error: unknown, accessKeyId: string | undefined, address: string): void {
    if (!(error instanceof AwsError)) return;
    const { code } = error;
    this.#metrics.unauthenticated(code);
    const claimed = accessKeyId?.slice(0, 128) ?? '-';
    const known = this.#pairs.get(`${claimed} ${address}`);
    if (known !== undefined) {
      known.more += 1;
      return;
    }
    const since = this.#clock.now();
    if (this.#pairs.size < MAX_PAIRS) {
      this.#pairs.set(`${claimed} ${address}`, { code, accessKeyId: claimed, address, since, more: 0 });
      this.#log.warn({ code, accessKeyId: claimed, address }, 'authentication failed');
    } else {
      this.#others.more += 1;
    }
    this.#timer ??= setTimeout(() => this.flush(), WINDOW_MS).unref();
  }

  /** Writes what was gathered and starts a new window. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const { code, accessKeyId, address, since, more } of this.#pairs.values()) {
      if (more > 0) this.#log.warn({ code, accessKeyId, address, since, more }, 'authentication failed again');
    }
    this.#pairs.clear();
    if (this.#others.more > 0)
      this.#log.warn({ more: this.#others.more }, 'authentication failed for further keys and addresses');
    this.#others.more = 0;
  }

  [Symbol.dispose](): void {
    this.flush();
  }
}

interface Failures {
  readonly code: string;
  readonly accessKeyId: string;
  readonly address: string;
  readonly since: number;
  more: number;
}
