import type { PolicyKind } from '@coffer/policy';
import { parsePolicy } from '@coffer/policy';
import { malformedPolicyDocument } from './errors.ts';

/**
 * Refuses a document that IAM would refuse.
 *
 * @throws AwsError MalformedPolicyDocument in AWS's words
 */
export function checkDocument(document: string, kind: Extract<PolicyKind, 'inline' | 'managed' | 'trust'>): void {
  const parsed = parsePolicy(document, kind);
  if (!parsed.ok) throw malformedPolicyDocument(parsed.errors[0].message);
}

/** A document's size as IAM counts it: characters without white space. */
export function documentSize(document: string): number {
  return document.replaceAll(/\s/g, '').length;
}

/** A document as IAM answers it: percent-encoded as RFC 3986 has it. */
export function encodedDocument(document: string): string {
  const reserved = (char: string) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(document).replaceAll(/[!'()*]/g, reserved);
}
