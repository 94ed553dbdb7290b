import { iam } from '@coffer/wire/services';
import { policyUse } from '../../identities/attachment-store.ts';
import { tagsIn } from '../../identities/rows.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { existingPolicy, loadPolicy, policyAccess } from './load-policy.ts';
import { customerPolicy, publishedPolicy } from './policy-view.ts';

/** GetPolicy: all but the document, with how often the account uses it. */
export const getPolicy = defineRead(iam.operations.GetPolicy, {
  load: loadPolicy,
  access: policyAccess('GetPolicy'),
  async handle(scope, _input, loaded) {
    const policy = existingPolicy(scope, loaded);
    const uses = await policyUse(scope.reader, scope.accountId, policy.id);
    if (policy.kind === 'aws') return { Policy: publishedPolicy(scope, policy.published, uses) };
    const Description = policy.row.description ?? undefined;
    return { Policy: { ...customerPolicy(scope, policy.row, uses), Description, Tags: tagsIn(policy.row) } };
  },
});
