import { hash } from 'node:crypto';
import type { FactOutline } from './batch-decode.ts';
import type { AuditFact } from './fact.ts';
import { userNameOf } from './user-identity.ts';

/** By what records can be looked up; `any` is every record, for lookups by time alone. */
export type TermKind = 'any' | 'name' | 'source' | 'user' | 'key' | 'type' | 'resource' | 'readOnly';

/** Under what a fact is found: kind and value. A resource that is named twice gives its terms twice. */
export function termsOf(fact: FactOutline): readonly (readonly [kind: TermKind, value: string])[] {
  const terms: (readonly [TermKind, string])[] = [
    ['any', ''],
    ['name', fact.name],
    ['source', eventSource(fact)],
    ['readOnly', String(fact.readOnly)],
  ];
  const user = userName(fact);
  if (user !== undefined) terms.push(['user', user]);
  if (fact.caller?.accessKeyId !== undefined) terms.push(['key', fact.caller.accessKeyId]);
  for (const { type, arn } of fact.resources) terms.push(['type', type], ['resource', arn]);
  return terms;
}

/** Bytes of SHA-256 that make a term's number: as many as a number holds exactly. */
const TERM_BYTES = 6;

/**
 * The number under which the index keeps a term of one account and region. A hash, so that long names make no large
 * rows; two terms may share a number, so whoever reads the index compares the facts themselves.
 */
export function termNumber(accountId: string, region: string, kind: TermKind, value: string): number {
  // Account, region and kind never hold a NUL, so the last part may hold anything.
  return hash('sha256', `${accountId}\0${region}\0${kind}\0${value}`, 'buffer').readUIntBE(0, TERM_BYTES);
}

/** `secretsmanager.amazonaws.com` */
export function eventSource(fact: Pick<AuditFact, 'service'>): string {
  return `${fact.service}.amazonaws.com`;
}

/** CloudTrail's user name of whoever called; service events have none. */
export function userName(fact: { readonly caller?: AuditFact['caller'] }): string | undefined {
  return fact.caller === undefined ? undefined : userNameOf(fact.caller);
}
