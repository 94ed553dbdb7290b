import { iam } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import type { Detail, ShownDetail } from './authorization-details.ts';
import { detailKinds } from './authorization-details.ts';
import { accountAccess } from './entity-access.ts';
import { pageOf, wantedPage } from './paging.ts';

/** GetAccountAuthorizationDetails: users, then groups, roles and managed policies, each by name, across all pages. */
export const getAccountAuthorizationDetails = defineRead(iam.operations.GetAccountAuthorizationDetails, {
  load: async () => undefined,
  access: accountAccess('GetAccountAuthorizationDetails'),
  async handle(scope, input) {
    const { Filter: filter = [] } = input;
    const page = wantedPage(scope, input, ...filter.toSorted());
    const wanted = detailKinds.filter(({ filter: name }) => filter.length === 0 || filter.includes(name));
    const [lastKind, lastKey] = splitMarker(page.after);
    const from = lastKind === undefined ? 0 : wanted.findIndex(({ filter: name }) => name === lastKind);
    const found: { readonly marker: string; readonly detail: Detail }[] = [];
    for (const [index, kind] of wanted.slice(from).entries()) {
      const limit = page.limit - found.length;
      if (limit <= 0) break;
      const details = await kind.read(scope, { after: index === 0 ? lastKey : undefined, limit });
      found.push(...details.map(detail => ({ marker: `${kind.filter} ${detail.key}`, detail })));
    }
    const { entries, ...rest } = pageOf(scope, page, found, ({ marker }) => marker);
    const all: ShownDetail[] = [];
    // One after the other: a page of them takes thousands of statements.
    for (const { detail } of entries) all.push(await detail.show());
    return {
      UserDetailList: all.flatMap(({ user }) => user ?? []),
      GroupDetailList: all.flatMap(({ group }) => group ?? []),
      RoleDetailList: all.flatMap(({ role }) => role ?? []),
      Policies: all.flatMap(({ policy }) => policy ?? []),
      ...rest,
    };
  },
});

/** `User ana`: names have no blanks. */
function splitMarker(marker: string | undefined): readonly [kind: string | undefined, key: string | undefined] {
  const [kind, key] = marker?.split(' ', 2) ?? [];
  return [kind, key];
}
