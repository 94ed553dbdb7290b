import type { Page } from '../../identities/page.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { invalid } from './errors.ts';

/** Entries on a page unless the request says it. */
const PAGE = 100;

interface PageInput {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** A page that was asked for. `purpose` is what must stay the same from page to page, beside the operation itself. */
export interface WantedPage extends Page {
  readonly purpose: string;
  /** How many entries the client gets; `limit` is one more, to see whether there are more. */
  readonly size: number;
}

/**
 * Which page a request means.
 *
 * @throws AwsError ValidationError for a marker that is none of this list
 */
export function wantedPage(scope: Pick<Scope, 'tokens'>, input: PageInput, ...same: readonly string[]): WantedPage {
  const purpose = JSON.stringify(same);
  const size = input.MaxItems ?? PAGE;
  const after = input.Marker === undefined ? undefined : scope.tokens.open(purpose, input.Marker);
  if (input.Marker !== undefined && after === undefined) throw invalid('Invalid Marker.');
  return { purpose, size, after, limit: size + 1 };
}

/** The entries of a page and where the next one begins, from up to one entry more. */
export function pageOf<T>(
  scope: Pick<Scope, 'tokens'>,
  { purpose, size }: WantedPage,
  found: readonly T[],
  keyOf: (entry: T) => string,
): { readonly entries: readonly T[]; readonly IsTruncated: boolean; readonly Marker?: string } {
  const entries = found.slice(0, size);
  const last = entries.at(-1);
  if (found.length <= size || last === undefined) return { entries, IsTruncated: false };
  return { entries, IsTruncated: true, Marker: scope.tokens.seal(purpose, keyOf(last)) };
}

/** A page of a list that is short enough to be held whole, in its order. */
export function pageWithin<T>(
  scope: Pick<Scope, 'tokens'>,
  page: WantedPage,
  all: readonly T[],
  keyOf: (entry: T) => string,
): ReturnType<typeof pageOf<T>> {
  const at = page.after === undefined ? 0 : all.findIndex(entry => keyOf(entry) === page.after) + 1;
  return pageOf(scope, page, all.slice(at, at + page.limit), keyOf);
}
