/** The rules of tags on log groups. */
import { invalidParameter } from './errors.ts';

/** AWS: 50 tags for each resource. */
const MAX_TAGS = 50;
/** Keys that begin so, in whatever case, are set by services only. */
const RESERVED = 'aws:';

/**
 * Tags with those of a request: a key that is there gets its value in place, new ones follow. Gives the stored text.
 *
 * @throws AwsError InvalidParameterException for reserved keys, and for too many
 */
export function withTags(
  before: ReadonlyMap<string, string>,
  added: Readonly<Record<string, string>> | undefined,
): string {
  const tags = new Map(before);
  for (const [key, value] of Object.entries(added ?? {})) {
    if (key.slice(0, RESERVED.length).toLowerCase() === RESERVED) {
      throw invalidParameter('Tag keys that begin with aws: are reserved.');
    }
    tags.set(key, value);
  }
  if (tags.size > MAX_TAGS) throw invalidParameter(`A resource has at most ${MAX_TAGS} tags.`);
  return JSON.stringify([...tags]);
}

export function withoutTags(before: ReadonlyMap<string, string>, keys: readonly string[]): string {
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
