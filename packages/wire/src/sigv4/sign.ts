import type { Redacted } from '../redacted.ts';
import { canonicalHeaders } from './canonical-headers.ts';
import { canonicalPath } from './canonical-path.ts';
import { type QueryParameter, canonicalQuery, queryParameters } from './canonical-query.ts';
import { canonicalRequest, payloadHash } from './canonical-request.ts';
import { percentEncode } from './percent-encoding.ts';
import { MAX_EXPIRES_SECONDS, SIGNATURE_PARAMETER } from './presigned.ts';
import { scopeOf } from './scope.ts';
import { type SignedRequest, targetPath, targetQuery } from './signed-request.ts';
import { signingKey } from './signing-key.ts';
import { ALGORITHM, stringToSign } from './string-to-sign.ts';
import { formatTimestamp } from './timestamp.ts';

/** What a client signs with. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: Redacted<string>;
  /** Of temporary credentials. */
  readonly sessionToken?: Redacted<string> | undefined;
}

export interface SignOptions {
  readonly credentials: Credentials;
  readonly region: string;
  /** The service's signing name, for instance `secretsmanager`. */
  readonly service: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface PresignOptions extends SignOptions {
  /** 1 to 604,800. */
  readonly expiresSeconds: number;
}

/**
 * The raw headers to send: those given, with X-Amz-Date, X-Amz-Security-Token and Authorization set. Signs every header
 * but those that connections and proxies change. `rawHeaders` must hold Host; `target` must be encoded already.
 */
export function signRequest(request: SignedRequest, options: SignOptions): readonly string[] {
  const timestamp = formatTimestamp(options.now);
  const rawHeaders = [...without(request.rawHeaders, OWN_HEADERS), 'X-Amz-Date', timestamp];
  const { sessionToken } = options.credentials;
  if (sessionToken !== undefined) rawHeaders.push('X-Amz-Security-Token', sessionToken.unwrap());
  const query = queryParameters(targetQuery(request.target));
  const { signature, signedHeaders } = sign({ ...request, rawHeaders }, query, timestamp, options);
  const credential = `${options.credentials.accessKeyId}/${scope(timestamp, options)}`;
  rawHeaders.push(
    'Authorization',
    `${ALGORITHM} Credential=${credential}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`,
  );
  return rawHeaders;
}

/**
 * The target of a presigned request: anyone who has it can send the request until it expires, with exactly the given
 * headers and body. Throws RangeError for a lifetime that no server accepts.
 */
export function presignTarget(request: SignedRequest, options: PresignOptions): string {
  if (!(options.expiresSeconds >= 1 && options.expiresSeconds <= MAX_EXPIRES_SECONDS)) {
    throw new RangeError(`a presigned request must last 1 to ${MAX_EXPIRES_SECONDS} seconds`);
  }
  const timestamp = formatTimestamp(options.now);
  const rawHeaders = without(request.rawHeaders, OWN_HEADERS);
  const { sessionToken } = options.credentials;
  const query: QueryParameter[] = [
    ...queryParameters(targetQuery(request.target)),
    { name: 'X-Amz-Algorithm', value: ALGORITHM },
    { name: 'X-Amz-Credential', value: `${options.credentials.accessKeyId}/${scope(timestamp, options)}` },
    { name: 'X-Amz-Date', value: timestamp },
    { name: 'X-Amz-Expires', value: String(Math.floor(options.expiresSeconds)) },
    { name: 'X-Amz-SignedHeaders', value: signable(rawHeaders).join(';') },
  ];
  if (sessionToken !== undefined) query.push({ name: 'X-Amz-Security-Token', value: sessionToken.unwrap() });
  const { signature } = sign({ ...request, rawHeaders }, query, timestamp, options);
  const pairs = query.map(({ name, value }) => `${percentEncode(name)}=${percentEncode(value)}`);
  return `${targetPath(request.target)}?${pairs.join('&')}&${SIGNATURE_PARAMETER}=${signature}`;
}

/** What signing sets itself. */
const OWN_HEADERS: ReadonlySet<string> = new Set(['authorization', 'x-amz-date', 'x-amz-security-token']);

/** What connections and proxies may change on the way; AWS's SDKs do not sign them either. */
const CHANGING_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'x-amzn-trace-id',
]);

function sign(
  request: SignedRequest,
  query: readonly QueryParameter[],
  timestamp: string,
  options: SignOptions,
): { readonly signature: string; readonly signedHeaders: readonly string[] } {
  const headers = canonicalHeaders(request.rawHeaders);
  const signedHeaders = signable(request.rawHeaders);
  const canonical = canonicalRequest({
    method: request.method,
    path: canonicalPath(targetPath(request.target)),
    query: canonicalQuery(query),
    signedHeaders,
    header: name => headers.get(name),
    payloadHash: payloadHash(request.body),
  });
  const key = signingKey(options.credentials.secretAccessKey, dayOf(timestamp), options.region, options.service);
  return { signature: key.sign(stringToSign(timestamp, scope(timestamp, options), canonical)), signedHeaders };
}

function scope(timestamp: string, options: SignOptions): string {
  return scopeOf({ date: dayOf(timestamp), region: options.region, service: options.service });
}

function dayOf(timestamp: string): string {
  return timestamp.slice(0, 8);
}

function signable(rawHeaders: readonly string[]): readonly string[] {
  return [...canonicalHeaders(rawHeaders).keys()].filter(name => !CHANGING_HEADERS.has(name)).toSorted();
}

function without(rawHeaders: readonly string[], names: ReadonlySet<string>): readonly string[] {
  return rawHeaders.filter((_, at) => !names.has((rawHeaders[at - (at % 2)] ?? '').toLowerCase()));
}
