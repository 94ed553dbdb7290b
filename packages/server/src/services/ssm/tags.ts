import { AwsError, validation } from '@coffer/wire';
import { invalidResourceId, ssmError } from './errors.ts';
import type { LoadedParameter } from './load-parameter.ts';
import type { Parameter, StoredValue, Tag } from './rows.ts';

/** AWS: tags of a parameter. */
const MAX_TAGS = 50;

/**
 * Tags with others added; a key that is there gets the new value and keeps its place.
 *
 * @throws AwsError TooManyTagsError, ValidationException for reserved keys; the sentences are Coffer's own
 */
export function withTags(present: readonly Tag[], added: readonly Tag[]): readonly Tag[] {
  const values = new Map(present.map(({ Key, Value }) => [Key, Value]));
  for (const { Key, Value } of added) {
    if (Key.toLowerCase().startsWith('aws:')) throw validation('Tag keys that begin with aws: are reserved.');
    values.set(Key, Value);
  }
  if (values.size > MAX_TAGS) throw ssmError('TooManyTagsError', `A parameter can have at most ${MAX_TAGS} tags.`);
  return [...values].map(([Key, Value]) => ({ Key, Value }));
}

/**
 * The parameter whose tags a request means.
 *
 * @throws AwsError InvalidResourceType for what is no parameter, InvalidResourceId
 */
export function taggedParameter(resourceType: string, loaded: LoadedParameter): Parameter & StoredValue {
  if (resourceType !== 'Parameter') throw new AwsError('InvalidResourceType', '');
  const { reference, parameter } = loaded;
  if (parameter === undefined || reference?.selector !== undefined) throw invalidResourceId();
  return parameter;
}
