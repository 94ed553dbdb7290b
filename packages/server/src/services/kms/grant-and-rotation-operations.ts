import { makeCreateGrant } from './create-grant.ts';
import { disableKeyRotation } from './disable-key-rotation.ts';
import { enableKeyRotation } from './enable-key-rotation.ts';
import { getKeyRotationStatus } from './get-key-rotation-status.ts';
import { listGrants } from './list-grants.ts';
import { listKeyRotations } from './list-key-rotations.ts';
import { listRetirableGrants } from './list-retirable-grants.ts';
import type { KmsParts } from './parts.ts';
import { refusedOperations } from './refused-operations.ts';
import { makeRetireGrant } from './retire-grant.ts';
import { revokeGrant } from './revoke-grant.ts';
import { makeRotateKeyOnDemand } from './rotate-key-on-demand.ts';

/** The operations on grants and on the rotation of keys, and those on what Coffer does not have. */
export function grantAndRotationOperations(parts: KmsParts) {
  return {
    ...refusedOperations,
    CreateGrant: makeCreateGrant(parts),
    DisableKeyRotation: disableKeyRotation,
    EnableKeyRotation: enableKeyRotation,
    GetKeyRotationStatus: getKeyRotationStatus,
    ListGrants: listGrants,
    ListKeyRotations: listKeyRotations,
    ListRetirableGrants: listRetirableGrants,
    RetireGrant: makeRetireGrant(parts),
    RevokeGrant: revokeGrant,
    RotateKeyOnDemand: makeRotateKeyOnDemand(parts),
  };
}
