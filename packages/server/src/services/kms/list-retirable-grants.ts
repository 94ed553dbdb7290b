import { kms } from '@coffer/wire/services';
import type { Scope } from '../../pipeline/operation.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { accessToAll } from './access.ts';
import { grantEntries } from './grant-entry.ts';
import { invalidPrincipal, requirePrincipal } from './grant-principals.ts';
import { listRetirableRows } from './grant-store.ts';
import { pageOf, wantedPage } from './paging.ts';

/** ListRetirableGrants: what a principal of the account may retire, on keys of other accounts too. */
export const listRetirableGrants = defineRead(kms.operations.ListRetirableGrants, {
  load: () => Promise.resolve(undefined),
  // What is asked about is the principal; the keys and grants that are listed decide nothing.
  access: (scope, { RetiringPrincipal: resource }) =>
    accessToAll(scope, 'ListRetirableGrants', {}).map(request =>
      resource === undefined ? request : Object.assign({}, request, { resource }),
    ),
  async handle(scope, input) {
    const { RetiringPrincipal, RetiringServicePrincipal } = input;
    const retiring = requirePrincipal(RetiringPrincipal ?? RetiringServicePrincipal, 'Retiring');
    if (!isOfCaller(scope, retiring)) throw invalidPrincipal(retiring);
    const page = wantedPage(scope, input, { usual: 50, purpose: retiring });
    const where = { region: scope.region, retiring };
    const found = await listRetirableRows(scope.reader, where, page.after, page.limit);
    const { entries, next } = pageOf(scope, page, found, ({ grant_id }) => grant_id);
    return { Grants: await grantEntries(scope, entries), ...next };
  },
});

/** A principal of the caller's account; a service asks for itself, and nobody else for it. */
function isOfCaller({ caller, accountId }: Scope, principal: string): boolean {
  if (caller.type === 'AWSService') return principal === caller.service;
  return principal.includes(':') && principal.split(':', 5)[4] === accountId;
}
