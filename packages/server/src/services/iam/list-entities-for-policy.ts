import type { InputOf } from '@coffer/wire';
import { iam } from '@coffer/wire/services';
import type { PolicyEntityRow } from '../../identities/attachment-store.ts';
import { listPolicyEntities } from '../../identities/attachment-store.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { existingPolicy, loadPolicy, policyAccess } from './load-policy.ts';
import { pageWithin, wantedPage } from './paging.ts';

type Input = InputOf<typeof iam.operations.ListEntitiesForPolicy>;

/** ListEntitiesForPolicy: who has a managed policy in this account, attached or as a boundary. */
export const listEntitiesForPolicy = defineRead(iam.operations.ListEntitiesForPolicy, {
  load: loadPolicy,
  access: policyAccess('ListEntitiesForPolicy'),
  async handle(scope, input, loaded) {
    const policy = existingPolicy(scope, loaded);
    const { EntityFilter = '', PathPrefix = '/', PolicyUsageFilter = '' } = input;
    const page = wantedPage(scope, input, policy.id, EntityFilter, PathPrefix, PolicyUsageFilter);
    const all = await listPolicyEntities(scope.reader, scope.accountId, policy.id, useOf(input));
    const wanted = all.filter(({ kind, path }) => isKind(kind, EntityFilter) && path.startsWith(PathPrefix));
    const { entries, ...rest } = pageWithin(scope, page, wanted, ({ id }) => id);
    const of = (kind: PolicyEntityRow['kind']) => entries.filter(entry => entry.kind === kind);
    return {
      PolicyGroups: of('group').map(({ id, name }) => ({ GroupName: name, GroupId: id })),
      PolicyUsers: of('user').map(({ id, name }) => ({ UserName: name, UserId: id })),
      PolicyRoles: of('role').map(({ id, name }) => ({ RoleName: name, RoleId: id })),
      ...rest,
    };
  },
});

function isKind(kind: string, filter: string): boolean {
  return filter === '' || filter.toLowerCase() === kind;
}

function useOf({ PolicyUsageFilter }: Input): 'attached' | 'boundary' | 'either' {
  if (PolicyUsageFilter === undefined) return 'either';
  return PolicyUsageFilter === 'PermissionsBoundary' ? 'boundary' : 'attached';
}
