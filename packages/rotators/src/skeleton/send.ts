import { readFile } from 'node:fs/promises';
import type { Agent as PlainAgent } from 'node:http';
import { Agent, request as requestHttps } from 'node:https';
import type { Environment } from './environment.ts';

// An `import` of it loads fetch too, which takes as long as a Node.js that starts.
const { Agent: HttpAgent, request: requestHttp } = process.getBuiltinModule('node:http');

/** A request, signed or not. */
export interface Outgoing {
  readonly method: string;
  readonly url: URL;
  /** Name, value, name, value; holds Host. */
  readonly rawHeaders: readonly string[];
  readonly body: Uint8Array;
}

/** What came back. */
export interface Incoming {
  readonly status: number;
  readonly body: string;
}

/** Sends a request; rejects when no whole answer comes in ten seconds. */
export type Send = (outgoing: Outgoing) => Promise<Incoming>;

/** Connections that are kept for one invocation: disposing of it closes them. */
export interface Connections extends Disposable {
  readonly send: Send;
}

const TIMEOUT_MS = 10_000;
/** A secret has at most 64 KB. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** Connections that trust the authorities of `AWS_CA_BUNDLE` when it is set, and those that Node.js knows when it is not. */
export async function openConnections(environment: Environment): Promise<Connections> {
  const bundle = environment.get('AWS_CA_BUNDLE');
  const ca = bundle === undefined || bundle === '' ? undefined : await readFile(bundle, 'utf8');
  const secure = new Agent({ keepAlive: true, ...(ca === undefined ? {} : { ca }), rejectUnauthorized: true });
  const plain = new HttpAgent({ keepAlive: true });
  return {
    send: outgoing => exchange(outgoing, secure, plain),
    [Symbol.dispose]() {
      secure.destroy();
      plain.destroy();
    },
  };
}

function exchange({ method, url, rawHeaders, body }: Outgoing, secure: Agent, plain: PlainAgent): Promise<Incoming> {
  return new Promise((resolve, reject) => {
    const options = {
      method,
      hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: url.port,
      path: `${url.pathname}${url.search}`,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: [...rawHeaders, 'Content-Length', String(body.length)],
    };
    const request =
      url.protocol === 'http:'
        ? requestHttp({ ...options, agent: plain })
        : requestHttps({ ...options, agent: secure });
    request.on('error', error => {
      reject(error.name === 'AbortError' ? new Error(`no answer within ${TIMEOUT_MS / 1000} seconds`) : error);
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
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') });
      });
    });
    request.end(body);
  });
}
