import type { AccessRequest, ConditionKeys, Scope } from '../../pipeline/operation.ts';
import { type GroupReference, groupArn, readGroup, streamArn } from './arns.ts';
import { groupNotFound, invalidParameter } from './errors.ts';
import type { GroupRow } from './rows.ts';
import { tagsIn } from './rows.ts';
import { findGroup } from './store.ts';

/** What a request that names a group has found. */
export interface LoadedGroup {
  /** Undefined: the request names none. */
  readonly reference: GroupReference | undefined;
  readonly group: GroupRow | undefined;
}

/** The members of inputs that name a group. */
export interface NamesGroup {
  readonly logGroupName?: string | undefined;
  readonly logGroupIdentifier?: string | undefined;
  readonly resourceArn?: string | undefined;
}

/** Finds the group that a request names. One of another account, region or partition finds nothing. It reveals nothing. */
export async function loadGroup(
  scope: Scope,
  { logGroupName, logGroupIdentifier, resourceArn }: NamesGroup,
): Promise<LoadedGroup> {
  const text = logGroupName ?? logGroupIdentifier ?? resourceArn;
  const reference = text === undefined ? undefined : readGroup(text, scope);
  if (reference === undefined) return { reference, group: undefined };
  const { partition, region, accountId, name } = reference;
  const isHere = partition === scope.partition && region === scope.region && accountId === scope.accountId;
  return { reference, group: isHere ? await findGroup(scope.reader, scope, name) : undefined };
}

/** May the caller do this to this stream, or to the group as a whole (the empty name)? */
export function streamRequest(
  scope: Scope,
  action: string,
  { reference, group }: LoadedGroup,
  streamName = '',
  more: () => ConditionKeys = () => [],
): AccessRequest {
  return {
    action: `logs:${action}`,
    resource: reference === undefined ? undefined : streamArn(reference, reference.name, streamName),
    resourceAccountId: reference?.accountId ?? scope.accountId,
    keys: () => [...resourceKeys(group), ...more()],
  };
}

/** May the caller do this to the tags of this group? Asked with the group's ARN itself, as AWS documents. */
export function tagRequest(
  scope: Scope,
  action: string,
  { reference, group }: LoadedGroup,
  more: () => ConditionKeys = () => [],
): AccessRequest {
  return {
    action: `logs:${action}`,
    resource: reference === undefined ? undefined : groupArn(reference, reference.name),
    resourceAccountId: reference?.accountId ?? scope.accountId,
    keys: () => [...resourceKeys(group), ...more()],
  };
}

/** For operations that ask nothing else. */
export function accessToGroup(action: string) {
  return (scope: Scope, _input: object, loaded: LoadedGroup): readonly AccessRequest[] => [
    streamRequest(scope, action, loaded),
  ];
}

function* resourceKeys(group: GroupRow | undefined): Generator<readonly [string, string]> {
  if (group === undefined) return;
  for (const [key, value] of tagsIn(group)) yield [`aws:ResourceTag/${key}`, value];
}

/** @throws AwsError ResourceNotFoundException; InvalidParameterException for both of two names, for none, and for what is no ARN */
export function existing(input: NamesGroup, { reference, group }: LoadedGroup): GroupRow {
  const given = [input.logGroupName, input.logGroupIdentifier, input.resourceArn].filter(each => each !== undefined);
  if (given.length !== 1) {
    throw invalidParameter('Exactly one of logGroupName and logGroupIdentifier must be specified.');
  }
  if (reference === undefined) throw invalidParameter('The specified log group ARN is invalid.');
  if (group === undefined) throw groupNotFound();
  return group;
}
