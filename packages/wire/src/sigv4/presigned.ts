import { type SignatureParameters, unsupportedAlgorithm } from './authorization-header.ts';
import type { QueryParameter } from './canonical-query.ts';
import { incompleteSignature } from './errors.ts';
import { ALGORITHM } from './string-to-sign.ts';

/** A signature in the query. */
export interface PresignedParameters extends SignatureParameters {
  /** Not yet checked. */
  readonly timestamp: string;
  /** How long the signature lasts: 1 to 604,800; undefined when not said. */
  readonly expiresSeconds: number | undefined;
  readonly sessionToken: string | undefined;
  readonly contentSha256: string | undefined;
}

/** The parameter that is left out of the canonical query, because it is the signature of the rest. */
export const SIGNATURE_PARAMETER = 'X-Amz-Signature';

/** Whether a query claims to carry a signature. */
export function isPresigned(parameters: readonly QueryParameter[]): boolean {
  return parameters.some(
    ({ name }) => name === 'X-Amz-Algorithm' || name === 'X-Amz-Credential' || name === SIGNATURE_PARAMETER,
  );
}

/** Throws IncompleteSignatureException for what is missing, repeated or not readable. */
export function parsePresigned(parameters: readonly QueryParameter[]): PresignedParameters {
  const values = new Map<string, string>();
  for (const { name, value } of parameters) {
    if (!NAMES.has(name)) continue;
    if (values.has(name)) throw incompleteSignature(`AWS query-string parameters must include '${name}' only once.`);
    values.set(name, value);
  }
  const missing = REQUIRED.filter(name => !values.get(name));
  if (missing.length > 0) {
    const sentences = missing.map(name => `AWS query-string parameters must include '${name}'. `).join('');
    throw incompleteSignature(`${sentences}Re-examine the query-string parameters.`);
  }
  const value = (name: string) => values.get(name) ?? '';
  if (value('X-Amz-Algorithm') !== ALGORITHM) throw unsupportedAlgorithm(value('X-Amz-Algorithm'));
  return {
    credential: value('X-Amz-Credential'),
    signedHeaders: value('X-Amz-SignedHeaders'),
    signature: value(SIGNATURE_PARAMETER),
    timestamp: value('X-Amz-Date'),
    expiresSeconds: parseExpires(values.get('X-Amz-Expires')),
    sessionToken: values.get('X-Amz-Security-Token'),
    contentSha256: values.get('X-Amz-Content-Sha256'),
  };
}

/** AWS's order. */
const REQUIRED: readonly string[] = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  SIGNATURE_PARAMETER,
  'X-Amz-SignedHeaders',
  'X-Amz-Date',
];

const NAMES: ReadonlySet<string> = new Set([
  ...REQUIRED,
  'X-Amz-Expires',
  'X-Amz-Security-Token',
  'X-Amz-Content-Sha256',
]);

/** AWS: a presigned URL lasts a week at most. */
export const MAX_EXPIRES_SECONDS = 604_800;

/** S3's sentences; other services have none. */
function parseExpires(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw incompleteSignature('X-Amz-Expires should be a number');
  const seconds = Number(text);
  if (seconds < 1) throw incompleteSignature('X-Amz-Expires must be positive');
  if (seconds > MAX_EXPIRES_SECONDS) {
    throw incompleteSignature(
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ' +
        `${MAX_EXPIRES_SECONDS} seconds`,
    );
  }
  return seconds;
}
