import type { Meter } from './meter.ts';
import { COLON, ONE, ONE_IN_FIELD, type Tokens } from './tokens.ts';

/**
 * Whether a piece of a pattern without stars fits the text at this place; false when it would reach past the end.
 *
 * Compares from the back: ARNs of one account differ in their ends, and an account's policies are full of ARNs that do
 * not fit.
 */
export function matchesAt(piece: Tokens, text: string, start: number, meter?: Meter): boolean {
  if (meter !== undefined) {
    meter.steps += piece.length;
  }
  if (start + piece.length > text.length) {
    return false;
  }
  for (let index = piece.length - 1; index >= 0; index--) {
    const token = piece[index];
    const code = text.charCodeAt(start + index);
    if (token !== code && token !== ONE && (token !== ONE_IN_FIELD || code === COLON)) {
      return false;
    }
  }
  return true;
}
