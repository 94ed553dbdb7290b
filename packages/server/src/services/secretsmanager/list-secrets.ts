import { createHash } from 'node:crypto';
import { secretsmanager } from '@coffer/wire/services';
import type { Scope } from '../../pipeline/operation.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { invalidNextToken } from './errors.ts';
import { compileFilters } from './list-filters.ts';
import type { SecretFilter } from './list-filters.ts';
import type { ListOrder, Position } from './list-order.ts';
import { parsePosition, positionIn } from './list-order.ts';
import { metadataOf, versionsToStages } from './metadata.ts';
import type { SecretRow } from './rows.ts';
import { listSecretRows } from './store.ts';

/** Also the default page size. */
const MAX_PAGE = 100;
/** A request looks at so many secrets at most; a page may therefore be short, and still have a next one. */
const MAX_SCANNED = 5_000;
/** How many are read at once where not every one of them fits. */
const STRIDE = 500;

/** ListSecrets: the account's secrets in this region, the oldest first unless the request says otherwise. */
export const listSecrets = defineRead(secretsmanager.operations.ListSecrets, {
  load: async () => undefined,
  access: scope => [{ action: 'secretsmanager:ListSecrets', resource: '*', resourceAccountId: scope.accountId }],
  async handle(scope, input) {
    const { Filters = [], SortBy = 'created-date', SortOrder, IncludePlannedDeletion = false } = input;
    const order: ListOrder = { by: SortBy, descending: SortOrder === 'desc' };
    const purpose = digest([order, Filters, IncludePlannedDeletion]);
    const from = input.NextToken === undefined ? undefined : readToken(scope, purpose, order, input.NextToken);
    const size = input.MaxResults ?? MAX_PAGE;
    // One more than the page holds tells whether there is a next one.
    const limit = Filters.length === 0 ? size + 1 : STRIDE;
    const listing = { order, includesDeleted: IncludePlannedDeletion, fits: compileFilters(Filters), limit };
    const { found, end } = await scan(scope, listing, from, size);
    return {
      NextToken: end === undefined ? undefined : scope.tokens.seal(purpose, JSON.stringify(end)),
      SecretList: found.map(secret => entryOf(scope, secret)),
    };
  },
});

function entryOf(scope: Scope, secret: SecretRow) {
  return { ...metadataOf(scope, secret), SecretVersionsToStages: versionsToStages(secret) };
}

interface Listing {
  readonly order: ListOrder;
  readonly includesDeleted: boolean;
  readonly fits: SecretFilter;
  /** Rows of one query. */
  readonly limit: number;
}

/** A page of what fits, and where it ended unless nothing comes behind it. */
async function scan(
  scope: Scope,
  { order, includesDeleted, fits, limit }: Listing,
  from: Position | undefined,
  size: number,
): Promise<{ found: readonly SecretRow[]; end: Position | undefined }> {
  const found: SecretRow[] = [];
  let after = from;
  for (let scanned = 0; scanned < MAX_SCANNED;) {
    const rows = await listSecretRows(scope.reader, scope, { order, includesDeleted, after, limit });
    for (const row of rows) {
      if (!fits(row)) {
        after = positionIn(order, row);
        continue;
      }
      if (found.length === size) return { found, end: after };
      found.push(row);
      after = positionIn(order, row);
    }
    if (rows.length < limit) return { found, end: undefined };
    scanned += rows.length;
  }
  return { found, end: after };
}

function readToken(scope: Scope, purpose: string, order: ListOrder, token: string): Position {
  const text = scope.tokens.open(purpose, token);
  const position = text === undefined ? undefined : parsePosition(order, text);
  if (position === undefined) throw invalidNextToken();
  return position;
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64');
}
