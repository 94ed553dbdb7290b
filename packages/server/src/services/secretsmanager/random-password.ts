/** GetRandomPassword: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html */
import { Redacted } from '@coffer/wire';
import { pooledRandom, type Random } from '../../clock.ts';
import { invalidParameter } from './errors.ts';
import { uniformInteger } from './uniform-integer.ts';

/** As on the wire, within the model's bounds: 1 to 4096 characters, and as many to exclude. */
export interface RandomPasswordRequest {
  readonly PasswordLength?: number | undefined;
  readonly ExcludeCharacters?: string | undefined;
  readonly ExcludeNumbers?: boolean | undefined;
  readonly ExcludePunctuation?: boolean | undefined;
  readonly ExcludeUppercase?: boolean | undefined;
  readonly ExcludeLowercase?: boolean | undefined;
  readonly IncludeSpace?: boolean | undefined;
  readonly RequireEachIncludedType?: boolean | undefined;
}

/**
 * A password, every one that the request allows as likely as the other. It is drawn whole and drawn again until each
 * required type is in it: to put one of each type in place first and shuffle would favour passwords with few of a type.
 *
 * Throws InvalidParameterException when nothing is left to choose from, for a required type or at all, and when there are
 * more required types than characters; RangeError for a length outside the model's bounds. `random` must be fit for keys.
 */
export function randomPassword(request: RandomPasswordRequest, random: Random): Redacted<string> {
  const length = request.PasswordLength ?? DEFAULT_LENGTH;
  if (!Number.isInteger(length) || length < 1 || length > MAX_LENGTH) {
    throw new RangeError('the length of a password must be checked before it is made');
  }
  const { characters, required } = alphabetOf(request);
  if (required.length > length) {
    throw invalidParameter('Password length is too short based on the required types.');
  }
  // The pool is this call's own: none of its bytes outlives the password in it.
  const pool = pooledRandom(random, length + POOL_SPARE_BYTES);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const password = Array.from({ length }, () => characters[uniformInteger(pool, characters.length)] ?? '');
    if (required.every(type => password.some(character => type.includes(character)))) {
      return new Redacted(password.join(''));
    }
  }
  throw new Error('the random source repeats itself');
}

const DEFAULT_LENGTH = 32;
const MAX_LENGTH = 4096;
/** For the draws that are made again. */
const POOL_SPARE_BYTES = 32;
/**
 * The least chance of an attempt is 1 in 2,187: four characters, of three types with one left each, 32 of punctuation and
 * the space. So many failures come once in 10^19 calls; the longer the password, the likelier it has every type.
 */
const MAX_ATTEMPTS = 100_000;

const UPPERCASE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LOWERCASE = 'abcdefghijklmnopqrstuvwxyz';
const NUMBERS = '0123456789';
/** AWS's own list: the 32 of ASCII. */
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const SPACE = ' ';

interface Alphabet {
  readonly characters: readonly string[];
  /** The characters of each type that must be there. The space is never required. */
  readonly required: readonly (readonly string[])[];
}

function alphabetOf(request: RandomPasswordRequest): Alphabet {
  const excluded = new Set(request.ExcludeCharacters ?? '');
  const remaining = (characters: string) => [...characters].filter(character => !excluded.has(character));
  const types = [
    request.ExcludeUppercase === true ? undefined : UPPERCASE,
    request.ExcludeLowercase === true ? undefined : LOWERCASE,
    request.ExcludeNumbers === true ? undefined : NUMBERS,
    request.ExcludePunctuation === true ? undefined : PUNCTUATION,
  ]
    .filter(type => type !== undefined)
    .map(remaining);
  const required = request.RequireEachIncludedType === false ? [] : types;
  if (required.some(type => type.length === 0)) {
    throw invalidParameter('All characters of the desired type have been excluded');
  }
  const characters = [...types.flat(), ...(request.IncludeSpace === true ? remaining(SPACE) : [])];
  if (characters.length === 0) {
    throw invalidParameter('All characters have been excluded from selection');
  }
  return { characters, required };
}
