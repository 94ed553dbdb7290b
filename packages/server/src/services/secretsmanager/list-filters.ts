/**
 * The filters of ListSecrets. Several filters must all fit, one of a filter's values must; a value that begins with `!`
 * fits where the rest of it does not. Recorded from AWS: names and tags by case-sensitive prefix; descriptions and
 * `all` by words, each a case-insensitive prefix of some word.
 */
import { invalidParameter } from './errors.ts';
import type { SecretRow } from './rows.ts';
import { tagsIn } from './rows.ts';
import { searchWords } from './search-words.ts';
import { hasPrefix, wordsOf } from './secret-words.ts';

export interface Filter {
  readonly Key?: string | undefined;
  readonly Values?: readonly string[] | undefined;
}

export interface SecretFilter {
  fits(secret: SecretRow): boolean;
  /** What it takes to look at a secret, in characters of the secret and of the values. */
  costOf(secret: SecretRow): number;
}

type Fits = (secret: SecretRow) => boolean;

/**
 * Compiles filters once for a whole listing; undefined when there are none.
 *
 * @throws AwsError InvalidParameterException for a filter without key or values
 */
export function compileFilters(filters: readonly Filter[]): SecretFilter | undefined {
  if (filters.length === 0) return undefined;
  const compiled = filters.map(compileFilter);
  const ofValues = filters.flatMap(({ Values = [] }) => Values).reduce((sum, value) => sum + value.length, ROW_COST);
  return {
    fits: secret => compiled.every(fits => fits(secret)),
    costOf: ({ name, description, tags }) => ofValues + name.length + (description?.length ?? 0) + (tags?.length ?? 0),
  };
}

/** Reading a row takes as long as looking at so many characters. */
const ROW_COST = 100;

function compileFilter({ Key, Values }: Filter): Fits {
  const make = Key === undefined ? undefined : VALUES.get(Key);
  if (make === undefined) throw invalidParameter('Invalid filter key');
  if (Values === undefined || Values.length === 0) throw invalidParameter(`Invalid filter values for key: ${Key}`);
  const values = Values.map(value => {
    if (!value.startsWith('!')) return make(value);
    const fits = make(value.slice(1));
    return (secret: SecretRow) => !fits(secret);
  });
  return secret => values.some(fits => fits(secret));
}

const VALUES: ReadonlyMap<string, (value: string) => Fits> = new Map([
  [
    'name',
    (value: string): Fits =>
      secret =>
        secret.name.startsWith(value),
  ],
  [
    'tag-key',
    (value: string): Fits =>
      secret =>
        tagTexts(secret, 'Key').some(text => text.startsWith(value)),
  ],
  [
    'tag-value',
    (value: string): Fits =>
      secret =>
        tagTexts(secret, 'Value').some(text => text.startsWith(value)),
  ],
  ['description', (value: string) => byWords(value, secret => wordsOf(secret).description)],
  ['all', (value: string) => byWords(value, secret => wordsOf(secret).all)],
  // There are neither replicas nor secrets of other services here.
  ['primary-region', (): Fits => () => false],
  ['owning-service', (): Fits => () => false],
]);

function byWords(value: string, wordsIn: (secret: SecretRow) => readonly string[]): Fits {
  const wanted = searchWords(value);
  // A value of nothing but separators has no word, and matches nothing (recorded).
  if (wanted.length === 0) return () => false;
  return secret => {
    const words = wordsIn(secret);
    return wanted.every(prefix => hasPrefix(words, prefix));
  };
}

function tagTexts(secret: SecretRow, part: 'Key' | 'Value'): readonly string[] {
  return (tagsIn(secret) ?? []).map(tag => tag[part] ?? '');
}
