import { iam } from '@coffer/wire/services';
import { beginIdentityChange } from '../../identities/epoch-store.ts';
import { countPolicies, findPolicy, insertPolicy } from '../../identities/policy-store.ts';
import type { PolicyRow } from '../../identities/rows.ts';
import { tagsIn } from '../../identities/rows.ts';
import { newUniqueId } from '../../identities/unique-id.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { requestTagKeys } from './condition-keys.ts';
import { checkDocument } from './documents.ts';
import { newEntityAccess } from './entity-access.ts';
import { entityAlreadyExists } from './errors.ts';
import { customerPolicy } from './policy-view.ts';
import { assertPolicySize } from './policy-size.ts';
import { assertRoom } from './quota.ts';
import { resourceOf } from './resources.ts';
import { newPolicyTags } from './tags.ts';
import { wholeSecond } from './times.ts';
import { writeTrail } from './trail.ts';

/** CreatePolicy: a managed policy, attached to nobody, with its first version. */
export const createPolicy = defineWrite(iam.operations.CreatePolicy, {
  load: async () => undefined,
  access: (scope, input) => [
    newEntityAccess(scope, 'CreatePolicy', 'policy', { path: input.Path, name: input.PolicyName }, () =>
      requestTagKeys(input),
    ),
  ],
  async prepare(scope, input): Promise<PolicyRow> {
    checkDocument(input.PolicyDocument, 'managed');
    assertPolicySize(input.PolicyDocument);
    const now = wholeSecond(scope.now);
    return {
      id: newUniqueId('policy', scope.random),
      account_id: scope.accountId,
      name: input.PolicyName,
      path: input.Path ?? '/',
      description: input.Description ?? null,
      created_at: now,
      updated_at: now,
      default_version: 1,
      last_version: 1,
      tags: newPolicyTags(input.Tags),
    };
  },
  async handle(scope, writer, input, _loaded, policy) {
    await beginIdentityChange(writer, scope.accountId);
    if ((await findPolicy(writer, scope.accountId, policy.name)) !== undefined) throw nameTaken(policy.name);
    await assertRoom(scope, 'policies', async () => (await countPolicies(writer, scope.accountId)).policies);
    await insertPolicy(writer, policy, input.PolicyDocument);
    const tags = tagsIn(policy);
    return { Policy: { ...customerPolicy(scope, policy), Tags: tags.length === 0 ? undefined : tags } };
  },
  trail: writeTrail(iam.operations.CreatePolicy, (_loaded, output) => resourceOf('Policy', output?.Policy?.Arn)),
});

function nameTaken(name: string) {
  return entityAlreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
}
