import { AwsError } from '@coffer/wire';
import { kms } from '@coffer/wire/services';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import { accessToAlias, accessToKey, aliasArn } from './access.ts';
import { assertAliasName } from './alias-name.ts';
import { insertAlias } from './alias-store.ts';
import { keptKey } from './key-state.ts';
import { loadOwnKey } from './keys.ts';
import { assertWithin } from './kms-quotas.ts';
import { isUnchanged } from './store.ts';
import { changeTrail } from './trail.ts';

/** CreateAlias: another name for a key. */
export const createAlias = defineWrite(kms.operations.CreateAlias, {
  load: (scope, { TargetKeyId }) => loadOwnKey(scope, TargetKeyId),
  access: (scope, { AliasName }, loaded) => [
    accessToAlias(scope, 'CreateAlias', {}, AliasName),
    accessToKey(scope, 'CreateAlias', {}, loaded),
  ],
  async handle(scope, writer, { AliasName: name }, loaded) {
    assertAliasName(name);
    const key = keptKey(scope, loaded);
    if (!(await isUnchanged(writer, key))) throw new Stale();
    const alias = { account_id: key.account_id, region: key.region, name };
    const aliases = key.aliases?.split(' ').length ?? 0;
    assertWithin(aliases, scope.quotas.kms?.aliasesPerKey, 'aliases for a key');
    if (!(await insertAlias(writer, { ...alias, key_id: key.key_id, created_at: scope.now }))) {
      throw new AwsError('AlreadyExistsException', `An alias with the name ${aliasArn(scope, alias)} already exists`);
    }
    return {};
  },
  trail: changeTrail,
});
