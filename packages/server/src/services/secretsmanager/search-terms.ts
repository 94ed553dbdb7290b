/**
 * What the index of searches knows of a secret: its words and where they stand. The index only chooses candidates; what
 * a filter fits is decided in list-filters.ts, so that a term may say less than the secret, but never leave it out.
 */
import type { SecretRow } from './rows.ts';
import { tagsIn } from './rows.ts';
import { searchWords } from './search-words.ts';

/** What of a secret can be searched. */
export type Searched = Pick<SecretRow, 'name' | 'description' | 'tags' | 'deleted_at' | 'primary_region'>;

export type Place = 'name' | 'description' | 'tag-key' | 'tag-value' | 'primary-region';

/** A word in a place: the place's letter, then the word. */
export type Term = string;

/** Longer words are found by their beginning. */
export const MAX_WORD = 32;

/** A secret with more terms is a candidate of every search: one secret must not make thousands of rows. */
const MAX_TERMS = 256;

const LETTERS: Readonly<Record<Place, string>> = {
  name: 'n',
  description: 'd',
  'tag-key': 'k',
  'tag-value': 'v',
  'primary-region': 'r',
};
/** The place of the one term of a secret with too many. */
const EVERYWHERE = '*';
/** The same of a secret whose deletion is scheduled; otherwise its places are upper case. */
const EVERYWHERE_DELETED = '+';

/** The terms of a secret as one text, which `termsIn` takes apart; each stands behind a blank. */
export function termsOf(secret: Searched): string {
  const isDeleted = secret.deleted_at !== null;
  const terms = new Set<string>();
  const add = (place: Place, words: readonly string[]) => {
    const letter = letterOf(place, isDeleted);
    for (const word of words) {
      const known = indexedPart(word);
      if (known !== '') terms.add(letter + known);
    }
  };
  add('name', searchWords(secret.name));
  add('description', searchWords(secret.description ?? ''));
  for (const { Key = '', Value = '' } of tagsIn(secret) ?? []) {
    add('tag-key', searchWords(Key));
    add('tag-value', searchWords(Value));
  }
  if (secret.primary_region !== null)
    terms.add(letterOf('primary-region', isDeleted) + regionWord(secret.primary_region));
  if (terms.size > MAX_TERMS) return ` ${isDeleted ? EVERYWHERE_DELETED : EVERYWHERE}`;
  return [...terms].map(term => ` ${term}`).join('');
}

function letterOf(place: Place, isDeleted: boolean): string {
  return isDeleted ? LETTERS[place].toUpperCase() : LETTERS[place];
}

/** A region as a word: no search for other words finds it. */
export function regionWord(region: string): string {
  return `=${indexedPart(region)}`;
}

export function termsIn(text: string): readonly Term[] {
  return text.split(' ').slice(1);
}

/**
 * What of a word the index holds: of `a` to `z`, digits and hyphens as many as it begins with. Whatever begins with a
 * text has an indexed part that begins with the text's: so a search looks for that, and never for another character,
 * which might mean something to the database.
 */
export function indexedPart(word: string): string {
  let length = 0;
  while (length < Math.min(word.length, MAX_WORD) && isPlain(word.charCodeAt(length))) length += 1;
  return word.slice(0, length);
}

function isPlain(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code === 45;
}

/** How some places are written in terms. */
export function lettersOf(places: readonly Place[], includesDeleted: boolean): readonly string[] {
  const letters = places.map(place => LETTERS[place]);
  return includesDeleted ? [...letters, ...letters.map(letter => letter.toUpperCase())] : letters;
}

/** The places of secrets that may be anywhere; their word is empty. */
export function lettersOfEverywhere(includesDeleted: boolean): readonly string[] {
  return includesDeleted ? [EVERYWHERE, EVERYWHERE_DELETED] : [EVERYWHERE];
}
