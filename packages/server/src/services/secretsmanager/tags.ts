/** The rules of tags. The sentences are Coffer's own; AWS's could not be found out. */
import type { AwsError } from '@coffer/wire';
import { invalidParameter } from './errors.ts';
import type { Tag } from './rows.ts';

/** AWS: 50 tags for each secret; those of AWS's own services do not count. */
const MAX_TAGS = 50;
/** Keys that begin so, in whatever case, are set by services only. */
const RESERVED = 'aws:';

/**
 * Checks the tags of a request for what the model leaves open.
 *
 * @throws AwsError InvalidParameterException
 */
export function checkTags(tags: readonly Tag[] | undefined): void {
  if (tags === undefined) return;
  if (tags.length > MAX_TAGS) throw tooManyTags();
  const keys = new Set<string>();
  for (const { Key } of tags) {
    if (Key === undefined) throw invalidParameter('Every tag must have a key.');
    if (isReserved(Key)) throw reservedKey();
    if (keys.has(Key)) throw invalidParameter(`The tag key ${Key} appears more than once.`);
    keys.add(Key);
  }
}

/**
 * Checks the keys of tags that are to go.
 *
 * @throws AwsError InvalidParameterException for one that only services may remove
 */
export function checkTagKeys(keys: readonly string[]): void {
  if (keys.some(isReserved)) throw reservedKey();
}

/**
 * A secret's tags with those of a request: a key that is there gets its value in place, new ones follow (recorded).
 *
 * @throws AwsError InvalidParameterException when they become too many
 */
export function withTags(before: readonly Tag[], added: readonly Tag[]): readonly Tag[] {
  const tags = new Map(before.map(tag => [tag.Key, tag]));
  for (const tag of added) tags.set(tag.Key, tag);
  const after = [...tags.values()];
  if (after.filter(({ Key = '' }) => !isReserved(Key)).length > MAX_TAGS) throw tooManyTags();
  return after;
}

/** A secret's tags without those of these keys. */
export function withoutTags(before: readonly Tag[], keys: readonly string[]): readonly Tag[] {
  const gone = new Set(keys);
  return before.filter(({ Key = '' }) => !gone.has(Key));
}

function isReserved(key: string): boolean {
  return key.slice(0, RESERVED.length).toLowerCase() === RESERVED;
}

function tooManyTags(): AwsError {
  return invalidParameter(`A secret can have at most ${MAX_TAGS} tags.`);
}

function reservedKey(): AwsError {
  return invalidParameter('Tag keys that begin with aws: are reserved.');
}
