import { invalidParameter } from './errors.ts';
import type { Tag } from './rows.ts';

/** AWS: 50 tags for each secret. */
const MAX_TAGS = 50;

/**
 * Checks the tags of a request for what the model leaves open. The sentences are Coffer's own.
 *
 * @throws AwsError InvalidParameterException
 */
export function checkTags(tags: readonly Tag[] | undefined): void {
  if (tags === undefined) return;
  if (tags.length > MAX_TAGS) throw invalidParameter(`A secret can have at most ${MAX_TAGS} tags.`);
  const keys = new Set<string>();
  for (const { Key } of tags) {
    if (Key === undefined) throw invalidParameter('Every tag must have a key.');
    if (Key.toLowerCase().startsWith('aws:')) throw invalidParameter('Tag keys that begin with aws: are reserved.');
    if (keys.has(Key)) throw invalidParameter(`The tag key ${Key} appears more than once.`);
    keys.add(Key);
  }
}
