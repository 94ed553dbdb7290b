import { record } from './values.ts';

/** Whether a value's length is no more than `max`: characters, bytes or entries. */
export function isAtMost(value: unknown, max: number): boolean {
  if (typeof value !== 'string') return sizeOf(value) <= max;
  if (value.length <= max) return true;
  // A character takes one or two UTF-16 units, so most texts need no counting.
  return value.length <= 2 * max && countCharacters(value) <= max;
}

/** Whether a value's length is no less than `min`: characters, bytes or entries. */
export function isAtLeast(value: unknown, min: number): boolean {
  if (typeof value !== 'string') return sizeOf(value) >= min;
  if (value.length >= 2 * min) return true;
  return value.length >= min && countCharacters(value) >= min;
}

function sizeOf(value: unknown): number {
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length;
  return Object.keys(record(value)).length;
}

/** Unicode characters of a well-formed text: its units without the second halves of pairs. */
function countCharacters(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0xdc00 || unit > 0xdfff) count += 1;
  }
  return count;
}
