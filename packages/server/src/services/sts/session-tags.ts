import type { ConditionKeys } from '../../pipeline/operation.ts';
import { invalid } from './errors.ts';

/** Tags in pairs, as sessions carry them. */
export type TagPairs = readonly (readonly [key: string, value: string])[];

/** Tags as a request has them, not validated yet. */
interface RawTag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** AWS: 50 tags, those of earlier roles in a chain included. */
const MAX_TAGS = 50;

/** The tags of a request; what is no tag is left out, for the validation to find. */
export function tagPairs(tags: readonly RawTag[] | undefined): TagPairs {
  return (tags ?? []).flatMap(({ Key, Value }) =>
    Key === undefined || Value === undefined ? [] : [[Key, Value] as const],
  );
}

/** The condition keys of tags that a request gives to a session. */
export function requestTagKeys(tags: TagPairs, transitive: readonly string[] | undefined): ConditionKeys {
  return [
    ...tags.map(([key, value]) => [`aws:RequestTag/${key}`, value] as const),
    ['aws:TagKeys', tags.length === 0 ? undefined : tags.map(([key]) => key)],
    ['sts:TransitiveTagKeys', transitive === undefined || transitive.length === 0 ? undefined : transitive],
  ];
}

/** What a session has of tags. */
export interface SessionTags {
  readonly tags: TagPairs;
  readonly transitiveTagKeys: readonly string[];
}

/**
 * The tags of a new session: those of the request, and those that the caller's own session hands on.
 *
 * @throws AwsError ValidationError for keys that come twice, are reserved, were handed on, or are too many
 */
export function sessionTags(
  given: SessionTags,
  inherited: SessionTags = { tags: [], transitiveTagKeys: [] },
): SessionTags {
  const handedOn = inherited.tags.filter(([key]) => has(inherited.transitiveTagKeys, key));
  const tags = [...handedOn, ...given.tags];
  const keys = tags.map(([key]) => key.toLowerCase());
  if (new Set(keys).size < keys.length) {
    throw invalid('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  }
  if (given.tags.some(([key]) => key.toLowerCase().startsWith('aws:'))) {
    throw invalid('Tag keys beginning with aws: are reserved.');
  }
  if (tags.length > MAX_TAGS) throw invalid(`A session can have at most ${MAX_TAGS} tags.`);
  const unknown = given.transitiveTagKeys.find(key => !has(keys, key));
  if (unknown !== undefined) throw invalid(`The transitive tag key ${unknown} is not among the session tags.`);
  const transitive = [...handedOn.map(([key]) => key), ...given.transitiveTagKeys];
  return { tags, transitiveTagKeys: [...new Map(transitive.map(key => [key.toLowerCase(), key])).values()] };
}

function has(keys: readonly string[], wanted: string): boolean {
  return keys.some(key => key.toLowerCase() === wanted.toLowerCase());
}
