import { secretsmanager } from '@coffer/wire/services';
import { findDeparted } from '../../identities/named-principals.ts';
import { asShown } from '../../identities/policy-text.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { markedForDeletion } from './errors.ts';
import { accessTo, arnOf, existing, loadSecret } from './load-secret.ts';
import { uniqueIdsIn } from './resource-policy.ts';
import { readTrail } from './trail.ts';

/** GetResourcePolicy: the policy on a secret, written anew; none is no error. For users and roles who are gone it shows unique ids. */
export const getResourcePolicy = defineRead(secretsmanager.operations.GetResourcePolicy, {
  load: loadSecret,
  access: accessTo('GetResourcePolicy'),
  async handle(scope, input, loaded) {
    const secret = existing(loaded, input);
    if (secret.deleted_at !== null) throw markedForDeletion();
    const { resource_policy: document } = secret;
    const gone = await findDeparted(scope.reader, uniqueIdsIn(secret));
    return {
      ARN: arnOf(scope, secret),
      Name: secret.name,
      ResourcePolicy: document === null ? undefined : asShown(document, gone),
    };
  },
  trail: readTrail,
});
