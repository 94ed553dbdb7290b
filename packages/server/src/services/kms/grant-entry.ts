import type { InputOf } from '@coffer/wire';
import type { kms } from '@coffer/wire/services';
import { findDeparted } from '../../identities/named-principals.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { constraintsIn, operationsIn } from './grant.ts';
import type { PlacedGrantRow } from './grant-store.ts';
import { keyArn } from './keys.ts';

type GrantOperation = InputOf<(typeof kms)['operations']['CreateGrant']>['Operations'][number];

/** Grants as lists show them; of a user or role who is gone they show the unique id, as key policies do. */
export async function grantEntries(scope: Pick<Scope, 'reader' | 'partition'>, rows: readonly PlacedGrantRow[]) {
  const ids = rows.flatMap(({ grantee_id, retiring_id }) => [grantee_id, retiring_id]).filter(id => id !== null);
  const gone = await findDeparted(scope.reader, new Map(ids.map(id => [id, id])));
  const shown = (name: string, id: string | null) => (id !== null && gone.has(id) ? id : name);
  return rows.map(row => ({
    KeyId: keyArn(scope, row),
    GrantId: row.grant_id,
    Name: row.name ?? undefined,
    CreationDate: row.created_at,
    GranteePrincipal: shown(row.grantee, row.grantee_id),
    ...(row.retiring === null ? {} : { RetiringPrincipal: shown(row.retiring, row.retiring_id) }),
    IssuingAccount: `arn:${scope.partition}:iam::${row.issuing_account}:root`,
    // As CreateGrant took them.
    Operations: operationsIn(row) as readonly GrantOperation[],
    Constraints: constraintsIn(row),
    ...(isService(row.grantee) ? { GranteeServicePrincipal: row.grantee } : {}),
    ...(row.retiring !== null && isService(row.retiring) ? { RetiringServicePrincipal: row.retiring } : {}),
  }));
}

/** Names of services have no colons, ARNs have. */
function isService(principal: string): boolean {
  return !principal.includes(':');
}
