/** What must be allowed for grants, with the condition keys that only they have. */
import { type CompiledGrant, compileGrant, type ContextValue } from '@coffer/policy';
import type { AccessRequest, Scope } from '../../pipeline/operation.ts';
import { accessToKey } from './access.ts';
import type { Constraints } from './grant.ts';
import { constraintsIn, contextConstraints, operationsIn, readGrant } from './grant.ts';
import type { GrantRow } from './grant-store.ts';
import type { LoadedKey } from './keys.ts';

type Entry = readonly [key: string, value: ContextValue | undefined];

/** The members of CreateGrant that policies may ask about; nothing of them was validated. */
interface GrantMembers {
  readonly KeyId?: string | undefined;
  readonly GranteePrincipal?: string | undefined;
  readonly GranteeServicePrincipal?: string | undefined;
  readonly RetiringPrincipal?: string | undefined;
  readonly RetiringServicePrincipal?: string | undefined;
  readonly Operations?: readonly string[] | undefined;
  readonly Constraints?: Constraints | undefined;
}

/** May the caller make this grant? */
export function accessToNewGrant(scope: Scope, input: GrantMembers, loaded: LoadedKey): AccessRequest {
  const { Constraints, Operations = [] } = input;
  const members = { KeyId: input.KeyId, EncryptionContext: contextIn(Constraints) };
  return {
    ...withKeys(accessToKey(scope, 'CreateGrant', members, loaded), [
      ...constraintKeys(Constraints),
      ...sourceKeys(scope),
      ['kms:GrantOperations', input.Operations],
      ['kms:GranteePrincipal', input.GranteePrincipal],
      ['kms:GranteeServicePrincipal', input.GranteeServicePrincipal],
      ['kms:RetiringPrincipal', input.RetiringPrincipal],
      ['kms:RetiringServicePrincipal', input.RetiringServicePrincipal],
    ]),
    newGrant: { operations: Operations, ...contextConstraints(Constraints) },
  };
}

/** May the caller do this with the grants on a key? */
export function accessToGrants(action: string) {
  return (scope: Scope, input: { readonly KeyId?: string | undefined }, loaded: LoadedKey): AccessRequest =>
    withKeys(accessToKey(scope, action, { KeyId: input.KeyId }, loaded), sourceKeys(scope));
}

/**
 * May the caller retire this grant? The grant says who may: its retiring principal, its grantee if RetireGrant is one of
 * its operations, and the account that made it, whose policies decide there. The key's policy says nothing of it.
 * Source: KMS Developer Guide, "Retiring and revoking grants"; permissions reference, RetireGrant.
 */
export function accessToRetire(scope: Scope, loaded: LoadedKey, grant: GrantRow | undefined): AccessRequest {
  const constraints = grant && constraintsIn(grant);
  const asked = accessToKey(scope, 'RetireGrant', { EncryptionContext: contextIn(constraints) }, loaded);
  return {
    ...withKeys(asked, constraintKeys(constraints)),
    policy: undefined,
    // Who may retire in the account of the key hears that there is no such grant, others what they hear of any grant.
    grants: grant === undefined ? [ofAccount(scope, loaded.accountId)] : retirersOf(scope, grant),
  };
}

function retirersOf(scope: Scope, grant: GrantRow): readonly CompiledGrant[] {
  const { grant_id: id, retiring, retiring_id: retiringId } = grant;
  return [
    ofAccount(scope, grant.issuing_account),
    ...(operationsIn(grant).includes('RetireGrant') ? [compileGrant(readGrant(grant))] : []),
    ...(retiring === null
      ? []
      : [
          compileGrant({
            id,
            grantee: retiring,
            operations: ['RetireGrant'],
            ...(retiringId === null ? {} : { granteeId: retiringId }),
          }),
        ]),
  ];
}

function ofAccount({ partition }: Scope, account: string): CompiledGrant {
  const grantee = `arn:${partition}:iam::${account}:root`;
  return compileGrant({ id: 'issuing-account', grantee, operations: ['RetireGrant'] });
}

function withKeys(request: AccessRequest, keys: readonly Entry[]): AccessRequest {
  return { ...request, keys: () => [...(request.keys?.() ?? []), ...keys] };
}

/** True where a service works for the caller: grants for resources of AWS are made so. */
function sourceKeys({ via }: Scope): readonly Entry[] {
  return [['kms:GrantIsForAWSResource', via !== undefined]];
}

function constraintKeys(constraints: Constraints | undefined): readonly Entry[] {
  const { EncryptionContextEquals: equals, EncryptionContextSubset: subset, SourceArn } = constraints ?? {};
  return [
    ['kms:GrantConstraintType', equals === undefined ? undefined : 'EncryptionContextEquals'],
    ['kms:GrantConstraintType', subset === undefined ? undefined : 'EncryptionContextSubset'],
    ['kms:GrantConstraintSourceArn', SourceArn],
  ];
}

/** The encryption context of the constraints is the request's, as `kms:EncryptionContext` shows it. */
function contextIn(constraints: Constraints | undefined): Readonly<Record<string, string>> | undefined {
  const { EncryptionContextEquals: equals, EncryptionContextSubset: subset } = constraints ?? {};
  return equals === undefined ? subset : { ...subset, ...equals };
}
