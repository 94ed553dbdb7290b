/** Pages of the lists of KMS, whose tokens are markers. */
import { AwsError } from '@coffer/wire';
import type { Scope } from '../../pipeline/operation.ts';

interface PageInput {
  readonly Marker?: string | undefined;
  readonly Limit?: number | undefined;
}

/** A page that was asked for. */
export interface WantedPage {
  /** What must stay the same from page to page. */
  readonly purpose: string;
  /** How many entries the client gets. */
  readonly size: number;
  /** The key of the last entry of the page before; empty: the first page. */
  readonly after: string;
  /** How many entries to look for: one more, to see whether there are more. */
  readonly limit: number;
}

/**
 * Which page a request means.
 *
 * @param usual entries of a page unless the request says it
 * @throws AwsError InvalidMarkerException for a marker that is none of this list
 */
export function wantedPage(
  scope: Pick<Scope, 'tokens'>,
  input: PageInput,
  { usual, purpose = '' }: { readonly usual: number; readonly purpose?: string },
): WantedPage {
  const size = input.Limit ?? usual;
  const after = input.Marker === undefined ? '' : scope.tokens.open(purpose, input.Marker);
  if (after === undefined) throw new AwsError('InvalidMarkerException', 'The marker is not valid.');
  return { purpose, size, after, limit: size + 1 };
}

/** The entries of a page and where the next one begins, from up to one entry more. */
export function pageOf<T>(
  scope: Pick<Scope, 'tokens'>,
  { purpose, size }: WantedPage,
  found: readonly T[],
  keyOf: (entry: T) => string,
): { readonly entries: readonly T[]; readonly next: { readonly Truncated: boolean; readonly NextMarker?: string } } {
  const entries = found.slice(0, size);
  const last = entries.at(-1);
  if (found.length <= size || last === undefined) return { entries, next: { Truncated: false } };
  return { entries, next: { Truncated: true, NextMarker: scope.tokens.seal(purpose, keyOf(last)) } };
}
