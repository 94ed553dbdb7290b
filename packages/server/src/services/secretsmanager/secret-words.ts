import type { SecretRow } from './rows.ts';
import { tagsIn } from './rows.ts';
import { searchWords } from './search-words.ts';

/** The words of a secret that a search looks at, each taken apart once for a row, when first asked for. */
export interface SecretWords {
  readonly description: Words;
  /** Of name, description, and keys and values of tags. */
  readonly all: Words;
}

export function wordsOf(secret: SecretRow): SecretWords {
  const known = taken.get(secret);
  if (known !== undefined) return known;
  const words = new WordsOfRow(secret);
  taken.set(secret, words);
  return words;
}

/** However many values of filters look at a row, its words are the same. */
const taken = new WeakMap<SecretRow, SecretWords>();

class WordsOfRow implements SecretWords {
  readonly #secret: SecretRow;
  #description: Words | undefined;
  #all: Words | undefined;

  constructor(secret: SecretRow) {
    this.#secret = secret;
  }

  get description(): Words {
    return (this.#description ??= new Words(searchWords(this.#secret.description ?? '')));
  }

  get all(): Words {
    return (this.#all ??= new Words(this.#texts().flatMap(searchWords)));
  }

  #texts(): readonly string[] {
    const tags = tagsIn(this.#secret) ?? [];
    const { name, description } = this.#secret;
    return [name, description ?? '', ...tags.flatMap(({ Key = '', Value = '' }) => [Key, Value])];
  }
}

/** So few words are looked at one after the other, which is faster than to sort them. */
const FEW_WORDS = 32;

export class Words {
  readonly #words: readonly string[];

  constructor(words: readonly string[]) {
    this.#words = words.length <= FEW_WORDS ? words : words.toSorted((a, b) => (a < b ? -1 : Number(a > b)));
  }

  /** Does some word begin so? Of many words found by halving: in order, those with one beginning stand together. */
  havePrefix(prefix: string): boolean {
    const words = this.#words;
    if (words.length <= FEW_WORDS) return words.some(word => word.startsWith(prefix));
    let low = 0;
    let high = words.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((words[middle] ?? '') < prefix) low = middle + 1;
      else high = middle;
    }
    return words[low]?.startsWith(prefix) ?? false;
  }
}
