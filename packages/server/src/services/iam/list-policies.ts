import type { InputOf } from '@coffer/wire';
import { iam } from '@coffer/wire/services';
import { nameKey } from '../../identities/arns.ts';
import type { PolicyUse } from '../../identities/attachment-store.ts';
import { listPolicyUses } from '../../identities/attachment-store.ts';
import { awsManagedPolicies } from '../../identities/aws-managed-policies.ts';
import { listPolicies as listPolicyRows } from '../../identities/policy-store.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { defineRead } from '../../pipeline/operation.ts';
import type { WantedPage } from './paging.ts';
import { pageOf, wantedPage } from './paging.ts';
import { partitionOf } from './partition.ts';
import { customerPolicy, publishedPolicy } from './policy-view.ts';

type Input = InputOf<typeof iam.operations.ListPolicies>;

/** How many rows are read at once. */
const BATCH = 1_000;

/** ListPolicies: first the account's own by name, then those of AWS. */
export const listPolicies = defineRead(iam.operations.ListPolicies, {
  load: async () => undefined,
  access: (scope, { PathPrefix = '/' }) => [
    {
      action: 'iam:ListPolicies',
      resource: `arn:${partitionOf(scope)}:iam::${scope.accountId}:policy${PathPrefix}`,
      shownAs: `policy path ${PathPrefix}`,
      resourceAccountId: scope.accountId,
    },
  ],
  async handle(scope, input) {
    const { Scope: whose = 'All', OnlyAttached = false, PolicyUsageFilter = '', PathPrefix = '/' } = input;
    const page = wantedPage(scope, input, whose, String(OnlyAttached), PolicyUsageFilter, PathPrefix);
    const uses = new Map((await listPolicyUses(scope.reader, scope.accountId)).map(use => [use.policy_id, use]));
    const isWanted = (id: string) => isUsedAs(input, uses.get(id));
    const own = whose === 'AWS' ? [] : await listOwn(scope, page, PathPrefix, isWanted, uses);
    const published =
      whose === 'Local' || own.length >= page.limit ? [] : publishedAfter(scope, page, PathPrefix, uses);
    const found = [...own, ...published.filter(({ policy }) => isWanted(policy.PolicyId))];
    const { entries, ...rest } = pageOf(scope, page, found, ({ key }) => key);
    return { Policies: entries.map(({ policy }) => policy), ...rest };
  },
});

type Uses = ReadonlyMap<string, PolicyUse>;

/** Positions sort the account's own policies before those of AWS. */
const OWN = 'own ';
const PUBLISHED = 'published ';

function isUsedAs({ OnlyAttached, PolicyUsageFilter }: Input, use: PolicyUse | undefined): boolean {
  if (PolicyUsageFilter === 'PermissionsPolicy') return (use?.attachments ?? 0) > 0;
  if (PolicyUsageFilter === 'PermissionsBoundary') return (use?.boundaries ?? 0) > 0;
  return OnlyAttached !== true || (use?.attachments ?? 0) > 0;
}

async function listOwn(
  scope: Scope,
  { after: position, limit }: WantedPage,
  pathPrefix: string,
  isWanted: (id: string) => boolean,
  uses: Uses,
) {
  if (position?.startsWith(PUBLISHED) === true) return [];
  const found = [];
  let after = position?.slice(OWN.length);
  for (;;) {
    const rows = await listPolicyRows(scope.reader, scope.accountId, { after, pathPrefix, limit: BATCH });
    for (const row of rows) {
      if (isWanted(row.id)) {
        found.push({ key: OWN + nameKey(row.name), policy: customerPolicy(scope, row, uses.get(row.id)) });
      }
      if (found.length === limit) return found;
      after = nameKey(row.name);
    }
    if (rows.length < BATCH) return found;
  }
}

function publishedAfter(scope: Scope, { after }: WantedPage, pathPrefix: string, uses: Uses) {
  const last = after?.startsWith(PUBLISHED) === true ? after : '';
  return awsManagedPolicies
    .filter(({ path }) => path.startsWith(pathPrefix))
    .map(each => ({ key: PUBLISHED + each.name, policy: publishedPolicy(scope, each, uses.get(each.id)) }))
    .filter(({ key }) => key > last);
}
