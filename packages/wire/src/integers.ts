/** Whole numbers as the wire's integer types hold them. */

const INTEGER_MAX = 2 ** 31 - 1;
const INTEGER_MIN = -(2 ** 31);

/**
 * Fits a number into an `integer` (32 bits) or a `long` (here: exact, so up to 2^53 - 1): a fraction is cut off, what is
 * too large becomes the largest. AWS's decoder does the same (recorded for Kinesis and Athena), and the bounds of the
 * model refuse the result where it matters.
 */
export function fitInteger(kind: 'integer' | 'long', value: number): number {
  const max = kind === 'integer' ? INTEGER_MAX : Number.MAX_SAFE_INTEGER;
  const min = kind === 'integer' ? INTEGER_MIN : Number.MIN_SAFE_INTEGER;
  // `+ 0` turns the negative zero that -0.5 is cut to into zero.
  return Math.min(Math.max(Math.trunc(value), min), max) + 0;
}
