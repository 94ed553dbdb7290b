import { Redacted } from '../redacted.ts';
import { parseAuthorizationHeader } from './authorization-header.ts';
import { type CanonicalHeaders, canonicalHeaders } from './canonical-headers.ts';
import { type QueryParameter, queryParameters } from './canonical-query.ts';
import { type Credential, parseCredential } from './credential.ts';
import {
  incompleteSignature,
  invalidSignature,
  malformedQueryString,
  missingAuthenticationToken,
  quotedForError,
  unrecognizedClient,
} from './errors.ts';
import { type KnownAuthorizations, SIGNATURE_LENGTH, type SignedBy } from './known-authorizations.ts';
import { isPresigned, parsePresigned } from './presigned.ts';
import { MAX_TARGET_LENGTH, type SignedRequest, targetQuery } from './signed-request.ts';
import { parseSignedHeaders } from './signed-headers.ts';
import { formatTimestamp, parseHttpDate, parseTimestamp } from './timestamp.ts';

/** What a request claims about its signature. Nothing of it is proven before `verifySignature` returns. */
export interface ParsedSignature extends Credential {
  /** Lower-case names, ascending, `host` among them. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** When it was signed: `YYYYMMDDTHHMMSSZ`. */
  readonly timestamp: string;
  /** The same in milliseconds since 1970. */
  readonly signedAtMs: number;
  /** Of temporary credentials. Whoever resolves the key must see that the token is this key's own. */
  readonly sessionToken: Redacted<string> | undefined;
  /** Whether the signature came in the query and not in the Authorization header. */
  readonly presigned: boolean;
  /** How long a presigned request lasts; undefined for the usual five minutes. */
  readonly expiresSeconds: number | undefined;
  /** What the client says the body's SHA-256 is. */
  readonly contentSha256: string | undefined;
  /** All headers in canonical form; read X-Amz-Target here, and it is the one that was signed. Holds secrets. */
  readonly headers: Redacted<CanonicalHeaders>;
  /** All parameters of the query, decoded. Hold secrets. */
  readonly query: Redacted<readonly QueryParameter[]>;
}

/**
 * The first and cheap step: reads the signature of a request, in the Authorization header or the query, without any
 * key. Throws MissingAuthenticationTokenException when there is none, IncompleteSignatureException when it cannot be
 * read, InvalidSignatureException when it is ambiguous, UnrecognizedClientException for keys and tokens that none can
 * have, MalformedQueryString.
 *
 * @param known Saves reading again what was read before; the outcome is the same with it and without.
 */
export function parseSignature(request: SignedRequest, known?: KnownAuthorizations): ParsedSignature {
  if (request.target.length > MAX_TARGET_LENGTH) throw malformedQueryString();
  const headers = canonicalHeaders(request.rawHeaders);
  const query = queryParameters(targetQuery(request.target));
  const authorization = headers.get('authorization');
  if (isPresigned(query)) {
    if (authorization !== undefined) {
      throw invalidSignature(
        "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
      );
    }
    return fromQuery(headers, query);
  }
  if (authorization === undefined || authorization === '') throw missingAuthenticationToken();
  return fromHeader(authorization, headers, query, known);
}

function fromHeader(
  authorization: string,
  headers: CanonicalHeaders,
  query: readonly QueryParameter[],
  known: KnownAuthorizations | undefined,
): ParsedSignature {
  const amzDate = headers.get('x-amz-date');
  const date = amzDate ?? headers.get('date');
  const before = date ? known?.get(authorization) : undefined;
  if (before !== undefined) {
    const signature = authorization.slice(-SIGNATURE_LENGTH);
    return claim(before, signature, dateOf(date ?? '', amzDate !== undefined), headers, query);
  }
  const { credential, signedHeaders, signature } = parseAuthorizationHeader(authorization, !!date);
  const signedAt = dateOf(date ?? '', amzDate !== undefined);
  const signedBy = { credential: parseCredential(credential), signedHeaders: parseSignedHeaders(signedHeaders) };
  known?.add(authorization, signedBy);
  return claim(signedBy, signature, signedAt, headers, query);
}

function claim(
  { credential, signedHeaders }: SignedBy,
  signature: string,
  { ms, timestamp }: SignedAt,
  headers: CanonicalHeaders,
  query: readonly QueryParameter[],
): ParsedSignature {
  return {
    accessKeyId: credential.accessKeyId,
    date: credential.date,
    region: credential.region,
    service: credential.service,
    terminator: credential.terminator,
    signedHeaders,
    signature,
    timestamp,
    signedAtMs: ms,
    sessionToken: sessionTokenOf(headers.get('x-amz-security-token')),
    presigned: false,
    expiresSeconds: undefined,
    contentSha256: headers.get('x-amz-content-sha256'),
    headers: new Redacted(headers),
    query: new Redacted(query),
  };
}

function fromQuery(headers: CanonicalHeaders, query: readonly QueryParameter[]): ParsedSignature {
  const parameters = parsePresigned(query);
  const { ms, timestamp } = dateOf(parameters.timestamp, true);
  if (headers.has('x-amz-security-token')) {
    throw invalidSignature('The request contains a query parameter that duplicates a header value.');
  }
  return {
    ...parseCredential(parameters.credential),
    signedHeaders: parseSignedHeaders(parameters.signedHeaders),
    signature: parameters.signature,
    timestamp,
    signedAtMs: ms,
    sessionToken: sessionTokenOf(parameters.sessionToken),
    presigned: true,
    expiresSeconds: parameters.expiresSeconds,
    contentSha256: parameters.contentSha256 ?? headers.get('x-amz-content-sha256'),
    headers: new Redacted(headers),
    query: new Redacted(query),
  };
}

interface SignedAt {
  readonly ms: number;
  readonly timestamp: string;
}

/** X-Amz-Date has one spelling; the Date header may also have HTTP's. */
function dateOf(text: string, isAmzDate: boolean): SignedAt {
  const ms = parseTimestamp(text);
  if (ms !== undefined) return { ms, timestamp: text };
  const httpMs = isAmzDate ? undefined : parseHttpDate(text);
  if (httpMs !== undefined) return { ms: httpMs, timestamp: formatTimestamp(httpMs) };
  throw incompleteSignature(
    `Date must be in ISO-8601 'basic format'. Got ${quotedForError(text)}. See http://en.wikipedia.org/wiki/ISO_8601`,
  );
}

/** Ours are far shorter; AWS leaves the size open and warns of growth. */
const MAX_SESSION_TOKEN_LENGTH = 16_384;

function sessionTokenOf(token: string | undefined): Redacted<string> | undefined {
  if (token === undefined) return undefined;
  if (token === '' || token.length > MAX_SESSION_TOKEN_LENGTH) throw unrecognizedClient();
  return new Redacted(token);
}
