import { hash } from 'node:crypto';
import type { PageTokens } from '../../pipeline/operation.ts';
import { invalidToken } from './errors.ts';

/** What a token is good for: everything of the request that must stay the same. */
export function purposeOf(parts: readonly unknown[]): string {
  // Names of streams may be longer than what a token can be bound to.
  return hash('sha256', JSON.stringify(parts));
}

/**
 * Where the page begins that a token asks for; undefined: at the beginning.
 *
 * @throws AwsError InvalidParameterException when it is not a token of this request
 */
export function positionOf<T>(tokens: PageTokens, purpose: string, token: string | undefined): T | undefined {
  if (token === undefined) return undefined;
  const position = tokens.open(purpose, token);
  if (position === undefined) throw invalidToken();
  return JSON.parse(position) as T; // what `tokenAt` sealed for the same purpose
}

/** The token of the next page; undefined: there is none. */
export function tokenAt(tokens: PageTokens, purpose: string, position: object | undefined): string | undefined {
  return position === undefined ? undefined : tokens.seal(purpose, JSON.stringify(position));
}
