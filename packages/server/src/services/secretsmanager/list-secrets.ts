import { secretsmanager } from '@coffer/wire/services';
import type { Scope } from '../../pipeline/operation.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { metadataOf, versionsToStages } from './metadata.ts';
import type { SecretRow } from './rows.ts';
import { pageOfSecrets } from './secret-pages.ts';

/** Also the default page size. */
const MAX_PAGE = 100;

/** ListSecrets: the account's secrets in this region, the oldest first unless the request says otherwise. */
export const listSecrets = defineRead(secretsmanager.operations.ListSecrets, {
  load: async () => undefined,
  // A denial names no resource (AWS's sentence in users' reports).
  access: scope => [{ action: 'secretsmanager:ListSecrets', resource: undefined, resourceAccountId: scope.accountId }],
  async handle(scope, input) {
    const { Filters: filters = [], SortBy: by = 'created-date', SortOrder, IncludePlannedDeletion = false } = input;
    const listing = {
      order: { by, descending: SortOrder === 'desc' },
      filters,
      includesDeleted: IncludePlannedDeletion,
    };
    const wanted = { token: input.NextToken, size: input.MaxResults ?? MAX_PAGE };
    const { secrets, nextToken } = await pageOfSecrets(scope, listing, wanted);
    return { NextToken: nextToken, SecretList: secrets.map(secret => entryOf(scope, secret)) };
  },
});

function entryOf(scope: Scope, secret: SecretRow) {
  return { ...metadataOf(scope, secret), SecretVersionsToStages: versionsToStages(secret) };
}
