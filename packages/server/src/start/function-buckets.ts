import { createHash } from 'node:crypto';
import type { Credentials } from '@coffer/wire/sigv4';
import { signRequest } from '@coffer/wire/sigv4';
import type { Clock } from '../clock.ts';
import { awsCredentials } from '../keys/aws-credentials.ts';
import type { ServerOptions } from '../options.ts';
import type { FunctionBucket } from '../services/lambda/parts.ts';
import { callHttp } from '../transport/http-call.ts';
import { OperatorError } from '../transport/operator-error.ts';
import { readTrustedCas } from './trusted-cas.ts';

/** A little more than an archive may have, so that one that is too long is told as such. */
const MAX_BYTES = 52_428_801;
const TIMEOUT_MS = 60_000;

/** The buckets of the options. Throws `OperatorError` for an endpoint that is no address. */
export async function configuredBuckets(
  options: ServerOptions,
  clock: Clock,
  credentials: () => Promise<Credentials> = () => awsCredentials(process.env, undefined),
): Promise<readonly FunctionBucket[]> {
  const furtherCas = await readTrustedCas(options);
  const region = process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? 'us-east-1';
  return (options.functionBuckets ?? []).map(bucket => {
    if ('folder' in bucket) return bucket;
    const { name, endpoint } = bucket;
    const origin = originOf(endpoint);
    return {
      name,
      async read({ key, version }) {
        const { objectError, noSuchKey } = await import('../services/lambda/buckets.ts');
        if (!isPlainKey(key)) throw noSuchKey();
        if (version !== undefined && !/^[A-Za-z0-9_.~-]+$/.test(version)) throw noSuchKey();
        const query = version === undefined ? '' : `?versionId=${version}`;
        const request = {
          method: 'GET',
          target: `/${name}/${key}${query}`,
          rawHeaders: ['Host', origin.host, 'X-Amz-Content-Sha256', EMPTY],
          body: new Uint8Array(),
        };
        const signing = { credentials: await credentials(), region, service: 's3', now: clock.now() };
        const rawHeaders = signRequest(request, signing);
        const call = { ...request, origin, rawHeaders, furtherCas, timeoutMs: TIMEOUT_MS, maxAnswerBytes: MAX_BYTES };
        const answer = await callHttp(call);
        if (answer.status === 200) return answer.bytes;
        throw objectError(
          element(answer.text, 'Code') ?? `HTTP ${answer.status}`,
          element(answer.text, 'Message') ?? 'The object cannot be read.',
        );
      },
    };
  });
}

/**
 * S3 signs keys with other characters differently than every other service. Dots that a server resolves would lead into
 * another bucket.
 */
function isPlainKey(key: string): boolean {
  return (
    /^[A-Za-z0-9_.~/-]{1,1024}$/.test(key) &&
    key.split('/').every(segment => segment !== '' && segment !== '.' && segment !== '..')
  );
}

const EMPTY = createHash('sha256').digest('hex');

function originOf(endpoint: string): URL {
  const origin = URL.parse(endpoint);
  const isLoopback = origin !== null && ['127.0.0.1', '[::1]', 'localhost'].includes(origin.hostname);
  if (origin === null || !(origin.protocol === 'https:' || (origin.protocol === 'http:' && isLoopback))) {
    throw new OperatorError(`\`${endpoint}\` is no address of an S3 server: it begins with https://`);
  }
  return origin;
}

/** The text of the first element of this name, at most 300 characters of it: what S3 says of errors. */
function element(xml: string, name: string): string | undefined {
  const begin = xml.indexOf(`<${name}>`);
  const end = begin < 0 ? -1 : xml.indexOf(`</${name}>`, begin);
  return end < 0 ? undefined : xml.slice(begin + name.length + 2, end).slice(0, 300);
}
