import { createHash } from 'node:crypto';
import type { PageTokens } from '../../pipeline/operation.ts';
import { invalidNextToken } from './errors.ts';

/** What must be the same in the request for the next page. */
export function purposeOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

/**
 * Where the page of a token begins; undefined without one.
 *
 * @throws AwsError InvalidNextToken for what is no token of this listing
 */
export function positionOf(tokens: PageTokens, purpose: string, token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  const position = tokens.open(purpose, token);
  if (position === undefined) throw invalidNextToken(token);
  return position;
}

/** The token of the page that begins after a position. */
export function tokenAt(tokens: PageTokens, purpose: string, position: string | undefined): string | undefined {
  return position === undefined ? undefined : tokens.seal(purpose, position);
}
