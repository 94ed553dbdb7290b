import { iam } from '@coffer/wire/services';
import { findPolicyVersion } from '../../identities/policy-store.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { encodedDocument } from './documents.ts';
import { loadPolicy, policyAccess } from './load-policy.ts';
import { versionNumber } from './policy-view.ts';
import { policyOfVersion, publishedVersion, shownVersion, versionNotFound } from './policy-version.ts';

/** GetPolicyVersion: the document as it was given. */
export const getPolicyVersion = defineRead(iam.operations.GetPolicyVersion, {
  load: loadPolicy,
  access: policyAccess('GetPolicyVersion'),
  async handle(scope, { PolicyArn, VersionId }, loaded) {
    const policy = policyOfVersion(scope, loaded, VersionId);
    const number = versionNumber(VersionId);
    if (policy.kind === 'aws') {
      const { published } = policy;
      if (number !== published.version) throw versionNotFound(PolicyArn, VersionId);
      return { PolicyVersion: { Document: encodedDocument(published.document), ...publishedVersion(published) } };
    }
    const row = number === undefined ? undefined : await findPolicyVersion(scope.reader, policy.id, number);
    if (row === undefined) throw versionNotFound(PolicyArn, VersionId);
    return { PolicyVersion: { Document: encodedDocument(row.document), ...shownVersion(policy.row, row) } };
  },
});
