/**
 * What the index of searches can tell of one value of a filter. A bound holds for every secret that the value fits; when
 * it is exact, only for those.
 */
import type { Place } from './search-terms.ts';
import { indexedPart, regionWord } from './search-terms.ts';
import { searchWords } from './search-words.ts';

export type Bound =
  | { readonly kind: 'name'; readonly prefix: string; readonly isExact: boolean }
  | WordsBound
  /** It fits no secret. */
  | { readonly kind: 'nothing' }
  /** The index knows nothing of it. */
  | { readonly kind: 'anything' };

/** In one of the places there is a word that begins so, for each of the words. */
export interface WordsBound {
  readonly kind: 'words';
  readonly places: readonly Place[];
  /** One at least, the longest first: they are likely to be the rarest. */
  readonly words: readonly string[];
  readonly isExact: boolean;
  /** The words are whole ones, not beginnings. */
  readonly isWhole?: boolean;
  /** A tag that the value fits begins so; known only where such a text looks in JSON as it does here. */
  readonly tag?: { readonly part: 'Key' | 'Value'; readonly prefix: string };
}

/** How many words of a value are looked for; the others are left to the filter. */
const MAX_WORDS = 8;

export function nameBound(prefix: string): Bound {
  const known = plainPart(prefix);
  return known === '' ? { kind: 'anything' } : { kind: 'name', prefix: known, isExact: known === prefix };
}

/** @param of `isExact`: a secret with these words always fits. */
export function wordsBound(
  places: readonly Place[],
  wanted: readonly string[],
  { isExact }: { readonly isExact: boolean },
): Bound {
  const known = new Set(wanted.map(indexedPart));
  known.delete('');
  const words = [...known].toSorted((a, b) => b.length - a.length).slice(0, MAX_WORDS);
  if (words.length === 0) return { kind: 'anything' };
  const isAll = wanted.every(word => words.includes(word));
  return { kind: 'words', places, words, isExact: isExact && isAll };
}

/** A text that begins with the value has a word for each of the value's that begins with it. */
export function tagBound(part: 'Key' | 'Value', prefix: string): Bound {
  const bound = wordsBound([part === 'Key' ? 'tag-key' : 'tag-value'], searchWords(prefix), { isExact: false });
  const isPlain = plainPart(prefix) === prefix && !/["\\]/.test(prefix);
  return bound.kind === 'words' && isPlain ? { ...bound, tag: { part, prefix } } : bound;
}

export function regionBound(region: string): Bound {
  const word = regionWord(region);
  return { kind: 'words', places: ['primary-region'], words: [word], isExact: word === `=${region}`, isWhole: true };
}

/** As far as it consists of ASCII's printable characters, which both engines and JavaScript have in one order. */
function plainPart(text: string): string {
  let length = 0;
  while (length < text.length && text.charCodeAt(length) >= 32 && text.charCodeAt(length) < 127) length += 1;
  return text.slice(0, length);
}
