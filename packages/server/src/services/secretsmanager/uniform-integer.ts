/** Whole numbers by chance, every one as likely as the other. */
import type { Random } from '../../clock.ts';

/**
 * A number from 0 to below a bound of 1 to 2^32. What the random bytes hold beyond the greatest multiple of the bound is
 * drawn again, because a remainder would favour the small numbers. Throws RangeError for any other bound.
 */
export function uniformInteger(random: Random, below: number): number {
  if (!Number.isInteger(below) || below < 1 || below > 2 ** 32) {
    throw new RangeError(`no whole number from 0 to below ${below}`);
  }
  const width = below <= 2 ** 8 ? 1 : below <= 2 ** 16 ? 2 : 4;
  const range = 256 ** width;
  const limit = range - (range % below);
  for (let draw = 0; draw < MAX_DRAWS; draw++) {
    const value = random(width).readUIntBE(0, width);
    if (value < limit) {
      return value % below;
    }
  }
  throw new Error('the random source repeats itself');
}

/** Each draw is kept with a chance above one half: a source that is random fails this often once in 2^128. */
const MAX_DRAWS = 128;
