/** What rounds say about a claim, and when they say nothing. */

/** The values of all rounds. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** The median of endlessly many rounds lies between these two with nine chances in ten, if there are enough rounds. */
  readonly low: number;
  readonly high: number;
}

/** What is promised. */
export type Target = { readonly atLeast: number } | { readonly atMost: number };

export type Verdict = 'ok' | 'short' | 'not decidable here';

/** @throws RangeError without values */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const cut = outsiders(sorted.length);
  return {
    median: medianOf(sorted),
    min: at(sorted, 0),
    max: at(sorted, sorted.length - 1),
    low: at(sorted, cut),
    high: at(sorted, sorted.length - 1 - cut),
  };
}

/** A claim holds or fails only where both ends of the interval agree. */
export function verdictOf({ low, high }: Spread, target: Target): Verdict {
  const [worst, best, limit] = 'atLeast' in target ? [low, high, target.atLeast] : [-high, -low, -target.atMost];
  if (worst >= limit) return 'ok';
  return best < limit ? 'short' : 'not decidable here';
}

/** @throws RangeError without values */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (at(sorted, Math.floor(middle)) + at(sorted, Math.ceil(middle))) / 2;
}

const CONFIDENCE = 0.9;

/**
 * How many values may be left out at each end: the rest still encloses the true median with that confidence, because
 * each round is above it or below it like a coin (the sign test). One of eight; none of three, which is less certain.
 */
function outsiders(count: number): number {
  let tail = 0.5 ** count;
  let ways = 1;
  let outside = 0;
  for (let i = 1; i < count / 2; i++) {
    ways = (ways * (count - i + 1)) / i;
    tail += ways * 0.5 ** count;
    if (1 - 2 * tail < CONFIDENCE) break;
    outside = i;
  }
  return outside;
}

function at(values: readonly number[], index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError('no round was measured');
  return value;
}
