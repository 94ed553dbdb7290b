import { AwsError } from '@coffer/wire';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

/** How long failures are gathered before they are written, in milliseconds. */
const WINDOW_MS = 10_000;
/** How many failures of a window are written at once. */
const MAX_AT_ONCE = 20;
/** How many of these may come from one address, and how many of its access keys are named afterwards. */
const MAX_KEYS_OF_ADDRESS = 10;
/** How many addresses are told apart in a window; the rest is counted together. */
const MAX_ADDRESSES = 1_000;
/** How many addresses are written at the end of a window: those with the most failures. */
const MAX_WRITTEN_ADDRESSES = 30;

/**
 * What fails authentication belongs to no account's trail: it goes to the operator's log. The first failures of a pair
 * of key and address are written at once; the others of the same window are gathered by address, because the address is
 * what a stranger cannot invent: a window has a few dozen lines at most, whatever comes in, and no crowd of invented
 * keys hides another address.
 */
export class SecurityLog implements Disposable {
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #metrics: Metrics;
  readonly #addresses = new Map<string, Failures>();
  #atOnce = 0;
  #elsewhere = 0;
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
    this.#timer ??= setTimeout(() => this.flush(), WINDOW_MS).unref();
    const failures = this.#failuresOf(address);
    if (failures === undefined) {
      this.#elsewhere += 1;
      return;
    }
    const claimed = accessKeyId?.slice(0, 128) ?? '-';
    const isNew = !failures.accessKeyIds.has(claimed) && failures.accessKeyIds.size < MAX_KEYS_OF_ADDRESS;
    if (isNew) failures.accessKeyIds.add(claimed);
    if (isNew && this.#atOnce < MAX_AT_ONCE) {
      this.#atOnce += 1;
      this.#log.warn({ code, accessKeyId: claimed, address }, 'authentication failed');
    } else {
      failures.more += 1;
      failures.code = code;
    }
  }

  /** Writes what was gathered and starts a new window. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const gathered = [...this.#addresses]
      .filter(([, { more }]) => more > 0)
      .toSorted(([, a], [, b]) => b.more - a.more);
    for (const [address, { code, accessKeyIds, since, more }] of gathered.slice(0, MAX_WRITTEN_ADDRESSES)) {
      // The last code and the first keys stand for the others.
      this.#log.warn({ code, accessKeyIds: [...accessKeyIds], address, since, more }, 'authentication failed again');
    }
    const unwritten = gathered.slice(MAX_WRITTEN_ADDRESSES);
    const more = unwritten.reduce((sum, [, failures]) => sum + failures.more, this.#elsewhere);
    if (more > 0) this.#log.warn({ more }, 'authentication failed for further addresses');
    this.#addresses.clear();
    this.#atOnce = 0;
    this.#elsewhere = 0;
  }

  [Symbol.dispose](): void {
    this.flush();
  }

  #failuresOf(address: string): Failures | undefined {
    const known = this.#addresses.get(address);
    if (known !== undefined || this.#addresses.size >= MAX_ADDRESSES) return known;
    const failures: Failures = { code: '', accessKeyIds: new Set(), since: this.#clock.now(), more: 0 };
    this.#addresses.set(address, failures);
    return failures;
  }
}

interface Failures {
  /** Of the last failure that was not written at once. */
  code: string;
  readonly accessKeyIds: Set<string>;
  readonly since: number;
  /** Failures that were not written at once. */
  more: number;
}
