import { iam } from '@coffer/wire/services';
import { deletePolicyVersion as deleteVersionRow, findPolicyVersion } from '../../identities/policy-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { deleteConflict } from './errors.ts';
import { changePolicy, loadPolicy, policyAccess } from './load-policy.ts';
import { versionNumber } from './policy-view.ts';
import { policyOfVersion, versionNotFound } from './policy-version.ts';
import { writeTrail } from './trail.ts';

/** DeletePolicyVersion: any but the one in force. */
export const deletePolicyVersion = defineWrite(iam.operations.DeletePolicyVersion, {
  load: loadPolicy,
  access: policyAccess('DeletePolicyVersion'),
  async handle(scope, writer, { PolicyArn, VersionId }, loaded) {
    policyOfVersion(scope, loaded, VersionId);
    const policy = await changePolicy(scope, writer, loaded);
    const number = versionNumber(VersionId);
    const version = number === undefined ? undefined : await findPolicyVersion(writer, policy.id, number);
    if (version === undefined) throw versionNotFound(PolicyArn, VersionId);
    if (version.version === policy.default_version) throw deleteConflict('the default version of a policy.');
    await deleteVersionRow(writer, policy.id, version.version);
    return {};
  },
  trail: writeTrail(iam.operations.DeletePolicyVersion),
});
