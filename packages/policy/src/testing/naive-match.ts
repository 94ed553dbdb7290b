/** Matching as its definition says, one character at a time, with no regard to cost: what the real matcher must equal. */
import { COLON, MANY, MANY_IN_FIELD, ONE, ONE_IN_FIELD, type Tokens } from '../matching/tokens.ts';

/** `fits[i]`: whether the tokens so far fit the first i characters. */
export function naivelyMatches(tokens: Tokens, text: string): boolean {
  let fits = [true, ...Array.from(text, () => false)];
  for (const token of tokens) {
    const before = fits;
    fits = before.map(() => false);
    for (let length = 0; length <= text.length; length++) {
      const code = length === 0 ? -1 : text.charCodeAt(length - 1);
      if (token === MANY || token === MANY_IN_FIELD) {
        const takes = length > 0 && (token === MANY || code !== COLON) && fits[length - 1];
        fits[length] = before[length] === true || takes === true;
      } else if (length > 0) {
        const isFit = token === code || token === ONE || (token === ONE_IN_FIELD && code !== COLON);
        fits[length] = isFit && before[length - 1] === true;
      }
    }
  }
  return fits[text.length] === true;
}

/** A pattern of `*` and `?`. */
export function naivelyLike(pattern: string, text: string): boolean {
  const tokens = Array.from(pattern, character =>
    character === '*' ? MANY : character === '?' ? ONE : character.charCodeAt(0),
  );
  return naivelyMatches(tokens, text);
}
