/** The rules of tags on functions. */
import { invalidParameter } from './errors.ts';

/** AWS: 50 tags for each function. */
const MAX_TAGS = 50;
/** Keys that begin so, in whatever case, are set by services only. */
const RESERVED = 'aws:';

/**
 * Tags with those of a request: a key that is there gets its value in place, new ones follow. Gives the stored text.
 *
 * @throws AwsError InvalidParameterValueException for reserved keys, and for too many
 */
export function withTags(before: ReadonlyMap<string, string>, added: Readonly<Record<string, string>>): string {
  const tags = new Map(before);
  for (const [key, value] of Object.entries(added)) {
    if (isReserved(key)) throw reservedKey();
    tags.set(key, value);
  }
  // Recorded.
  if (tags.size > MAX_TAGS) throw invalidParameter('Number of tags exceeds resource tag limit.');
  return JSON.stringify([...tags]);
}

/** @throws AwsError InvalidParameterValueException for keys that only services may remove */
export function withoutTags(before: ReadonlyMap<string, string>, keys: readonly string[]): string {
  if (keys.some(isReserved)) throw reservedKey();
  const gone = new Set(keys);
  return JSON.stringify([...before].filter(([key]) => !gone.has(key)));
}

/** The condition keys that tags of a request are. */
export function* requestTagKeys(
  tags: Readonly<Record<string, string>> | undefined,
): Generator<readonly [string, string | readonly string[]]> {
  if (tags === undefined) return;
  yield ['aws:TagKeys', Object.keys(tags)];
  for (const [key, value] of Object.entries(tags)) yield [`aws:RequestTag/${key}`, value];
}

function isReserved(key: string): boolean {
  return key.slice(0, RESERVED.length).toLowerCase() === RESERVED;
}

function reservedKey() {
  return invalidParameter('Tag keys that begin with aws: are reserved.');
}
