/**
 * The filters of ListSecrets. Several filters must all fit, one of a filter's values must; a value that begins with `!`
 * fits where the rest of it does not. Recorded from AWS: names and tags by case-sensitive prefix; descriptions and
 * `all` by words, each a case-insensitive prefix of some word.
 */
import { invalidParameter } from './errors.ts';
import type { SecretRow } from './rows.ts';
import { tagsIn } from './rows.ts';
import { searchWords } from './search-words.ts';

export interface Filter {
  readonly Key?: string | undefined;
  readonly Values?: readonly string[] | undefined;
}

export type SecretFilter = (secret: SecretRow) => boolean;

/**
 * Compiles filters once for a whole listing.
 *
 * @throws AwsError InvalidParameterException for a filter without key or values
 */
export function compileFilters(filters: readonly Filter[]): SecretFilter {
  const compiled = filters.map(compileFilter);
  return secret => compiled.every(fits => fits(secret));
}

function compileFilter({ Key, Values }: Filter): SecretFilter {
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

const VALUES: ReadonlyMap<string, (value: string) => SecretFilter> = new Map([
  [
    'name',
    (value: string): SecretFilter =>
      secret =>
        secret.name.startsWith(value),
  ],
  [
    'tag-key',
    (value: string): SecretFilter =>
      secret =>
        tagTexts(secret, 'Key').some(text => text.startsWith(value)),
  ],
  [
    'tag-value',
    (value: string): SecretFilter =>
      secret =>
        tagTexts(secret, 'Value').some(text => text.startsWith(value)),
  ],
  ['description', (value: string) => byWords(value, secret => [secret.description ?? ''])],
  [
    'all',
    (value: string) =>
      byWords(value, secret => [
        secret.name,
        secret.description ?? '',
        ...tagTexts(secret, 'Key'),
        ...tagTexts(secret, 'Value'),
      ]),
  ],
  // There are neither replicas nor secrets of other services here.
  ['primary-region', (): SecretFilter => () => false],
  ['owning-service', (): SecretFilter => () => false],
]);

function byWords(value: string, textsOf: (secret: SecretRow) => readonly string[]): SecretFilter {
  const wanted = searchWords(value);
  // A value of nothing but separators has no word, and matches nothing (recorded).
  if (wanted.length === 0) return () => false;
  return secret => {
    const words = textsOf(secret).flatMap(searchWords);
    return wanted.every(prefix => words.some(word => word.startsWith(prefix)));
  };
}

function tagTexts(secret: SecretRow, part: 'Key' | 'Value'): readonly string[] {
  return (tagsIn(secret) ?? []).map(tag => tag[part] ?? '');
}
