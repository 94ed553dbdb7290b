/** The rules of tags. Keys of users and roles that differ by letter case alone are the same key. */
import type { Tag } from '../../identities/rows.ts';
import { invalidInput, limitExceeded } from './errors.ts';

/** AWS: 50 tags for each user, role or policy. */
const MAX_TAGS = 50;
const RESERVED = 'aws:';

/**
 * The tags of something new.
 *
 * @throws AwsError InvalidInput for a key that comes twice or is reserved
 */
export function newTags(tags: readonly Tag[] = []): string {
  return withTags('[]', tags);
}

/**
 * The tags of a new managed policy, where letter case counts (recorded).
 *
 * @throws AwsError InvalidInput for a key that comes twice or is reserved
 */
export function newPolicyTags(tags: readonly Tag[] = []): string {
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length) throw invalidInput('Duplicate tag keys found.');
  refuseReserved(tags);
  return JSON.stringify(tags.map(({ Key, Value }) => ({ Key, Value })));
}

/**
 * Tags with those of a request: a key that is there gets its value, and its spelling, in place; new ones follow.
 *
 * @throws AwsError InvalidInput for a key that comes twice or is reserved, LimitExceeded when they become too many
 */
export function withTags(before: string, added: readonly Tag[]): string {
  const keys = new Set(added.map(({ Key }) => keyOf(Key)));
  if (keys.size < added.length) {
    throw invalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  }
  refuseReserved(added);
  const tags = new Map(stored(before).map(tag => [keyOf(tag.Key), tag]));
  for (const { Key, Value } of added) tags.set(keyOf(Key), { Key, Value });
  if (tags.size > MAX_TAGS) throw limitExceeded(`The number of tags has reached the maximum limit.`);
  return JSON.stringify([...tags.values()]);
}

function refuseReserved(tags: readonly Tag[]): void {
  if (tags.some(({ Key }) => keyOf(Key).startsWith(RESERVED))) {
    throw invalidInput('Tag keys that begin with aws: are reserved.');
  }
}

/** Tags without those of these keys. */
export function withoutTags(before: string, keys: readonly string[]): string {
  const gone = new Set(keys.map(keyOf));
  return JSON.stringify(stored(before).filter(({ Key }) => !gone.has(keyOf(Key))));
}

function stored(tags: string): readonly Tag[] {
  return JSON.parse(tags) as readonly Tag[]; // what this file wrote
}

function keyOf(key: string): string {
  return key.toLowerCase();
}
