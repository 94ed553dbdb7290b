import { hash } from 'node:crypto';

/** The parts of a canonical request, each in its canonical form. */
export interface CanonicalParts {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** Lower-case names, sorted. */
  readonly signedHeaders: readonly string[];
  /** The value of a signed header; what is not there counts as empty. */
  readonly header: (name: string) => string | undefined;
  /** SHA-256 of the body, lower-case hexadecimal. */
  readonly payloadHash: string;
}

/** The text that a signature covers (AWS, "Create a signed AWS API request", step 1), one byte a character. */
export function canonicalRequest(parts: CanonicalParts): string {
  let text = `${parts.method}\n${parts.path}\n${parts.query}\n`;
  for (const name of parts.signedHeaders) text += `${name}:${parts.header(name) ?? ''}\n`;
  return `${text}\n${parts.signedHeaders.join(';')}\n${parts.payloadHash}`;
}

/** SHA-256 of a body, lower-case hexadecimal. */
export function payloadHash(body: Uint8Array): string {
  return hash('sha256', body, 'hex');
}
