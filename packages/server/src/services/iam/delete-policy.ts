import { iam } from '@coffer/wire/services';
import { policyUse } from '../../identities/attachment-store.ts';
import { deletePolicyRow, listPolicyVersions } from '../../identities/policy-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { deleteConflict, iamError } from './errors.ts';
import { changePolicy, loadPolicy, policyAccess } from './load-policy.ts';
import { writeTrail } from './trail.ts';

/** DeletePolicy: with its last version, when nobody has it. */
export const deletePolicy = defineWrite(iam.operations.DeletePolicy, {
  load: loadPolicy,
  access: policyAccess('DeletePolicy'),
  async handle(scope, writer, _input, loaded) {
    const policy = await changePolicy(scope, writer, loaded);
    const { attachments, boundaries } = await policyUse(writer, scope.accountId, policy.id);
    if (attachments + boundaries > 0) throw deleteConflict('a policy attached to entities.');
    const versions = await listPolicyVersions(writer, policy.id);
    if (versions.length > 1) throw iamError('DeleteConflict', 409, MORE_VERSIONS);
    await deletePolicyRow(writer, policy.id);
    return {};
  },
  trail: writeTrail(iam.operations.DeletePolicy),
});

const MORE_VERSIONS =
  "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. " +
  'The default version is deleted with the policy.';
