/** What policies are asked about users, groups and roles. */
import type { EntityKind } from '../../identities/arns.ts';
import { entityArn } from '../../identities/arns.ts';
import type { EntityRow } from '../../identities/rows.ts';
import type { AccessRequest, ConditionKeys, Scope } from '../../pipeline/operation.ts';
import { partitionOf } from './partition.ts';

/** An entity that a request names, whether it exists or not. */
export interface NamedEntity {
  readonly kind: Extract<EntityKind, 'user' | 'group' | 'role'>;
  readonly row: EntityRow | undefined;
  /** As the request names it; undefined: it names none. */
  readonly name: string | undefined;
}

/**
 * May the caller do this to this entity? What does not exist has the ARN that it would have below `/`. A denial names
 * the entity as AWS does: `user bob`.
 */
export function entityAccess(
  scope: Scope,
  action: string,
  { kind, row, name }: NamedEntity,
  keys?: () => ConditionKeys,
): AccessRequest {
  const shown = row?.name ?? name;
  const at = row ?? { account_id: scope.accountId, path: '/', name: name ?? '' };
  return {
    action: `iam:${action}`,
    resource: shown === undefined ? undefined : entityArn(partitionOf(scope), kind, at),
    ...(shown === undefined ? {} : { shownAs: `${kind} ${shown}` }),
    resourceAccountId: scope.accountId,
    keys,
  };
}

/** May the caller make an entity of this path and name, or give it to one? A denial shows the whole ARN. */
export function newEntityAccess(
  scope: Scope,
  action: string,
  kind: EntityKind,
  { path = '/', name }: { readonly path?: string | undefined; readonly name: string | undefined },
  keys?: () => ConditionKeys,
): AccessRequest {
  const row = { account_id: scope.accountId, path, name: name ?? '' };
  return {
    action: `iam:${action}`,
    resource: name === undefined ? undefined : entityArn(partitionOf(scope), kind, row),
    resourceAccountId: scope.accountId,
    keys,
  };
}

/** May the caller list what is below a path? AWS asks about the path: `arn:aws:iam::123456789012:user/`. */
export function listAccess(scope: Scope, action: string, kind: EntityKind, prefix = '/'): AccessRequest {
  return {
    action: `iam:${action}`,
    resource: `arn:${partitionOf(scope)}:iam::${scope.accountId}:${kind}${prefix}`,
    resourceAccountId: scope.accountId,
  };
}

/** May the caller do what is about the account as a whole? */
export function accountAccess(action: string) {
  return (scope: Scope): readonly AccessRequest[] => [
    { action: `iam:${action}`, resource: '*', resourceAccountId: scope.accountId },
  ];
}
