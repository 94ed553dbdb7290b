/**
 * The Lambda Runtime API of one process: it asks for the next invocation, and answers it.
 * Source: AWS Lambda Developer Guide, "Using the Lambda runtime API for custom runtimes" (version 2018-06-01).
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { MAX_PAYLOAD_BYTES } from './failures.ts';
import { readBody } from './read-body.ts';

/** What the process is asked to do. */
export interface RuntimeEvent {
  readonly requestId: string;
  readonly payload: Uint8Array;
  /** Milliseconds since 1970. */
  readonly deadline: number;
  readonly functionArn: string;
  readonly traceId: string;
  /** JSON, as it stood in the Base64 of the caller. */
  readonly clientContext?: string | undefined;
}

/** What came of it. */
export type RuntimeAnswer =
  | { readonly kind: 'response'; readonly payload: Uint8Array }
  | { readonly kind: 'error'; readonly payload: Uint8Array }
  | { readonly kind: 'too-large' };

const PREFIX = '/2018-06-01/runtime/';
/** Errors carry a stack trace at most. */
const MAX_ERROR_BYTES = 262_144;

interface Current {
  readonly event: RuntimeEvent;
  readonly answer: PromiseWithResolvers<RuntimeAnswer>;
  isBeingAnswered: boolean;
}

/** Hands one process its invocations, one after the other. */
export class RuntimeApi {
  readonly #ready = Promise.withResolvers<RuntimeAnswer | undefined>();
  #poll: ServerResponse | undefined;
  #polled = Promise.withResolvers<void>();
  #current: Current | undefined;

  /** Resolves when the process asks for its first invocation, or with what it said was wrong instead. */
  get ready(): Promise<RuntimeAnswer | undefined> {
    return this.#ready.promise;
  }

  /** Resolves when the process waits for an invocation. */
  get waiting(): Promise<void> {
    return this.#polled.promise;
  }

  /** Gives the process an invocation; only when the one before is answered. */
  run(event: RuntimeEvent): Promise<RuntimeAnswer> {
    this.#current = { event, answer: Promise.withResolvers(), isBeingAnswered: false };
    this.#hand();
    return this.#current.answer.promise;
  }

  /** Answers one request of the process. Never rejects. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '';
    const path = url.startsWith(PREFIX) ? url.slice(PREFIX.length).split('/') : [];
    const [noun, second = '', third] = path;
    if (request.method === 'GET' && noun === 'invocation' && second === 'next') return this.#next(response);
    if (request.method !== 'POST') return refuse(response, 404, 'NotFound', 'there is no such thing here');
    if (noun === 'init' && second === 'error') return this.#initError(request, response);
    if (noun === 'invocation' && third === 'response') return this.#answer(request, response, second, 'response');
    if (noun === 'invocation' && third === 'error') return this.#answer(request, response, second, 'error');
    return refuse(response, 404, 'NotFound', 'there is no such thing here');
  }

  #next(response: ServerResponse): void {
    this.#ready.resolve(undefined);
    this.#poll?.destroy();
    this.#poll = response;
    this.#polled.resolve();
    response.on('close', () => {
      if (this.#poll === response) this.#unpoll();
    });
    this.#hand();
  }

  /** Also again when the process asks again without having answered: AWS does the same after a restart of a runtime. */
  #hand(): void {
    const [response, current] = [this.#poll, this.#current];
    if (response === undefined || current === undefined) return;
    this.#unpoll();
    const { requestId, payload, deadline, functionArn, traceId, clientContext } = current.event;
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': payload.byteLength,
      'lambda-runtime-aws-request-id': requestId,
      'lambda-runtime-deadline-ms': deadline,
      'lambda-runtime-invoked-function-arn': functionArn,
      'lambda-runtime-trace-id': traceId,
      ...(clientContext === undefined ? {} : { 'lambda-runtime-client-context': clientContext }),
    });
    response.end(payload);
  }

  #unpoll(): void {
    this.#poll = undefined;
    this.#polled = Promise.withResolvers();
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
    kind: 'response' | 'error',
  ): Promise<void> {
    const current = this.#current;
    // Several at once would each be held in memory.
    if (current === undefined || current.event.requestId !== requestId || current.isBeingAnswered) {
      request.resume();
      return refuse(response, 400, 'InvalidRequestID', 'Invalid request ID');
    }
    current.isBeingAnswered = true;
    const payload = await readBody(request, kind === 'response' ? MAX_PAYLOAD_BYTES : MAX_ERROR_BYTES);
    if (payload === 'broken') {
      current.isBeingAnswered = false;
      return void response.destroy();
    }
    this.#current = undefined;
    if (payload === 'too-large') {
      current.answer.resolve({ kind: 'too-large' });
      response.setHeader('connection', 'close');
      return refuse(response, 413, 'RequestEntityTooLarge', 'Exceeded maximum allowed payload size.');
    }
    current.answer.resolve({ kind, payload });
    accept(response);
  }

  async #initError(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const payload = await readBody(request, MAX_ERROR_BYTES);
    if (typeof payload === 'string') return void response.destroy();
    this.#ready.resolve({ kind: 'error', payload });
    accept(response);
  }
}

function accept(response: ServerResponse): void {
  send(response, 202, '{"status":"OK"}\n');
}

function refuse(response: ServerResponse, status: number, errorType: string, errorMessage: string): void {
  send(response, status, JSON.stringify({ errorMessage, errorType }));
}

/** With its length: the smallest of clients need not know chunks. */
function send(response: ServerResponse, status: number, json: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) });
  response.end(json);
}
