import { type QueryParameter, canonicalQuery } from './canonical-query.ts';
import { type CanonicalParts, canonicalRequest } from './canonical-request.ts';

/**
 * AWS's sentences for a wrong signature, with the canonical request and the string to sign as the server has them, so
 * that whoever writes a signer can compare. Errors end up in logs, so session tokens, cookies and the values of query
 * parameters that may be anything are not shown; the canonical request is cut after 8,192 characters.
 */
export function mismatchMessage(parts: CanonicalParts, query: readonly QueryParameter[], stringToSign: string): string {
  const shown = canonicalRequest({
    ...parts,
    query: canonicalQuery(query.map(shownParameter)),
    header: name => (SECRET_HEADERS.has(name) ? HIDDEN : parts.header(name)),
  });
  const canonical = shown.length > MAX_SHOWN_LENGTH ? `${shown.slice(0, MAX_SHOWN_LENGTH)}...` : shown;
  return (
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key ' +
    'and signing method. Consult the service documentation for details.\n\n' +
    `The Canonical String for this request should have been\n'${canonical}'\n\n` +
    `The String-to-Sign should have been\n'${stringToSign}'\n`
  );
}

const HIDDEN = '[redacted]';
const MAX_SHOWN_LENGTH = 8192;

const SECRET_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'proxy-authorization',
  'x-amz-security-token',
]);

/** Parameters of requests of every kind; others may be a password of IAM's or a master password of RDS. */
const SHOWN_PARAMETERS: ReadonlySet<string> = new Set([
  'Action',
  'Version',
  'X-Amz-Algorithm',
  'X-Amz-Content-Sha256',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-SignedHeaders',
]);

function shownParameter(parameter: QueryParameter): QueryParameter {
  return SHOWN_PARAMETERS.has(parameter.name) ? parameter : { name: parameter.name, value: HIDDEN };
}
