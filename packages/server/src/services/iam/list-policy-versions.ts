import { iam } from '@coffer/wire/services';
import { listPolicyVersions as listVersionRows } from '../../identities/policy-store.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { existingPolicy, loadPolicy, policyAccess } from './load-policy.ts';
import { pageWithin, wantedPage } from './paging.ts';
import { publishedVersion, shownVersion } from './policy-version.ts';

/** ListPolicyVersions: the newest first, without documents. */
export const listPolicyVersions = defineRead(iam.operations.ListPolicyVersions, {
  load: loadPolicy,
  access: policyAccess('ListPolicyVersions'),
  async handle(scope, input, loaded) {
    const policy = existingPolicy(scope, loaded);
    const all =
      policy.kind === 'aws'
        ? [publishedVersion(policy.published)]
        : (await listVersionRows(scope.reader, policy.id)).map(row => shownVersion(policy.row, row));
    const { entries, ...rest } = pageWithin(scope, wantedPage(scope, input, policy.id), all, each => each.VersionId);
    return { Versions: entries, ...rest };
  },
});
