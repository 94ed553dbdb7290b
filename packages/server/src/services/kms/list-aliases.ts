import { kms } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { accessToAll, aliasArn } from './access.ts';
import { listAliases as findAliases } from './alias-store.ts';
import { existingKey, loadOwnKey } from './keys.ts';
import { pageOf, wantedPage } from './paging.ts';

/** ListAliases: the aliases of the account's region, or of one of its keys. */
export const listAliases = defineRead(kms.operations.ListAliases, {
  load: (scope, { KeyId }) => (KeyId === undefined ? Promise.resolve(undefined) : loadOwnKey(scope, KeyId)),
  access: scope => accessToAll(scope, 'ListAliases', {}),
  async handle(scope, input, loaded) {
    const key = loaded === undefined ? undefined : existingKey(loaded);
    const page = wantedPage(scope, input, { usual: 50, purpose: key?.key_id ?? '' });
    const { accountId, region } = scope;
    const where = { accountId, region, ...(key === undefined ? {} : { keyId: key.key_id }) };
    const found = await findAliases(scope.reader, where, page.after, page.limit);
    const { entries, next } = pageOf(scope, page, found, ({ name }) => name);
    return {
      Aliases: entries.map(alias => ({
        AliasName: alias.name,
        AliasArn: aliasArn(scope, alias),
        TargetKeyId: alias.key_id,
        CreationDate: alias.created_at,
        LastUpdatedDate: alias.updated_at ?? alias.created_at,
      })),
      ...next,
    };
  },
});
