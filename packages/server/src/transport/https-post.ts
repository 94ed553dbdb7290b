import { request as requestHttps } from 'node:https';

// An `import` of it loads fetch too, which takes as long as a Node.js that starts.
const { request: requestHttp } = process.getBuiltinModule('node:http');

/** What a small service of somebody else's answered. */
export interface PostAnswer {
  readonly status: number;
  readonly text: string;
}

/** What one exchange may take: from start to end, in milliseconds; and the longest answer, in characters. */
const TIMEOUT_MS = 10_000;
const MAX_ANSWER = 65_536;

/**
 * Posts a small body on a connection of its own; `rawHeaders` hold Host. Over HTTPS the server's certificate must be
 * trusted by the machine, or by `ca` (PEM) alone where that is given. Rejects with an Error when no whole answer comes in time.
 */
export function httpsPost(
  endpoint: URL,
  rawHeaders: readonly string[],
  body: Uint8Array,
  ca?: string,
): Promise<PostAnswer> {
  return new Promise((resolve, reject) => {
    const options = {
      method: 'POST',
      hostname: endpoint.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: endpoint.port,
      path: '/',
      agent: false,
      headers: [...rawHeaders, 'Content-Length', String(body.length)],
      signal: AbortSignal.timeout(TIMEOUT_MS),
    } as const;
    const asking =
      endpoint.protocol === 'http:'
        ? requestHttp(options)
        : // Said out loud, so that NODE_TLS_REJECT_UNAUTHORIZED cannot switch it off.
          requestHttps({ ...options, rejectUnauthorized: true, ...(ca === undefined ? {} : { ca }) });
    asking.on('error', reject);
    asking.on('response', response => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        if (text.length > MAX_ANSWER) response.destroy(new Error('the answer is too long'));
      });
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    asking.end(body);
  });
}
