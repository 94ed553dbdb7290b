/** The answers that the transport gives by itself, to requests that never reach the handler. */
import { randomUUID } from 'node:crypto';

import type { RawResponse } from './raw-message.ts';

// An `import` of it loads fetch too, which takes as long as a Node.js that starts.
const { STATUS_CODES } = process.getBuiltinModule('node:http');

/** Reasons that are answered in HTTP. */
export type AnsweredReason =
  | 'malformed-request'
  | 'connect-method'
  | 'unknown-expectation'
  | 'too-slow'
  | 'body-too-large'
  | 'headers-too-large'
  | 'too-many-requests';

/** Why the transport refused; for the last two nothing can be said to the peer and its connection just ends. */
export type RefusalReason = AnsweredReason | 'too-many-connections' | 'handshake-failed';

/** Counts what was refused, for metrics and the security log. Must not throw. */
export type OnRefused = (reason: RefusalReason, remoteAddress: string) => void;

export interface Refusal extends RawResponse {
  readonly body: string;
  /** Whether the connection ends with this answer. */
  readonly closes: boolean;
}

/** What AWS's JSON services answer with; clients of the other protocols still get the status and a readable sentence. */
const JSON_TYPE = 'application/x-amz-json-1.1';

/** The answer to a request that is refused; every answer has a request id of its own. */
export function refusalOf(reason: AnsweredReason): Refusal {
  const refusal = REFUSALS[reason];
  return { ...refusal, headers: [...refusal.headers, REQUEST_ID, randomUUID()] };
}

const REQUEST_ID = 'x-amzn-RequestId';

const REFUSALS: Readonly<Record<AnsweredReason, Refusal>> = {
  'malformed-request': last(400, 'MalformedHttpRequestException', 'The request is not valid HTTP/1.1.'),
  'connect-method': last(405, 'MethodNotAllowedException', 'This server is not a proxy.'),
  'unknown-expectation': last(417, 'ExpectationFailedException', 'This server knows no expectation but 100-continue.'),
  'too-slow': last(408, 'RequestTimeoutException', 'The request took too long to arrive.'),
  'body-too-large': last(413, 'RequestEntityTooLargeException', 'The request body is longer than this server accepts.'),
  'headers-too-large': last(
    431,
    'RequestHeaderFieldsTooLargeException',
    'The request has more headers, or longer ones, than this server accepts.',
  ),
  'too-many-requests': {
    status: 503,
    headers: ['content-type', JSON_TYPE, 'retry-after', '1'],
    body: errorBody('ServiceUnavailableException', 'Too many requests at one time: slow down.'),
    closes: false,
  },
};

/** For a handler that failed: its error goes to the server's log and nowhere else. */
export function handlerFailure(): RawResponse {
  return {
    status: 500,
    headers: ['content-type', JSON_TYPE, REQUEST_ID, randomUUID()],
    body: errorBody('InternalServiceError', 'An error occurred on the server side.'),
  };
}

/** The refusal as the bytes of a connection's last response, for when the HTTP parser has given up on it. */
export function refusalText(reason: AnsweredReason): string {
  const { status, body } = REFUSALS[reason];
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    `content-type: ${JSON_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `${REQUEST_ID}: ${randomUUID()}`,
    'connection: close',
    '',
    body,
  ].join('\r\n');
}

function last(status: number, type: string, message: string): Refusal {
  return { status, headers: ['content-type', JSON_TYPE], body: errorBody(type, message), closes: true };
}

function errorBody(type: string, message: string): string {
  return JSON.stringify({ __type: type, message });
}
