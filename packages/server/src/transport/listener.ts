/**
 * One listening socket: HTTPS, or plain HTTP where that is safe. It turns connections into `RawRequest`s for a handler
 * and knows nothing about their meaning. Whatever a peer sends, it ends in one answer or one closed connection, never in
 * an exception.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as HttpsServer } from 'node:https';
import type { ListenOptions, Socket } from 'node:net';
import type { Duplex } from 'node:stream';

import { formatHostPort, type HostPort, isLoopback } from './addresses.ts';
import { bind, resolveHost } from './bind.ts';
import { type Connection, plainAddress } from './connection.ts';
import { Connections } from './connections.ts';
import { Exchange } from './exchange.ts';
import { clientAddress } from './forwarded-for.ts';
import { codeOf, createServer, reasonOf } from './http-server.ts';
import { endSoon } from './keep-alive.ts';
import { DEFAULT_LIMITS, type ListenerLimits } from './listener-limits.ts';
import { OperatorError } from './operator-error.ts';
import type { RawHandler, RawResponse } from './raw-message.ts';
import { type AnsweredReason, handlerFailure, type OnRefused, refusalOf, refusalText } from './refusals.ts';
import { type BodyBudget, collectBody } from './request-body.ts';
import { type CertifiedKey, tlsOptions } from './tls-options.ts';
import { Turn } from './turn.ts';
import type { TrustedProxies } from './trusted-proxies.ts';

export type { RawHandler, RawRequest, RawResponse } from './raw-message.ts';

export interface ListenerOptions {
  /** Given to the handler with every request, so that it knows where the request came in. */
  readonly name: string;
  /**
   * A key pair serves HTTPS. `plain-loopback` serves HTTP and refuses to listen where others could read along.
   * `plain-anywhere` is for what holds no secrets: health and metrics.
   */
  readonly security: CertifiedKey | 'plain-loopback' | 'plain-anywhere';
  readonly handler: RawHandler;
  readonly limits?: Partial<ListenerLimits>;
  /** Proxies that may say for whom they send a request; absent: none, and `remoteAddress` is always the peer's. */
  readonly trustedProxies?: TrustedProxies | undefined;
  readonly onRefused?: OnRefused;
  /** Gets what the handler threw (the client gets a 500 that says nothing), and failures to accept. Must not throw. */
  readonly onFailure?: (error: unknown) => void;
}

export class Listener implements AsyncDisposable {
  readonly #options: ListenerOptions;
  readonly #limits: ListenerLimits;
  readonly #server: Server;
  readonly #connections: Connections;
  readonly #bodies: BodyAllowance;
  readonly #uploads: BodyAllowance | undefined;
  readonly #turn = new Turn();
  #inFlight = 0;
  #drained: Promise<void> | undefined;

  constructor(options: ListenerOptions) {
    this.#options = options;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#bodies = allowanceOf(this.#limits);
    this.#uploads = this.#limits.uploads && allowanceOf(this.#limits.uploads);
    this.#server = createServer(typeof options.security === 'string' ? undefined : options.security, this.#limits);
    this.#connections = new Connections(this.#limits, options.onRefused ?? (() => {}));
    this.#attach();
  }

  /** Requests that are read and not answered yet. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Open connections now. */
  get connections(): number {
    return this.#connections.size;
  }

  /**
   * Starts to listen on the one address that `host` is or resolves to; gives the address as it came out, with the real
   * port for port 0. Throws `OperatorError` when that address cannot be had, or is not loopback and plain HTTP is asked.
   */
  async listen({ host, port }: HostPort): Promise<HostPort> {
    const asked = formatHostPort({ host, port });
    const address = await resolveHost(host);
    if (this.#options.security === 'plain-loopback' && !isLoopback(address)) {
      throw new OperatorError(
        `cannot serve plain HTTP on \`${asked}\`: credentials and secret values would cross the network in clear; ` +
          'use a loopback address, or HTTPS',
      );
    }
    await this.#bind({ host: address, port }, asked);
    const bound = this.#server.address();
    return typeof bound === 'object' && bound !== null ? { host: bound.address, port: bound.port } : { host, port };
  }

  /** Starts to listen on a Unix socket. Who may reach it is for the caller to settle, by the folder's mode. */
  async listenUnix(path: string): Promise<void> {
    await this.#bind({ path }, path);
  }

  /** New connections get this certificate; open ones keep theirs and are not disturbed. Throws on a bad key pair. */
  reload(keyPair: CertifiedKey): void {
    if (!(this.#server instanceof HttpsServer)) {
      throw new TypeError('a plain listener has no certificate');
    }
    this.#server.setSecureContext(tlsOptions(keyPair));
  }

  /**
   * Stops to accept, closes idle connections, answers what is in flight with `Connection: close`, and cuts off what is
   * still open after `timeoutMs`. Resolves when no connection is left; the listener is of no use afterwards.
   */
  drain(timeoutMs: number): Promise<void> {
    this.#drained ??= this.#close(timeoutMs);
    return this.#drained;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.drain(DISPOSE_DRAIN_MS);
  }

  #attach(): void {
    const server = this.#server;
    server.on('connection', (socket: Socket) => this.#connections.open(socket));
    server.on(server instanceof HttpsServer ? 'secureConnection' : 'connection', (socket: Socket) =>
      this.#connections.speak(socket),
    );
    server.on('request', (request, response) => this.#receive(request, response, 'nothing'));
    server.on('checkContinue', (request, response) => this.#receive(request, response, 'continue'));
    // Left to Node.js, the answer would have no body and would not be counted.
    server.on('checkExpectation', (request, response) => this.#receive(request, response, 'something-else'));
    server.on('clientError', (error, socket) => this.#refuseUnparsed(reasonOf(error), socket));
    // Node.js gives this socket away without a listener: an error of its own would end the process.
    server.on('connect', (_request, socket) =>
      this.#refuseUnparsed(
        'connect-method',
        socket.on('error', () => {}),
      ),
    );
    server.on('drop', drop =>
      this.#options.onRefused?.('too-many-connections', plainAddress(drop?.remoteAddress ?? '')),
    );
    server.on('tlsClientError', (error, socket) => {
      // Who just goes away, such as a health check of the port, was not refused.
      if (codeOf(error) !== 'ECONNRESET') {
        this.#options.onRefused?.('handshake-failed', plainAddress(socket.remoteAddress ?? ''));
      }
    });
  }

  #receive(request: IncomingMessage, response: ServerResponse, expected: Expected): void {
    const connection = this.#connections.get(request.socket);
    if (connection === undefined) {
      request.socket.destroy();
      return;
    }
    connection.unanswered++;
    const reason = this.#objection(request, expected);
    if (reason !== undefined) {
      // Whether the body of a refused `Expect: 100-continue` still comes is the client's choice: the framing is lost.
      this.#refuse(reason, request, response, connection, expected === 'continue');
      return;
    }
    if (expected === 'continue') {
      response.writeContinue();
    }
    connection.arriving = request;
    const { maxBytes, budget } = this.#allowance(request.url);
    collectBody(request, { maxBytes, budget, isStranger: connection.isStranger }, outcome => {
      connection.arriving = connection.arriving === request ? undefined : connection.arriving;
      if (typeof outcome === 'string') {
        this.#refuse(outcome, request, response, connection, false);
      } else if (this.#inFlight >= this.#limits.maxInFlight) {
        budget.held -= outcome.byteLength;
        this.#refuse('too-many-requests', request, response, connection, false);
      } else {
        this.#inFlight++;
        this.#connections.work(connection);
        const exchange = this.#exchange(request, outcome, connection);
        this.#turn.add(() => void this.#answer(exchange, response, connection));
      }
    });
  }

  /** What speaks against a request before its body is read. */
  #objection(request: IncomingMessage, expected: Expected): AnsweredReason | undefined {
    if (request.rawHeaders.length > 2 * this.#limits.maxHeaders) {
      return 'headers-too-large';
    }
    // RFC 9112 section 3.2; left to Node.js, the answer would have no body and would not be counted.
    if (request.headers.host === undefined && request.httpVersion === '1.1') {
      return 'malformed-request';
    }
    if (expected === 'something-else') {
      return 'unknown-expectation';
    }
    if (Number(request.headers['content-length'] ?? 0) > this.#allowance(request.url).maxBytes) {
      return 'body-too-large';
    }
    return this.#inFlight >= this.#limits.maxInFlight ? 'too-many-requests' : undefined;
  }

  /** How long a body may be that is sent to this target, and in whose memory. */
  #allowance(target = ''): BodyAllowance {
    const { uploads } = this.#limits;
    return this.#uploads !== undefined && uploads !== undefined && target.startsWith(uploads.prefix)
      ? this.#uploads
      : this.#bodies;
  }

  #exchange(request: IncomingMessage, body: Uint8Array, connection: Connection): Exchange {
    const { name, trustedProxies } = this.#options;
    const { remoteAddress: peer } = connection;
    const remoteAddress = trustedProxies === undefined ? peer : clientAddress(peer, request.rawHeaders, trustedProxies);
    return new Exchange(name, request, body, connection, remoteAddress);
  }

  async #answer(exchange: Exchange, response: ServerResponse, connection: Connection): Promise<void> {
    let isTrusted = false;
    try {
      const answer = await this.#options.handler(exchange);
      isTrusted = answer.isTrusted === true;
      this.#send(answer, response, connection);
    } catch (error) {
      this.#options.onFailure?.(error);
      // What failed may be the response's head, which then has set this already.
      response.statusMessage = '';
      this.#send(handlerFailure(), response, connection);
    } finally {
      this.#connections.answered(connection, isTrusted);
      exchange.end();
      connection.unanswered--;
      this.#inFlight--;
      this.#allowance(exchange.target).budget.held -= exchange.body.byteLength;
    }
  }

  #send(
    { status, headers: given, body, isTrusted }: RawResponse,
    response: ServerResponse,
    connection: Connection,
  ): void {
    if (response.headersSent || response.destroyed) {
      return;
    }
    if (this.#drained !== undefined) {
      response.shouldKeepAlive = false;
    }
    const isShort = response.shouldKeepAlive && isTrusted !== true && connection.isStranger;
    const headers = [...given];
    if (isShort) {
      headers.push(...endSoon(response, this.#limits.strangerKeepAliveMs));
    }
    const length = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
    // RFC 9110 section 8.6: a 204 has no Content-Length.
    if (status !== 204) {
      headers.push('content-length', String(length));
    }
    response.writeHead(status, headers);
    // ASCII, which is quicker written as what it is. Encoded texts are longer than they have characters.
    response.end(body, length === body.length ? 'latin1' : 'utf8');
  }

  #refuse(
    reason: AnsweredReason,
    request: IncomingMessage,
    response: ServerResponse,
    connection: Connection,
    mustClose: boolean,
  ): void {
    this.#options.onRefused?.(reason, connection.remoteAddress);
    const refusal = refusalOf(reason);
    const { status, headers, body, closes } = refusal;
    if (!closes && !mustClose) {
      connection.unanswered--;
      this.#send(refusal, response, connection);
      return;
    }
    response.shouldKeepAlive = false;
    response.writeHead(status, [...headers, 'content-length', String(Buffer.byteLength(body))]);
    response.write(body);
    // Closing a socket with unread bytes resets it, and the client may lose the answer: read on for a moment.
    const linger = setTimeout(() => response.end(), mustClose ? 0 : LINGER_MS);
    request.on('end', () => response.end());
    response.on('close', () => clearTimeout(linger));
    request.resume();
  }

  /** The HTTP parser gave up on this socket, so the answer is written past it. */
  #refuseUnparsed(reason: AnsweredReason | undefined, socket: Duplex): void {
    const connection = this.#connections.get(socket);
    if (reason !== undefined) {
      this.#options.onRefused?.(reason, connection?.remoteAddress ?? '');
    }
    // Only when nothing else is due on this connection; else the client would take it for the answer to another request.
    const isNext = connection !== undefined && connection.unanswered === (isIncomplete(connection.arriving) ? 1 : 0);
    if (reason !== undefined && isNext && socket.writable && socket.writableLength === 0) {
      socket.end(refusalText(reason), () => socket.destroy());
    } else {
      socket.destroy();
    }
  }

  async #bind(where: ListenOptions, shown: string): Promise<void> {
    await bind(this.#server, where, shown);
    this.#server.on('error', error => this.#options.onFailure?.(error));
  }

  async #close(timeoutMs: number): Promise<void> {
    this.#connections[Symbol.dispose]();
    // This also closes the connections that had an answer and are idle now, but not those that never asked.
    const closed = new Promise<void>(done => {
      this.#server.close(() => done());
    });
    this.#connections.closeUnused();
    const deadline = setTimeout(() => this.#connections.closeAll(), timeoutMs);
    await closed;
    clearTimeout(deadline);
  }
}

/** For an owner that only disposes: long enough for what is in flight, shorter than a supervisor's patience. */
const DISPOSE_DRAIN_MS = 5_000;
/** How long a refused client may go on sending before the connection is closed under it. */
const LINGER_MS = 1_000;

interface BodyAllowance {
  readonly maxBytes: number;
  readonly budget: BodyBudget;
}

function allowanceOf(of: { readonly maxBodyBytes: number; readonly maxBufferedBytes: number }): BodyAllowance {
  return { maxBytes: of.maxBodyBytes, budget: { held: 0, max: of.maxBufferedBytes, arriving: new Set() } };
}

/** What a request's `Expect` wants (RFC 9110 section 10.1.1). */
type Expected = 'nothing' | 'continue' | 'something-else';

function isIncomplete(request: IncomingMessage | undefined): boolean {
  return request !== undefined && !request.complete;
}
