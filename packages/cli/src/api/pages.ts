/** Pages of a list operation put together, as the AWS CLI does. */
import type { Pages } from '@coffer/wire';
import { wrongUsage } from '../failure.ts';

/** A struct as it comes from the decoder. */
export type Page = Readonly<Record<string, unknown>>;

export interface Paging extends Pages {
  readonly maxItems?: number | undefined;
  readonly pageSize?: number | undefined;
  readonly startingToken?: string | undefined;
}

/**
 * Fetches pages until there are no more or `maxItems` are there. The result is the first page with the whole list; when
 * entries are left, its NextToken is for `startingToken`. Of an operation with several lists the first is counted, and
 * the others are put together whole. Throws a `Failure` for a starting token that is none.
 */
export async function allPages(paging: Paging, fetch: (input: Page) => Promise<Page>): Promise<Page> {
  const { limit, token = 'NextToken', more, pageSize, maxItems = Number.POSITIVE_INFINITY } = paging;
  const [result = '', ...others] = [paging.result].flat();
  let { NextToken, skip } = readToken(paging.startingToken);
  const entries: unknown[] = [];
  const further = new Map(others.map(name => [name, [] as unknown[]]));
  let first: Page | undefined;
  for (;;) {
    const input: Record<string, unknown> = {};
    if (NextToken !== undefined) input[token] = NextToken;
    if (pageSize !== undefined && limit !== undefined) input[limit] = pageSize;
    const page = await fetch(input);
    first ??= without(page, [token, more]);
    const list = listIn(page, result);
    const room = maxItems - entries.length;
    const fresh = list.slice(skip, skip + room);
    entries.push(...fresh);
    if (skip === 0) for (const [name, whole] of further) whole.push(...listIn(page, name));
    const next = typeof page[token] === 'string' ? page[token] : undefined;
    const taken = skip + fresh.length;
    const rest = { ...first, [result]: entries, ...Object.fromEntries(further) };
    // The page is used up only in part: go on within it.
    if (taken < list.length) return { ...rest, NextToken: writeToken({ NextToken, skip: taken }) };
    if (next === undefined) return rest;
    if (entries.length >= maxItems) return { ...rest, NextToken: writeToken({ NextToken: next, skip: 0 }) };
    if (next === NextToken) throw new Error('the server gave the same page twice');
    [NextToken, skip] = [next, 0];
  }
}

function listIn(page: Page, name: string): readonly unknown[] {
  const list = page[name];
  return Array.isArray(list) ? list : [];
}

interface Position {
  /** The service's own token. */
  readonly NextToken: string | undefined;
  /** How many entries of that page have been given out. */
  readonly skip: number;
}

/** The AWS CLI's form: base64 of JSON. */
function writeToken({ NextToken, skip }: Position): string {
  const token = { NextToken: NextToken ?? null, ...(skip > 0 ? { boto_truncate_amount: skip } : {}) };
  return Buffer.from(JSON.stringify(token)).toString('base64');
}

function readToken(text: string | undefined): Position {
  if (text === undefined) return { NextToken: undefined, skip: 0 };
  try {
    const token: unknown = JSON.parse(Buffer.from(text, 'base64').toString('utf8'));
    if (typeof token === 'object' && token !== null && 'NextToken' in token) {
      const { NextToken } = token;
      const skip = 'boto_truncate_amount' in token ? Number(token.boto_truncate_amount) : 0;
      if ((NextToken === null || typeof NextToken === 'string') && Number.isSafeInteger(skip) && skip >= 0) {
        return { NextToken: NextToken ?? undefined, skip };
      }
    }
  } catch {
    // Not JSON: told below.
  }
  throw wrongUsage('bad starting token');
}

function without(page: Page, names: readonly (string | undefined)[]): Page {
  return Object.fromEntries(Object.entries(page).filter(([key]) => !names.includes(key)));
}
