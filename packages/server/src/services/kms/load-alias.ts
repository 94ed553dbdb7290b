import { AwsError } from '@coffer/wire';
import type { Scope } from '../../pipeline/operation.ts';
import { aliasArn } from './access.ts';
import type { LoadedKey } from './keys.ts';
import { isAliasName, loadOwnAlias } from './keys.ts';
import type { KeyRow } from './store.ts';

/** The key that an alias of the account's region stands for; `key` is undefined when there is no such alias. */
export async function loadAlias(scope: Scope, name: string | undefined): Promise<LoadedKey> {
  if (name !== undefined && isAliasName(name)) return loadOwnAlias(scope, name);
  return { key: undefined, resource: undefined, accountId: scope.accountId, absence: '' };
}

/** @throws AwsError NotFoundException when there is no such alias */
export function aliasTarget(scope: Scope, { key }: LoadedKey, name: string): KeyRow {
  const { accountId, region } = scope;
  if (key !== undefined) return key;
  throw new AwsError(
    'NotFoundException',
    `Alias ${aliasArn(scope, { account_id: accountId, region, name })} is not found.`,
  );
}
