import { randomUUID } from 'node:crypto';
import { Redacted } from '@coffer/wire';
import { signRequest } from '@coffer/wire/sigv4';
import { REGION, ROOT_KEY, secretName } from './secrets.ts';

/** With what requests are signed. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: Redacted<string>;
  readonly sessionToken?: Redacted<string>;
}

const CREDENTIALS: Credentials = {
  accessKeyId: ROOT_KEY.accessKeyId,
  secretAccessKey: new Redacted(ROOT_KEY.secretAccessKey),
};

/** Which service a call is for, and what stands before its operations. */
export interface ServiceTarget {
  readonly service: string;
  readonly prefix: string;
}

const SECRETS_MANAGER: ServiceTarget = { service: 'secretsmanager', prefix: 'secretsmanager' };
export const KMS: ServiceTarget = { service: 'kms', prefix: 'TrentService' };

/** A signed request as a client sends it. */
export interface SignedCall {
  readonly method: 'POST';
  readonly target: '/';
  /** Name, value, name, value. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

/** Signs a call, by default as the root user, with the headers that AWS's SDK for JavaScript sends. Servers take it for five minutes. */
export function signCall(
  host: string,
  operation: string,
  text: string,
  credentials = CREDENTIALS,
  { service, prefix }: ServiceTarget = SECRETS_MANAGER,
): SignedCall {
  const body = Buffer.from(text, 'utf8');
  const unsigned = Object.entries({
    Host: host,
    'Content-Type': 'application/x-amz-json-1.1',
    'Content-Length': String(body.byteLength),
    'X-Amz-Target': `${prefix}.${operation}`,
    'User-Agent': 'aws-sdk-js/3.1162.0 ua/2.1 os/linux lang/js md/nodejs#26 api/secrets-manager#3.1162.0',
    'amz-sdk-invocation-id': randomUUID(),
    'amz-sdk-request': 'attempt=1; max=3',
  }).flat();
  const request = { method: 'POST', target: '/', rawHeaders: unsigned, body } as const;
  const scope = { credentials, region: REGION, service, now: Date.now() };
  return { ...request, rawHeaders: signRequest(request, scope) };
}

/** The bytes of a request on the wire. */
export function bytesOf({ method, target, rawHeaders, body }: SignedCall): Buffer {
  const lines = [`${method} ${target} HTTP/1.1`];
  for (let i = 0; i < rawHeaders.length; i += 2) lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`);
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}

/**
 * So many different GetSecretValue requests, each signed on its own. They visit the secrets from 0 to `secrets` evenly
 * and not in the order in which they were made; names repeat only where there are more requests than secrets.
 */
export function readRequests(
  host: string,
  secrets: number,
  count: number,
  credentials?: Credentials,
): readonly Buffer[] {
  return Array.from({ length: count }, (_, i) =>
    bytesOf(
      signCall(host, 'GetSecretValue', JSON.stringify({ SecretId: secretName((i * STRIDE) % secrets) }), credentials),
    ),
  );
}

/** A prime that divides no number of secrets. */
const STRIDE = 7_919;
