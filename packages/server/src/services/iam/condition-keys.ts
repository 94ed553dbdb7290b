/** The condition keys of IAM. Source: Service Authorization Reference, "Condition keys for AWS Identity and Access Management". */
import type { ContextValue } from '@coffer/policy';
import type { Tag } from '../../identities/rows.ts';
import { tagsIn } from '../../identities/rows.ts';

type Entry = readonly [key: string, value: ContextValue | undefined];

/** A tag of a request that was not validated. */
interface RawTag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** What a request tells of tags that it gives or takes. */
export function requestTagKeys(input: {
  readonly Tags?: readonly RawTag[] | undefined;
  readonly TagKeys?: readonly string[] | undefined;
}): Entry[] {
  const { Tags, TagKeys } = input;
  const entries: Entry[] = [['aws:TagKeys', TagKeys ?? Tags?.map(({ Key }) => Key ?? '')]];
  for (const { Key, Value } of Tags ?? []) entries.push([`aws:RequestTag/${Key ?? ''}`, Value ?? '']);
  return entries;
}

/** The tags of a user, role or policy that exists. */
export function resourceTagKeys(row: { readonly tags: string } | undefined): Entry[] {
  const tags: readonly Tag[] = row === undefined ? [] : tagsIn(row);
  return tags.flatMap(({ Key, Value }) => [
    [`iam:ResourceTag/${Key}`, Value] as const,
    [`aws:ResourceTag/${Key}`, Value] as const,
  ]);
}

/** The tags of anything else: `iam:ResourceTag` is for users and roles. */
export function awsResourceTagKeys(row: { readonly tags: string } | undefined): Entry[] {
  const tags: readonly Tag[] = row === undefined ? [] : tagsIn(row);
  return tags.map(({ Key, Value }) => [`aws:ResourceTag/${Key}`, Value] as const);
}

/** The policy that is attached or detached. */
export function policyArnKey(arn: string | undefined): Entry {
  return ['iam:PolicyARN', arn];
}

/** The permissions boundary: of the request where it sets one, else of the user or role. */
export function boundaryKey(arn: string | undefined): Entry {
  return ['iam:PermissionsBoundary', arn];
}
