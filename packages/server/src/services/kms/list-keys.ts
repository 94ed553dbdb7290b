import { kms } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { accessToAll } from './access.ts';
import { keyArn } from './keys.ts';
import { pageOf, wantedPage } from './paging.ts';
import { listKeyIds } from './store.ts';

/** ListKeys: the keys of the account's region, those of AWS too. */
export const listKeys = defineRead(kms.operations.ListKeys, {
  load: () => Promise.resolve(undefined),
  access: scope => accessToAll(scope, 'ListKeys', {}),
  async handle(scope, input) {
    const page = wantedPage(scope, input, { usual: 100 });
    const found = await listKeyIds(scope.reader, scope, page.after, page.limit);
    const { entries, next } = pageOf(scope, page, found, ({ key_id }) => key_id);
    const place = { account_id: scope.accountId, region: scope.region };
    return {
      Keys: entries.map(({ key_id }) => ({ KeyId: key_id, KeyArn: keyArn(scope, { ...place, key_id }) })),
      ...next,
    };
  },
});
