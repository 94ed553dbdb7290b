/** Users, groups, roles and managed policies with everything that says what they may do. */
import type { OutputOf } from '@coffer/wire';
import type { iam } from '@coffer/wire/services';
import { nameKey } from '../../identities/arns.ts';
import { listPolicyUses } from '../../identities/attachment-store.ts';
import { awsManagedPolicies } from '../../identities/aws-managed-policies.ts';
import { listGroups } from '../../identities/group-store.ts';
import type { Page } from '../../identities/page.ts';
import { listPolicies } from '../../identities/policy-store.ts';
import { listRoles } from '../../identities/role-store.ts';
import { listUsers } from '../../identities/user-store.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { groupDetail, policyDetail, publishedDetail, roleDetail, userDetail } from './entity-details.ts';

type Output = OutputOf<typeof iam.operations.GetAccountAuthorizationDetails>;
type Item<K extends keyof Output> = NonNullable<Output[K]> extends readonly (infer T)[] ? T : never;

/** One of them, in the list that it belongs to. */
export interface ShownDetail {
  readonly user?: Item<'UserDetailList'>;
  readonly group?: Item<'GroupDetailList'>;
  readonly role?: Item<'RoleDetailList'>;
  readonly policy?: Item<'Policies'>;
}

export interface Detail {
  /** What the list is sorted by. */
  readonly key: string;
  show(): Promise<ShownDetail>;
}

/** A kind of entities, in the order in which answers have them. */
export interface DetailKind {
  readonly filter: 'User' | 'Group' | 'Role' | 'LocalManagedPolicy' | 'AWSManagedPolicy';
  read(scope: Scope, page: Page): Promise<readonly Detail[]>;
}

export const detailKinds: readonly DetailKind[] = [
  {
    filter: 'User',
    read: async (scope, page) =>
      (await listUsers(scope.reader, scope.accountId, page)).map(row => ({
        key: nameKey(row.name),
        show: async () => ({ user: await userDetail(scope, row) }),
      })),
  },
  {
    filter: 'Group',
    read: async (scope, page) =>
      (await listGroups(scope.reader, scope.accountId, page)).map(row => ({
        key: nameKey(row.name),
        show: async () => ({ group: await groupDetail(scope, row) }),
      })),
  },
  {
    filter: 'Role',
    read: async (scope, page) =>
      (await listRoles(scope.reader, scope.accountId, page)).map(row => ({
        key: nameKey(row.name),
        show: async () => ({ role: await roleDetail(scope, row) }),
      })),
  },
  {
    filter: 'LocalManagedPolicy',
    read: async (scope, page) =>
      (await listPolicies(scope.reader, scope.accountId, page)).map(row => ({
        key: nameKey(row.name),
        show: async () => ({ policy: await policyDetail(scope, row) }),
      })),
  },
  { filter: 'AWSManagedPolicy', read: publishedInUse },
];

/** Of AWS's policies those that the account uses, as in AWS. */
async function publishedInUse(scope: Scope, { after, limit }: Page): Promise<readonly Detail[]> {
  const uses = new Map((await listPolicyUses(scope.reader, scope.accountId)).map(use => [use.policy_id, use]));
  return awsManagedPolicies
    .map(published => ({ published, use: uses.get(published.id), key: `${published.name}${published.path}` }))
    .filter(({ key }) => after === undefined || key > after)
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .flatMap(({ published, use, key }) =>
      use === undefined ? [] : [{ key, show: async () => ({ policy: publishedDetail(scope, published, use) }) }],
    )
    .slice(0, limit);
}
