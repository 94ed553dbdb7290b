/** A server of Node.js with our limits, and the meaning of its errors. */
import type { Server, ServerOptions } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';

import type { ListenerLimits } from './listener-limits.ts';
import type { AnsweredReason } from './refusals.ts';
import { type CertifiedKey, tlsOptions } from './tls-options.ts';

// An `import` of it loads fetch too, which takes as long as a Node.js that starts.
const { createServer: createHttpServer } = process.getBuiltinModule('node:http');

/** HTTPS when there is a key pair, else plain HTTP. Not listening yet. */
export function createServer(keyPair: CertifiedKey | undefined, limits: ListenerLimits): Server {
  const options: ServerOptions = {
    maxHeaderSize: limits.maxHeaderBytes,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.ceil(Math.min(limits.headersTimeoutMs, limits.requestTimeoutMs) / TIMEOUT_LOOKS),
    insecureHTTPParser: false,
    // The listener looks for it itself.
    requireHostHeader: false,
  };
  const server =
    keyPair === undefined
      ? createHttpServer(options)
      : createHttpsServer({ ...options, ...tlsOptions(keyPair), handshakeTimeout: limits.headersTimeoutMs });
  // One more than ours: whether it may stay, or another one goes, is not for Node.js to decide.
  server.maxConnections = limits.maxConnections + 1;
  // Node.js drops headers past its limit without a word; one more than ours shows that there were too many.
  server.maxHeadersCount = limits.maxHeaders + 1;
  return server;
}

/** What a `clientError` says about the request; undefined when the peer is just gone and nothing was wrong with it. */
export function reasonOf(error: Error): AnsweredReason | undefined {
  const code = codeOf(error);
  if (code === 'HPE_HEADER_OVERFLOW') {
    return 'headers-too-large';
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return 'too-slow';
  }
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') {
    return 'body-too-large';
  }
  return code.startsWith('HPE_') && code !== 'HPE_INVALID_EOF_STATE' ? 'malformed-request' : undefined;
}

/** The system's name of an error (`EADDRINUSE`, `HPE_INVALID_METHOD`), or an empty text. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** How often within a timeout Node.js looks for connections that exceeded it, so that it is late by a quarter at most. */
const TIMEOUT_LOOKS = 4;
