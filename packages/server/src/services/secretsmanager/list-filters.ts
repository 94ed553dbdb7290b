/**
 * The filters of ListSecrets. Several filters must all fit, one of a filter's values must; a value that begins with `!`
 * fits where the rest of it does not. Recorded from AWS: names and tags by case-sensitive prefix; descriptions and
 * `all` by words, each a case-insensitive prefix of some word. A primary's region and an owning service fit as a whole.
 */
import { invalidParameter } from './errors.ts';
import type { SecretRow } from './rows.ts';
import { tagsIn } from './rows.ts';
import type { Bound } from './search-bounds.ts';
import { nameBound, regionBound, tagBound, wordsBound } from './search-bounds.ts';
import type { BoundValue } from './search-plan.ts';
import type { Place } from './search-terms.ts';
import { searchWords } from './search-words.ts';
import type { Words } from './secret-words.ts';
import { wordsOf } from './secret-words.ts';

export interface Filter {
  readonly Key?: string | undefined;
  readonly Values?: readonly string[] | undefined;
}

export interface SecretFilter {
  fits(secret: SecretRow): boolean;
  /** What it takes to look at a secret, in characters of the secret and of the values. */
  costOf(secret: SecretRow): number;
  /** What the index of searches can tell of the values of each filter. */
  readonly bounds: readonly (readonly BoundValue[])[];
}

type Fits = (secret: SecretRow) => boolean;

/** What one value of a filter means, without a `!` before it. */
interface Meaning {
  readonly fits: Fits;
  readonly bound: Bound;
}

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
    fits: secret => compiled.every(values => values.some(({ fits, isNegated }) => fits(secret) !== isNegated)),
    costOf: ({ name, description, tags }) => ofValues + name.length + (description?.length ?? 0) + (tags?.length ?? 0),
    bounds: compiled,
  };
}

/** Reading a row takes as long as looking at so many characters. */
const ROW_COST = 100;

function compileFilter({ Key, Values }: Filter): readonly (Meaning & BoundValue)[] {
  const meaningOf = Key === undefined ? undefined : VALUES.get(Key);
  if (meaningOf === undefined) throw invalidParameter('Invalid filter key');
  if (Values === undefined || Values.length === 0) throw invalidParameter(`Invalid filter values for key: ${Key}`);
  return Values.map(value => {
    const isNegated = value.startsWith('!');
    return { ...meaningOf(isNegated ? value.slice(1) : value), isNegated };
  });
}

const NOTHING: Meaning = { fits: () => false, bound: { kind: 'nothing' } };

const VALUES: ReadonlyMap<string, (value: string) => Meaning> = new Map([
  ['name', (value: string) => ({ fits: ({ name }) => name.startsWith(value), bound: nameBound(value) })],
  ['tag-key', (value: string) => byTags(value, 'Key')],
  ['tag-value', (value: string) => byTags(value, 'Value')],
  ['description', (value: string) => byWords(value, ['description'], secret => wordsOf(secret).description)],
  [
    'all',
    (value: string) => byWords(value, ['name', 'description', 'tag-key', 'tag-value'], secret => wordsOf(secret).all),
  ],
  [
    'primary-region',
    (value: string) => ({ fits: secret => secret.primary_region === value, bound: regionBound(value) }),
  ],
  ['owning-service', byOwner],
]);

function byWords(value: string, places: readonly Place[], wordsIn: (secret: SecretRow) => Words): Meaning {
  const wanted = searchWords(value);
  // A value of nothing but separators has no word, and matches nothing (recorded).
  if (wanted.length === 0) return NOTHING;
  return {
    fits: secret => {
      const words = wordsIn(secret);
      return wanted.every(prefix => words.havePrefix(prefix));
    },
    bound: wordsBound(places, wanted, { isExact: true }),
  };
}

/** The owner is the value of a tag, too (owning-service.ts), and as that in the index. */
function byOwner(value: string): Meaning {
  return {
    fits: secret => secret.owning_service === value,
    bound: wordsBound(['tag-value'], searchWords(value), { isExact: false }),
  };
}

function byTags(value: string, part: 'Key' | 'Value'): Meaning {
  return {
    fits: secret => (tagsIn(secret) ?? []).some(tag => (tag[part] ?? '').startsWith(value)),
    bound: tagBound(part, value),
  };
}
