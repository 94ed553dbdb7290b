import { request as requestHttps } from 'node:https';
import { getCACertificates } from 'node:tls';
import { GatheredBytes } from '../gathered-bytes.ts';

// An `import` of it loads fetch too, which takes as long as a Node.js that starts.
const { request: requestHttp } = process.getBuiltinModule('node:http');

/** A request to another server. */
export interface HttpCall {
  readonly method: string;
  /** Its path and query are `target`'s. */
  readonly origin: URL;
  /** Path and query, encoded as they are signed. */
  readonly target: string;
  /** Names and values in turn; Content-Length is set. */
  readonly rawHeaders: readonly string[];
  readonly body: Uint8Array;
  /** CAs (PEM) to trust besides those of the machine. */
  readonly furtherCas: readonly string[];
  /** From start to end, in milliseconds. */
  readonly timeoutMs: number;
  /** The longest answer, in bytes; absent: 4 MB. */
  readonly maxAnswerBytes?: number | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly bytes: Uint8Array;
  /** The same, read as UTF-8. */
  readonly text: string;
}

/** In bytes: a page of a listing is a few hundred thousand. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** Sends a request and takes its answer, whatever its status. Follows nothing. Rejects when there is no whole answer. */
export function callHttp(call: HttpCall): Promise<HttpAnswer> {
  const { origin, target, method, rawHeaders, body, furtherCas, timeoutMs, maxAnswerBytes = MAX_ANSWER_BYTES } = call;
  return new Promise((resolve, reject) => {
    const options = {
      host: origin.hostname.replace(/^\[|\]$/g, ''),
      port: origin.port,
      path: target,
      method,
      headers: [...rawHeaders, 'Content-Length', String(body.length)],
      signal: AbortSignal.timeout(timeoutMs),
      agent: false as const,
    };
    const ca = furtherCas.length === 0 ? {} : { ca: [...getCACertificates('default'), ...furtherCas] };
    const asking = origin.protocol === 'http:' ? requestHttp(options) : requestHttps({ ...options, ...ca });
    asking.on('error', reject);
    asking.on('response', response => {
      const gathered = new GatheredBytes();
      response.on('data', (chunk: Buffer) => {
        if (gathered.length + chunk.length > maxAnswerBytes) response.destroy(new Error('the answer is too large'));
        else gathered.add(chunk);
      });
      response.on('error', reject);
      response.on('end', () => {
        const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const);
        const bytes = gathered.whole();
        const text = bytes.toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: new Map(headers), bytes, text });
      });
    });
    asking.end(body);
  });
}
