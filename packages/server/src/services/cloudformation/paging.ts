import type { Scope } from '../../pipeline/operation.ts';
import { invalid } from './errors.ts';

/** Entries of a page. Source: CloudFormation API Reference, ListStackResources: up to 100; a page has at most 1 MB. */
export const PAGE = 100;

/**
 * Where a page begins; undefined: at the beginning.
 *
 * @throws AwsError ValidationError when the token is not one of this request
 */
export function positionOf<T>(scope: Scope, purpose: string, token: string | undefined): T | undefined {
  if (token === undefined) return undefined;
  const position = scope.tokens.open(purpose, token);
  if (position === undefined) throw invalid('The NextToken is not valid.');
  return JSON.parse(position) as T; // what `pageOf` sealed for the same purpose
}

/** The entries of a page and the token of the next one, from up to one entry more. */
export function pageOf<T>(
  scope: Scope,
  purpose: string,
  found: readonly T[],
  positionAt: (entry: T) => unknown,
): { readonly entries: readonly T[]; readonly NextToken?: string } {
  const entries = found.slice(0, PAGE);
  const last = entries.at(-1);
  if (found.length <= PAGE || last === undefined) return { entries };
  return { entries, NextToken: scope.tokens.seal(purpose, JSON.stringify(positionAt(last))) };
}
