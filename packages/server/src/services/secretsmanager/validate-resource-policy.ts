import { isPublic } from '@coffer/policy';
import { secretsmanager } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { LOCKED_OUT, markedForDeletion, PUBLIC_POLICY } from './errors.ts';
import { accessTo, existing, loadSecret } from './load-secret.ts';
import { locksOut } from './lock-out.ts';
import { bindPrincipals } from './policy-principals.ts';
import { boundPolicy, readResourcePolicy } from './resource-policy.ts';
import { readSecretId } from './secret-id.ts';
import { readTrail } from './trail.ts';

/**
 * ValidateResourcePolicy: what PutResourcePolicy would find, without storing anything. A document that is none is an error
 * of the request; whom it lets in and shuts out is told in the answer.
 */
export const validateResourcePolicy = defineRead(secretsmanager.operations.ValidateResourcePolicy, {
  load: loadSecret,
  access: (scope, _input, loaded) => [
    ...accessTo('ValidateResourcePolicy')(scope, {}, loaded),
    ...accessTo('PutResourcePolicy')(scope, {}, loaded),
  ],
  async handle(scope, { SecretId, ResourcePolicy }, loaded) {
    if (SecretId !== undefined) readSecretId(SecretId);
    const policy = readResourcePolicy(ResourcePolicy);
    const secret = SecretId === undefined ? undefined : existing(loaded, { SecretId });
    if (secret !== undefined && secret.deleted_at !== null) throw markedForDeletion();
    const bound = boundPolicy(ResourcePolicy, await bindPrincipals(scope, policy));
    const isLockedOut = await locksOut(scope, {}, loaded, bound);
    const ValidationErrors = [
      ...(isPublic(policy) ? [{ CheckName: 'BlockPublicPolicyCheck', ErrorMessage: PUBLIC_POLICY }] : []),
      ...(isLockedOut ? [{ CheckName: 'LockOutCheck', ErrorMessage: LOCKED_OUT }] : []),
    ];
    return { PolicyValidationPassed: ValidationErrors.length === 0, ValidationErrors };
  },
  trail: readTrail,
});
