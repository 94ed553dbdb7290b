/** Pages of an account's secrets in one region, for the operations that select secrets by filters. */
import { createHash } from 'node:crypto';
import type { Scope } from '../../pipeline/operation.ts';
import { invalidNextToken } from './errors.ts';
import type { Filter } from './list-filters.ts';
import { compileFilters } from './list-filters.ts';
import type { ListOrder, Position } from './list-order.ts';
import { parsePosition } from './list-order.ts';
import { scanSecrets } from './list-scan.ts';
import type { SecretRow } from './rows.ts';

/** What must stay the same from page to page, else a token is none. */
export interface SecretSelection {
  readonly order: ListOrder;
  readonly filters: readonly Filter[];
  readonly includesDeleted: boolean;
}

/** How much of a selection is wanted. */
export interface WantedPage {
  /** Of the page before; undefined: the first page. */
  readonly token: string | undefined;
  /** Secrets of a full page. */
  readonly size: number;
}

export interface SecretPage {
  readonly secrets: readonly SecretRow[];
  /** Undefined: nothing comes behind this page. */
  readonly nextToken: string | undefined;
}

/**
 * One page of a selection. Its token is good for the same operation, account, region and selection.
 *
 * @throws AwsError InvalidNextTokenException; InvalidParameterException for a filter without key or values
 */
export async function pageOfSecrets(
  scope: Scope,
  { order, filters, includesDeleted }: SecretSelection,
  { token, size }: WantedPage,
): Promise<SecretPage> {
  const purpose = digest([order, filters, includesDeleted]);
  const from = token === undefined ? undefined : readToken(scope, purpose, order, token);
  const listing = { order, includesDeleted, filter: compileFilters(filters) };
  const { found, end } = await scanSecrets(scope, listing, from, size);
  const nextToken = end === undefined ? undefined : scope.tokens.seal(purpose, JSON.stringify(end));
  return { secrets: found, nextToken };
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
