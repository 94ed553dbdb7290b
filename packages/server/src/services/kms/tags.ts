/** The rules of tags on keys. Their sentences are recorded from AWS. */
import { AwsError } from '@coffer/wire';
import type { KeyRow } from './store.ts';

export interface KeyTag {
  readonly TagKey: string;
  readonly TagValue: string;
}

/** AWS: 50 tags for each key. */
const MAX_TAGS = 50;
/** Keys that begin so, in whatever case, are set by services only. */
const RESERVED = 'aws:';

/** The tags of a stored key, in the order in which they were added. */
export function tagsIn({ tags }: Pick<KeyRow, 'tags'>): readonly KeyTag[] {
  return JSON.parse(tags) as readonly KeyTag[]; // what this file wrote
}

/**
 * Stored tags with those of a request: a key that is there gets its value in place, new ones follow.
 *
 * @throws AwsError TagException for a key that comes twice or is reserved, or when they become too many
 */
export function withTags(before: string, added: readonly KeyTag[]): string {
  const tags = new Map(tagsIn({ tags: before }).map(tag => [tag.TagKey, tag]));
  const keys = new Set(added.map(({ TagKey }) => TagKey));
  if (keys.size < added.length) throw new AwsError('TagException', 'Duplicate tag keys');
  for (const { TagKey, TagValue } of added) {
    if (TagKey.slice(0, RESERVED.length).toLowerCase() === RESERVED) {
      throw new AwsError('TagException', 'Tags beginning with aws: are reserved');
    }
    tags.set(TagKey, { TagKey, TagValue });
  }
  if (tags.size > MAX_TAGS) throw new AwsError('TagException', 'Too many tags');
  return JSON.stringify([...tags.values()]);
}

/** Stored tags without those of these keys. */
export function withoutTags(before: string, keys: readonly string[]): string {
  const gone = new Set(keys);
  return JSON.stringify(tagsIn({ tags: before }).filter(({ TagKey }) => !gone.has(TagKey)));
}
