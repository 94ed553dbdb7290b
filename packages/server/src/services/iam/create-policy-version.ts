import { iam } from '@coffer/wire/services';
import { insertPolicyVersion, listPolicyVersions, updatePolicy } from '../../identities/policy-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { checkDocument } from './documents.ts';
import { limitExceeded } from './errors.ts';
import { changePolicy, existingPolicy, loadPolicy, policyAccess } from './load-policy.ts';
import { assertPolicySize } from './policy-size.ts';
import { versionId } from './policy-view.ts';
import { wholeSecond } from './times.ts';
import { writeTrail } from './trail.ts';

/** Source: IAM User Guide, "IAM and AWS STS quotas". */
const MAX_VERSIONS = 5;

/** CreatePolicyVersion: numbers are never given twice. In force at once when it becomes the default. */
export const createPolicyVersion = defineWrite(iam.operations.CreatePolicyVersion, {
  load: loadPolicy,
  access: policyAccess('CreatePolicyVersion'),
  async prepare(scope, { PolicyDocument }, loaded) {
    existingPolicy(scope, loaded);
    checkDocument(PolicyDocument, 'managed');
    assertPolicySize(PolicyDocument);
  },
  async handle(scope, writer, { PolicyDocument, SetAsDefault = false }, loaded) {
    const policy = await changePolicy(scope, writer, loaded);
    if ((await listPolicyVersions(writer, policy.id)).length >= MAX_VERSIONS) throw tooManyVersions();
    const version = policy.last_version + 1;
    const now = wholeSecond(scope.now);
    await insertPolicyVersion(writer, {
      policy_id: policy.id,
      version,
      document: PolicyDocument,
      created_at: now,
    });
    const default_version = SetAsDefault ? version : policy.default_version;
    await updatePolicy(writer, { ...policy, last_version: version, default_version, updated_at: now });
    return { PolicyVersion: { VersionId: versionId(version), IsDefaultVersion: SetAsDefault, CreateDate: now } };
  },
  trail: writeTrail(iam.operations.CreatePolicyVersion),
});

/** AWS's words. */
function tooManyVersions() {
  return limitExceeded(
    `A managed policy can have up to ${MAX_VERSIONS} versions. Before you create a new version, you must delete an existing version.`,
  );
}
