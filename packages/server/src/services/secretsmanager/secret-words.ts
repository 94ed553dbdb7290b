import type { SecretRow } from './rows.ts';
import { tagsIn } from './rows.ts';
import { searchWords } from './search-words.ts';

/** The words of a secret that a search looks at, each once, in ascending order. */
export interface SecretWords {
  readonly description: readonly string[];
  /** Of name, description, and keys and values of tags. */
  readonly all: readonly string[];
}

/** Taken apart once for a row, however many values of filters look at it. */
export function wordsOf(secret: SecretRow): SecretWords {
  const known = taken.get(secret);
  if (known !== undefined) return known;
  const description = searchWords(secret.description ?? '');
  const tags = tagsIn(secret) ?? [];
  const texts = [secret.name, ...tags.map(tag => tag.Key ?? ''), ...tags.map(tag => tag.Value ?? '')];
  const words = { description: sorted(description), all: sorted([...description, ...texts.flatMap(searchWords)]) };
  taken.set(secret, words);
  return words;
}

const taken = new WeakMap<SecretRow, SecretWords>();

/** Does some word begin so? Found by halving: the words are in order, and so are those with one beginning. */
export function hasPrefix(words: readonly string[], prefix: string): boolean {
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((words[middle] ?? '') < prefix) low = middle + 1;
    else high = middle;
  }
  return words[low]?.startsWith(prefix) ?? false;
}

function sorted(words: readonly string[]): readonly string[] {
  return [...new Set(words)].toSorted((a, b) => (a < b ? -1 : Number(a > b)));
}
