/** The few operations of S3 that backups need, signed; of AWS or of whatever speaks its API. */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Credentials } from '@coffer/wire/sigv4';
import { signRequest } from '@coffer/wire/sigv4';
import { callHttp } from '../transport/http-call.ts';
import type { HttpAnswer } from '../transport/http-call.ts';
import { OperatorError } from '../transport/operator-error.ts';

export interface S3Options {
  readonly bucket: string;
  readonly region: string;
  /** `https://HOST[:PORT]`, or `http://` on loopback; absent: AWS's own of the region. */
  readonly endpoint?: string | undefined;
  /** Asked for each request, so that renewed ones count at once. */
  readonly credentials: () => Promise<Credentials>;
  readonly furtherCas: readonly string[];
  readonly now: () => number;
  /** Between attempts; default half a second, two, eight. */
  readonly retryDelaysMs?: readonly number[] | undefined;
}

/** A request to the bucket: key and query are made of letters, digits and `_.-/~%` alone. */
export interface S3Request {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Without a leading slash; empty: the bucket itself. */
  readonly key: string;
  readonly query?: string | undefined;
  readonly body?: Uint8Array | undefined;
}

export type S3Client = (request: S3Request) => Promise<HttpAnswer>;

/** How long a request may take: a part of 64 MiB over a slow line. In milliseconds. */
const TIMEOUT_MS = 300_000;
const RETRY_DELAYS_MS = [500, 2_000, 8_000];

/**
 * A client of one bucket. What fails for the moment is tried again. Throws `OperatorError` with S3's code for what it
 * refuses, and for an endpoint that is none.
 */
export function s3Client(options: S3Options): S3Client {
  const { bucket, retryDelaysMs = RETRY_DELAYS_MS } = options;
  const { origin, path } = addressOf(options);
  async function once(request: S3Request): Promise<HttpAnswer> {
    const body = request.body ?? new Uint8Array();
    const query = request.query === undefined ? '' : `?${request.query}`;
    const target = `${path}${request.key === '' ? (path === '' ? '/' : '') : `/${request.key}`}${query}`;
    const hash = createHash('sha256').update(body).digest('hex');
    const unsigned = {
      method: request.method,
      target,
      rawHeaders: ['Host', origin.host, 'X-Amz-Content-Sha256', hash],
      body,
    };
    const { region, now, furtherCas } = options;
    const credentials = await options.credentials();
    const rawHeaders = signRequest(unsigned, { credentials, region, service: 's3', now: now() });
    return callHttp({ ...unsigned, origin, rawHeaders, furtherCas, timeoutMs: TIMEOUT_MS });
  }
  return async request => {
    for (let attempt = 0; ; attempt += 1) {
      const delayMs = retryDelaysMs[attempt];
      const answer = await once(request).catch((error: unknown) => {
        if (delayMs !== undefined) return undefined;
        const why = error instanceof Error ? error.message : String(error);
        throw new OperatorError(`the bucket \`${bucket}\` at ${origin.origin} does not answer: ${why}`, {
          cause: error,
        });
      });
      const isForTheMoment = answer === undefined || answer.status >= 500 || answer.status === 429;
      if (isForTheMoment && delayMs !== undefined) await sleep(delayMs);
      else if (answer !== undefined) return checked(answer, request, bucket);
    }
  };
}

/** The text of the first element of this name in an answer of S3, which has no attributes in it. */
export function elementText(xml: string, name: string): string | undefined {
  const begin = xml.indexOf(`<${name}>`);
  const end = begin < 0 ? -1 : xml.indexOf(`</${name}>`, begin);
  return end < 0 ? undefined : xml.slice(begin + name.length + 2, end);
}

/** CompleteMultipartUpload may answer 200 and say that it failed. */
function checked(answer: HttpAnswer, { method, key }: S3Request, bucket: string): HttpAnswer {
  const code = elementText(answer.text, 'Code');
  if (answer.status < 300 && !(answer.text.includes('<Error>') && code !== undefined)) return answer;
  const words = elementText(answer.text, 'Message') ?? '';
  throw new OperatorError(
    `the bucket \`${bucket}\` has refused ${method} \`${key}\`: ${code ?? `HTTP status ${answer.status}`}${words === '' ? '' : `: ${words.slice(0, 300)}`}`,
  );
}

/** Of AWS the bucket is a host; others have it in the path. */
function addressOf({ bucket, region, endpoint }: S3Options): { readonly origin: URL; readonly path: string } {
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const origin = URL.parse(endpoint ?? `https://${bucket}.s3.${region}.${suffix}`);
  const isLoopback = origin !== null && ['127.0.0.1', '[::1]', 'localhost'].includes(origin.hostname);
  if (origin === null || !(origin.protocol === 'https:' || (origin.protocol === 'http:' && isLoopback))) {
    throw new OperatorError(`\`${endpoint}\` is no address of an S3 server: it begins with https://`);
  }
  return { origin, path: endpoint === undefined ? '' : `/${bucket}` };
}
