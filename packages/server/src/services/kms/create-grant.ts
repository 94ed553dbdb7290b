import { kms } from '@coffer/wire/services';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import { accessToNewGrant } from './grant-access.ts';
import { readGrantPrincipal, requirePrincipal } from './grant-principals.ts';
import { assertConstraints, assertOperations, assertServiceIsBound } from './grant-rules.ts';
import { findSameGrant, insertGrant } from './grant-store.ts';
import { sealGrantToken } from './grant-tokens.ts';
import { storedConstraints } from './grant.ts';
import { usableKey } from './key-state.ts';
import { loadKey } from './keys.ts';
import { assertWithin } from './kms-quotas.ts';
import type { KmsParts } from './parts.ts';
import { isUnchanged } from './store.ts';
import { assertNotDry } from './symmetric-use.ts';
import { keyTrail } from './trail.ts';

/**
 * CreateGrant: from its answer on, the grantee may do these operations with the key. A named grant that is there already,
 * the same in all else, is not made again.
 */
export function makeCreateGrant({ keyring }: KmsParts) {
  return defineWrite(kms.operations.CreateGrant, {
    load: (scope, input) => loadKey(scope, input.KeyId, loaded => accessToNewGrant(scope, input, loaded)),
    access: (scope, input, loaded) => [accessToNewGrant(scope, input, loaded)],
    async prepare(scope, input, loaded) {
      const key = usableKey(scope, loaded);
      assertOperations(key, input.Operations);
      assertConstraints(key, input.Constraints);
      const grantee = requirePrincipal(
        await readGrantPrincipal(scope, input.GranteePrincipal, input.GranteeServicePrincipal),
        'Grantee',
      );
      const retiring = await readGrantPrincipal(scope, input.RetiringPrincipal, input.RetiringServicePrincipal);
      assertServiceIsBound(input);
      assertNotDry(input);
      const grant = {
        grant_id: scope.random(32).toString('hex'),
        key_id: key.key_id,
        name: input.Name ?? null,
        created_at: scope.now,
        issuing_account: scope.accountId,
        grantee: grantee.name,
        grantee_id: grantee.id,
        retiring: retiring?.name ?? null,
        retiring_id: retiring?.id ?? null,
        operations: JSON.stringify([...new Set(input.Operations)]),
        constraints: storedConstraints(input.Constraints),
      };
      return { key, grant };
    },
    async handle(scope, writer, _input, _loaded, { key, grant }) {
      if (!(await isUnchanged(writer, key))) throw new Stale();
      const same = grant.name === null ? undefined : await findSameGrant(writer, grant);
      if (same === undefined) {
        assertWithin(key.grant_count, scope.quotas.kms?.grantsPerKey, 'grants for a key');
        await insertGrant(writer, key, grant);
      }
      const grantId = same?.grant_id ?? grant.grant_id;
      return { GrantId: grantId, GrantToken: sealGrantToken(keyring, { keyId: key.key_id, grantId }) };
    },
    trail: {
      // Whoever has the token may retire the grant with it.
      response: (output, { resource }) =>
        output?.GrantId === undefined || resource === undefined ? null : { grantId: output.GrantId, keyId: resource },
      resources: keyTrail.resources,
    },
  });
}
