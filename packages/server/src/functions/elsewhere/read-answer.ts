/** What an answer from elsewhere means. Source: Lambda API Reference, Invoke. */
import type { PostOutcome } from '../../transport/outcome-of-post.ts';
import type { ElsewhereError, Failure } from '../failures.ts';
import type { Place } from './place.ts';
import { hostAndPort } from './place.ts';

/** What the function has answered, or why it has not. */
export type Verdict =
  | {
      readonly kind: 'response';
      /** JSON. */
      readonly payload: Uint8Array;
      readonly functionError: 'Handled' | 'Unhandled' | undefined;
      /** The end of its log there. */
      readonly logTail: string | undefined;
      /** By which it is found there; what is no id is left out. */
      readonly requestId: string | undefined;
    }
  | { readonly kind: 'failure'; readonly failure: Failure; readonly waitedFor?: string | undefined };

/**
 * @param waitedMs how long it took
 * @param timeout of the function, in seconds
 */
export function readAnswer(place: Place, posted: PostOutcome, waitedMs: number, timeout: number): Verdict {
  const where = hostAndPort(place);
  const after = `after ${Math.round(waitedMs)} ms`;
  switch (posted.kind) {
    case 'too-large':
      return { kind: 'failure', failure: posted };
    case 'timeout': {
      const waitedFor = posted.isConnected
        ? `no answer from ${where} ${after}`
        : `still connecting to ${where} ${after}`;
      return { kind: 'failure', failure: { kind: 'timeout', seconds: timeout }, waitedFor };
    }
    case 'untrusted':
      return failed('Elsewhere.Untrusted', `the certificate of ${where} is not trusted: ${posted.code} ${after}`);
    case 'broken': {
      const what = posted.isConnected ? `the connection to ${where} broke` : `could not connect to ${where}`;
      return failed('Elsewhere.Unreachable', `${what}: ${posted.code} ${after}`);
    }
    case 'answer':
      return readResponse(place, posted);
  }
}

function readResponse(place: Place, { status, headers, body }: Extract<PostOutcome, { kind: 'answer' }>): Verdict {
  const where = hostAndPort(place);
  if (status >= 300 && status < 400)
    return failed('Elsewhere.Refused', `${where} answered with a redirect (HTTP status ${status}): none is followed`);
  if (status !== 200 && status !== 204) {
    const words = place.kind === 'lambda' ? wordsOf(headers, body) : '';
    return failed('Elsewhere.Refused', `${where} answered HTTP status ${status}${words}`);
  }
  const payload = body.length === 0 ? NULL : body;
  if (!isJson(payload)) return { kind: 'failure', failure: { kind: 'not-json' } };
  const error = headers.get('x-amz-function-error') ?? '';
  return {
    kind: 'response',
    payload,
    functionError: error === '' ? undefined : error === 'Handled' ? 'Handled' : 'Unhandled',
    logTail: tailOf(headers.get('x-amz-log-result')),
    requestId: idOf(headers.get('x-amzn-requestid')),
  };
}

/** A function that returns nothing returns this. */
const NULL: Uint8Array = Buffer.from('null');

function failed(errorType: ElsewhereError, message: string): Verdict {
  return { kind: 'failure', failure: { kind: 'elsewhere', errorType, message } };
}

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return true;
  } catch {
    return false;
  }
}

/** In bytes: what AWS hands out. */
const TAIL_BYTES = 4_096;

function tailOf(base64: string | undefined): string | undefined {
  if (base64 === undefined) return undefined;
  return Buffer.from(base64, 'base64').subarray(-TAIL_BYTES).toString('utf8');
}

function idOf(id: string | undefined): string | undefined {
  return id !== undefined && /^[\w-]{1,64}$/.test(id) ? id : undefined;
}

const MAX_WORDS = 300;

/**
 * The code and the first line of an error of AWS: what follows, in errors about signatures, is the request with its
 * session token.
 */
function wordsOf(headers: ReadonlyMap<string, string>, body: Uint8Array): string {
  const [code = ''] = (headers.get('x-amzn-errortype') ?? '').split(':');
  const [line = ''] = messageIn(body).split('\n');
  const words = [code, line].filter(text => text !== '').join(': ');
  // One line of plain text, whoever wrote it.
  return words === '' ? '' : ` (${words.slice(0, MAX_WORDS).replace(/[^ -~]/g, '?')})`;
}

function messageIn(body: Uint8Array): string {
  try {
    const error: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    if (typeof error !== 'object' || error === null) return '';
    const message = 'message' in error ? error.message : 'Message' in error ? error.Message : undefined;
    return typeof message === 'string' ? message : '';
  } catch {
    return '';
  }
}
