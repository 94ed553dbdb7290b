import { kms } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { accessToGrants } from './grant-access.ts';
import { grantEntries } from './grant-entry.ts';
import { assertGrantId } from './grant-id.ts';
import { listGrantRows } from './grant-store.ts';
import { existingKey, loadKey } from './keys.ts';
import { pageOf, wantedPage } from './paging.ts';
import { keyTrail } from './trail.ts';

const accessTo = accessToGrants('ListGrants');

/** ListGrants: the grants on a key, or those of one grantee. */
export const listGrants = defineRead(kms.operations.ListGrants, {
  load: (scope, input) => loadKey(scope, input.KeyId, loaded => accessTo(scope, input, loaded)),
  access: (scope, input, loaded) => [accessTo(scope, input, loaded)],
  async handle(scope, input, loaded) {
    const key = existingKey(loaded);
    const { GrantId: grantId, GranteePrincipal, GranteeServicePrincipal } = input;
    if (grantId !== undefined) assertGrantId(grantId);
    const grantee = GranteePrincipal ?? GranteeServicePrincipal;
    const page = wantedPage(scope, input, { usual: 50, purpose: `${key.key_id} ${grantId ?? ''} ${grantee ?? ''}` });
    const where = {
      keyId: key.key_id,
      ...(grantId === undefined ? {} : { grantId }),
      ...(grantee === undefined ? {} : { grantee }),
    };
    const found = await listGrantRows(scope.reader, where, page.after, page.limit);
    const { entries, next } = pageOf(scope, page, found, ({ grant_id }) => grant_id);
    return { Grants: await grantEntries(scope, entries), ...next };
  },
  trail: keyTrail,
});
