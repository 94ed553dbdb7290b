import { hash } from 'node:crypto';
import type { Credentials } from '@coffer/wire/sigv4';
import { signRequest } from '@coffer/wire/sigv4';
import type { Invocation, RunnableFunction } from '../function-runtime.ts';
import type { Place } from './place.ts';

/** What is to be sent. */
export interface ElsewhereRequest {
  readonly place: Place;
  readonly target: Pick<RunnableFunction, 'arn' | 'region' | 'timeout'>;
  readonly invocation: Invocation;
  readonly credentials: Credentials;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * The headers of an invocation, signed: SigV4 for the service `lambda`, as any client of AWS Lambda signs Invoke. An
 * endpoint of somebody's own also gets what the Runtime API tells a runtime: the request's id, its end, the function's ARN.
 */
export function signedHeaders({ place, target, invocation, credentials, now }: ElsewhereRequest): readonly string[] {
  const { url, kind, region = target.region } = place;
  const { payload: body, clientContext = '', requestId } = invocation;
  const rawHeaders = [
    'Host',
    url.host,
    'Content-Type',
    'application/json',
    'X-Amz-Content-Sha256',
    hash('sha256', body, 'hex'),
    'X-Amz-Invocation-Type',
    'RequestResponse',
    'X-Amz-Log-Type',
    'Tail',
  ];
  if (isHeader(clientContext)) rawHeaders.push('X-Amz-Client-Context', clientContext);
  if (kind === 'https') {
    rawHeaders.push('Lambda-Runtime-Aws-Request-Id', requestId);
    rawHeaders.push('Lambda-Runtime-Deadline-Ms', String(now + target.timeout * 1000));
    rawHeaders.push('Lambda-Runtime-Invoked-Function-Arn', target.arn);
  }
  const request = { method: 'POST', target: `${url.pathname}${url.search}`, rawHeaders, body };
  return signRequest(request, { credentials, region, service: 'lambda', now });
}

/** Base64, and no longer than AWS lets a client context be. Source: Lambda API Reference, Invoke: 3,583 bytes. */
function isHeader(clientContext: string): boolean {
  return clientContext.length <= 3_583 && /^[A-Za-z0-9+/=]+$/.test(clientContext);
}
