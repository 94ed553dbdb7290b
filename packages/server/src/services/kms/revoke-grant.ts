import { kms } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { accessToGrants } from './grant-access.ts';
import { assertGrantId, noSuchGrant } from './grant-id.ts';
import { deleteGrant, findGrant } from './grant-store.ts';
import { existingKey, loadKey } from './keys.ts';
import { lockKey } from './store.ts';
import { assertNotDry } from './symmetric-use.ts';
import { changeTrail } from './trail.ts';

const accessTo = accessToGrants('RevokeGrant');

/** RevokeGrant: ends a grant. With the answer the grantee has lost what it allowed, on every node. */
export const revokeGrant = defineWrite(kms.operations.RevokeGrant, {
  load: (scope, input) => loadKey(scope, input.KeyId, loaded => accessTo(scope, input, loaded)),
  access: (scope, input, loaded) => [accessTo(scope, input, loaded)],
  async handle(_scope, writer, input, loaded) {
    const key = existingKey(loaded);
    const { GrantId } = input;
    assertGrantId(GrantId);
    await lockKey(writer, key.key_id);
    if ((await findGrant(writer, key.key_id, GrantId)) === undefined) throw noSuchGrant(GrantId);
    assertNotDry(input);
    await deleteGrant(writer, key, GrantId);
    return {};
  },
  trail: changeTrail,
});
