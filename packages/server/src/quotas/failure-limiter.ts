import type { Clock } from '../clock.ts';

/** What somebody may try to guess. */
export type Guessed = 'signature' | 'identity' | 'password' | 'mfa';

interface Rate {
  /** Failures that may come at once. */
  readonly burst: number;
  /** How many more a minute allows. */
  readonly perMinute: number;
}

/** For each name and address: a client that is wrongly configured may go on trying, but nobody gets far by guessing. */
const RATES: Readonly<Record<Guessed, Rate>> = {
  signature: { burst: 20, perMinute: 60 },
  identity: { burst: 20, perMinute: 60 },
  password: { burst: 5, perMinute: 6 },
  mfa: { burst: 5, perMinute: 4 },
};

/**
 * For each name, whatever the address: six digits are soon guessed from many addresses. Only who has the right access
 * key or password comes as far as the code, so that a stranger cannot lock anybody out with it.
 */
const RATE_OF_ALL: Partial<Readonly<Record<Guessed, Rate>>> = { mfa: { burst: 30, perMinute: 1 } };

/** How many names and addresses are told apart, for each kind; what failed longest ago is forgotten first. */
const MAX_BUCKETS = 20_000;

interface Bucket {
  readonly left: number;
  readonly at: number;
}

/**
 * Slows down guessing. Failures are counted for a name (an access key id, a user) together with the address that they
 * come from, so that whoever guesses cannot lock out the right owner, who is elsewhere. Successes cost nothing. A server
 * counts what it sees itself, in bounded memory.
 */
export class FailureLimiter {
  readonly #clock: Clock;
  readonly #buckets: Readonly<Record<Guessed, Map<string, Bucket>>> = {
    signature: new Map(),
    identity: new Map(),
    password: new Map(),
    mfa: new Map(),
  };

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether there were too many failures for another attempt now. */
  isBlocked(guessed: Guessed, name: string, address: string): boolean {
    if (this.#buckets[guessed].size === 0) return false;
    return this.#limits(guessed, name, address).some(({ key, rate }) => this.#left(guessed, key, rate) < 1);
  }

  /** Counts a failure. What takes time to check is counted before, and taken back with `succeeded`. */
  failed(guessed: Guessed, name: string, address: string): void {
    for (const { key, rate } of this.#limits(guessed, name, address)) {
      this.#set(guessed, key, rate, Math.max(this.#left(guessed, key, rate) - 1, 0));
    }
  }

  /** Takes the failure back that was counted before the check. */
  succeeded(guessed: Guessed, name: string, address: string): void {
    for (const { key, rate } of this.#limits(guessed, name, address)) {
      this.#set(guessed, key, rate, this.#left(guessed, key, rate) + 1);
    }
  }

  #limits(guessed: Guessed, name: string, address: string): readonly { key: string; rate: Rate }[] {
    const pair = { key: `${networkOf(address)} ${name.slice(0, 128)}`, rate: RATES[guessed] };
    const rateOfAll = RATE_OF_ALL[guessed];
    return rateOfAll === undefined ? [pair] : [pair, { key: `* ${name.slice(0, 128)}`, rate: rateOfAll }];
  }

  #left(guessed: Guessed, key: string, { burst, perMinute }: Rate): number {
    const bucket = this.#buckets[guessed].get(key);
    if (bucket === undefined) return burst;
    const gained = (Math.max(this.#clock.now() - bucket.at, 0) * perMinute) / 60_000;
    return Math.min(bucket.left + gained, burst);
  }

  #set(guessed: Guessed, key: string, { burst }: Rate, left: number): void {
    const buckets = this.#buckets[guessed];
    buckets.delete(key);
    // A full one says nothing.
    if (left >= burst) return;
    buckets.set(key, { left, at: this.#clock.now() });
    if (buckets.size <= MAX_BUCKETS) return;
    const [oldest] = buckets.keys();
    if (oldest !== undefined) buckets.delete(oldest);
  }
}

/** One customer of a provider has at least 64 bits of IPv6: all of them count as one address. */
function networkOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address;
  const [head = '', tail] = address.split('::', 2);
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(8 - groups.length - rest.length, 0) }, () => '0');
  return [...groups, ...(tail === undefined ? [] : zeros), ...rest].slice(0, 4).join(':');
}
