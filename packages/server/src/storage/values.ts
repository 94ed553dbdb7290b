import { UnstorableText } from './database.ts';
import type { SqlValue } from './sql.ts';

/**
 * Refuses what one of the engines would refuse or change: text with a NUL (`UnstorableText`), and numbers that are not
 * finite or are whole and beyond 2^53 (RangeError). Both drivers call it before they bind.
 */
export function checkValues(values: readonly SqlValue[]): void {
  for (const value of values) {
    if (typeof value === 'string') {
      if (value.includes('\0')) throw new UnstorableText();
    } else if (typeof value === 'number') {
      checkNumber(value);
    }
  }
}

function checkNumber(value: number): void {
  if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
    throw new RangeError('a number that is bound must be finite and, when whole, within 2^53');
  }
}
