import { request as requestHttps } from 'node:https';

// An `import` of it loads fetch too, which takes as long as a Node.js that starts.
const { request: requestHttp } = process.getBuiltinModule('node:http');

export interface Outgoing {
  readonly endpoint: URL;
  readonly ca: string | undefined;
  readonly method: string;
  readonly target: string;
  /** Name, value, name, value; holds Host. */
  readonly rawHeaders: readonly string[];
  readonly body: Uint8Array;
  readonly timeoutMs: number;
  /** Gives up when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  readonly bytes: Uint8Array;
}

/** No answer of an API is larger: the largest holds a hundred secrets' metadata. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** Sends one request on a connection of its own. Rejects when no whole answer comes in time. */
export function send(outgoing: Outgoing): Promise<Answer> {
  const { endpoint, ca, timeoutMs, signal } = outgoing;
  const timeout = AbortSignal.timeout(timeoutMs);
  return new Promise((resolve, reject) => {
    const options = {
      method: outgoing.method,
      hostname: endpoint.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: endpoint.port,
      path: outgoing.target,
      // Its own connection, closed afterwards: a command ends when its work is done.
      agent: false,
      signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
      headers: [...outgoing.rawHeaders, 'Content-Length', String(outgoing.body.length)],
    } as const;
    // Verification is said out loud, so that NODE_TLS_REJECT_UNAUTHORIZED cannot switch it off.
    const request =
      endpoint.protocol === 'http:' ? requestHttp(options) : requestHttps({ ...options, ca, rejectUnauthorized: true });
    request.on('error', error => {
      if (signal?.aborted === true) reject(new Error('given up'));
      else reject(error.name === 'AbortError' ? new Error(`no answer within ${timeoutMs / 1000} seconds`) : error);
    });
    request.on('response', response => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length > MAX_ANSWER_BYTES) response.destroy(new Error('the answer is too large'));
        else chunks.push(chunk);
      });
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: bytes.toString('utf8'),
          bytes,
        });
      });
    });
    request.end(outgoing.body);
  });
}
