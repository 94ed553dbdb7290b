import { isPublic } from '@coffer/policy';
import { secretsmanager } from '@coffer/wire/services';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import { lockedOut, markedForDeletion, publicPolicy } from './errors.ts';
import { accessTo, arnOf, loadSecret, writable } from './load-secret.ts';
import { locksOut } from './lock-out.ts';
import { assertOwner } from './owning-service.ts';
import { bindPrincipals } from './policy-principals.ts';
import { replicateChange } from './replica-changes.ts';
import { boundPolicy, readResourcePolicy, rowOf } from './resource-policy.ts';
import { readSecretId } from './secret-id.ts';
import { isUnchanged, setResourcePolicy } from './store.ts';
import { writeTrail } from './trail.ts';

/** PutResourcePolicy: attaches a policy to a secret in the place of the one that it has. */
export const putResourcePolicy = defineWrite(secretsmanager.operations.PutResourcePolicy, {
  load: loadSecret,
  access: accessTo('PutResourcePolicy'),
  async prepare(scope, input, loaded) {
    readSecretId(input.SecretId);
    const policy = readResourcePolicy(input.ResourcePolicy);
    const secret = writable(loaded, input);
    assertOwner(scope, secret);
    if (secret.deleted_at !== null) throw markedForDeletion();
    const bound = boundPolicy(input.ResourcePolicy, await bindPrincipals(scope, policy));
    if (input.BlockPublicPolicy === true && isPublic(policy)) throw publicPolicy();
    if (await locksOut(scope, input, loaded, bound)) throw lockedOut();
    return { secret, row: rowOf(bound) };
  },
  async handle(scope, writer, _input, _loaded, { secret, row }) {
    if (!(await isUnchanged(writer, secret))) throw new Stale();
    await setResourcePolicy(writer, secret, row, scope.now);
    await replicateChange(scope, writer, secret);
    return { ARN: arnOf(scope, secret), Name: secret.name };
  },
  trail: writeTrail,
});
