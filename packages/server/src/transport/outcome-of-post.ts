import { request } from 'node:https';
import { TLSSocket } from 'node:tls';
import { GatheredBytes } from '../gathered-bytes.ts';

/** One POST over TLS. */
export interface OutgoingPost {
  readonly url: URL;
  /** Names and values in turn, Host among them; Content-Length is set. */
  readonly rawHeaders: readonly string[];
  readonly body: Uint8Array;
  /** CAs (PEM) to trust, and no others; absent: those that the machine trusts. */
  readonly cas?: readonly string[] | undefined;
  /** From start to end, in milliseconds. */
  readonly timeoutMs: number;
  /** The longest body of an answer, in bytes. */
  readonly maxBytes: number;
  /** Ends it before its time. */
  readonly signal: AbortSignal;
}

/** What became of it. `isConnected`: TLS was agreed on, and the certificate trusted. */
export type PostOutcome =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** By names in lower case. */
      readonly headers: ReadonlyMap<string, string>;
      readonly body: Uint8Array;
    }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'timeout'; readonly isConnected: boolean }
  /** The certificate is not trusted, or not of this host. `code`: Node.js's, for instance `CERT_HAS_EXPIRED`. */
  | { readonly kind: 'untrusted'; readonly code: string }
  /** `code`: `ECONNREFUSED`, `ENOTFOUND`, … */
  | { readonly kind: 'broken'; readonly code: string; readonly isConnected: boolean };

/** Sends it on a connection of its own and takes the whole answer, whatever its status. Follows nothing. Never rejects. */
export function outcomeOfPost({
  url,
  rawHeaders,
  body,
  cas,
  timeoutMs,
  maxBytes,
  signal,
}: OutgoingPost): Promise<PostOutcome> {
  return new Promise(resolve => {
    let isConnected = false;
    const end = (posted: PostOutcome) => {
      clearTimeout(timer);
      // Of a promise that is settled already, nothing becomes of this.
      resolve(posted);
      asking.destroy();
    };
    const asking = request({
      method: 'POST',
      hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: url.port,
      path: `${url.pathname}${url.search}`,
      headers: [...rawHeaders, 'Content-Length', String(body.length)],
      agent: false,
      signal,
      // Said out loud, so that NODE_TLS_REJECT_UNAUTHORIZED cannot switch it off.
      rejectUnauthorized: true,
      ...(cas === undefined ? {} : { ca: [...cas] }),
    });
    const timer = setTimeout(() => end({ kind: 'timeout', isConnected }), timeoutMs);
    const fail = (error: Error) => {
      const { socket } = asking;
      // Node.js says so before it destroys a socket for its certificate.
      const refusal = socket instanceof TLSSocket ? socket.authorizationError : undefined;
      const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
      end(isConnected || !refusal ? { kind: 'broken', code, isConnected } : { kind: 'untrusted', code });
    };
    asking.on('socket', socket => {
      socket.on('secureConnect', () => {
        isConnected = true;
      });
    });
    asking.on('error', fail);
    asking.on('response', response => {
      const gathered = new GatheredBytes();
      response.on('data', (chunk: Buffer) => {
        if (gathered.length + chunk.length > maxBytes) end({ kind: 'too-large' });
        else gathered.add(chunk);
      });
      response.on('error', fail);
      response.on('end', () => {
        const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const);
        const status = response.statusCode ?? 0;
        end({ kind: 'answer', status, headers: new Map(headers), body: gathered.whole() });
      });
    });
    asking.end(body);
  });
}
