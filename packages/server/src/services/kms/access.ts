/** What must be allowed at KMS. */
import type { AccessRequest, Scope } from '../../pipeline/operation.ts';
import type { KeyMembers } from './condition-keys.ts';
import { callerKey, keyKeys, requestKeys } from './condition-keys.ts';
import { keyPolicyOf } from './key-policy.ts';
import type { LoadedKey } from './keys.ts';

/** The one question that most operations ask: may the caller do this with this key? */
export function accessTo(operation: string) {
  const action = `kms:${operation}`;
  return (scope: Scope, input: KeyMembers, loaded: LoadedKey): readonly AccessRequest[] => [
    requestFor(scope, action, input, loaded),
  ];
}

/** May the caller do this with this key? */
export function accessToKey(scope: Scope, operation: string, input: KeyMembers, loaded: LoadedKey): AccessRequest {
  return requestFor(scope, `kms:${operation}`, input, loaded);
}

function requestFor(scope: Scope, action: string, input: KeyMembers, loaded: LoadedKey): AccessRequest {
  const { key, resource, shownAs, accountId, denial, grants } = loaded;
  return {
    action,
    resource,
    shownAs,
    resourceAccountId: accountId,
    denial,
    keys: () => [...requestKeys(scope, input), ...keyKeys(key)],
    key: name => callerKey(scope, name),
    policy: key === undefined ? undefined : keyPolicyOf(key),
    grants,
    encryptionContext: grants === undefined ? undefined : contextOf(input),
  };
}

/** For the constraints of grants. */
function contextOf({ EncryptionContext = {} }: KeyMembers): ReadonlyMap<string, string> {
  return new Map(Object.entries(EncryptionContext));
}

/** For what is about no key: creating and listing them. */
export function accessToAll(
  scope: Scope,
  action: string,
  input: KeyMembers,
  more: ReturnType<typeof requestKeys> = [],
): readonly AccessRequest[] {
  return [
    {
      action: `kms:${action}`,
      resource: '*',
      resourceAccountId: scope.accountId,
      keys: () => [...requestKeys(scope, input), ...more],
    },
  ];
}

/** May the caller do this with an alias of this name? Aliases have no policies. */
export function accessToAlias(
  scope: Scope,
  action: string,
  input: KeyMembers,
  name: string | undefined,
): AccessRequest {
  const { accountId } = scope;
  return {
    action: `kms:${action}`,
    resource: name === undefined ? undefined : aliasArn(scope, { account_id: accountId, region: scope.region, name }),
    resourceAccountId: accountId,
    keys: () => requestKeys(scope, input),
  };
}

/** `arn:aws:kms:us-east-1:123456789012:alias/name`. */
export function aliasArn(
  { partition }: Pick<Scope, 'partition'>,
  alias: { readonly account_id: string; readonly region: string; readonly name: string },
): string {
  return `arn:${partition}:kms:${alias.region}:${alias.account_id}:${alias.name}`;
}
