import { iam } from '@coffer/wire/services';
import { findPolicyVersion, updatePolicy } from '../../identities/policy-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { changePolicy, loadPolicy, policyAccess } from './load-policy.ts';
import { versionNumber } from './policy-view.ts';
import { policyOfVersion, versionNotFound } from './policy-version.ts';
import { writeTrail } from './trail.ts';

/** SetDefaultPolicyVersion: in force for all who have the policy, from the next request on. */
export const setDefaultPolicyVersion = defineWrite(iam.operations.SetDefaultPolicyVersion, {
  load: loadPolicy,
  access: policyAccess('SetDefaultPolicyVersion'),
  async handle(scope, writer, { PolicyArn, VersionId }, loaded) {
    policyOfVersion(scope, loaded, VersionId);
    const policy = await changePolicy(scope, writer, loaded);
    const number = versionNumber(VersionId);
    const version = number === undefined ? undefined : await findPolicyVersion(writer, policy.id, number);
    if (version === undefined) throw versionNotFound(PolicyArn, VersionId);
    await updatePolicy(writer, { ...policy, default_version: version.version });
    return {};
  },
  trail: writeTrail(iam.operations.SetDefaultPolicyVersion),
});
