import { randomUUID } from 'node:crypto';
import type { RawRequest } from '../transport/listener.ts';
import type { ClientFacts, VpcEndpoint } from './caller.ts';

/** A request as it arrived, before anything of it is believed. */
export interface Arrival {
  readonly raw: RawRequest;
  /** Goes back as `x-amzn-RequestId`. */
  readonly requestId: string;
  readonly now: number;
  /** `performance.now()` at arrival. */
  readonly startedAt: number;
  readonly host: string;
  readonly target: string | undefined;
  /** Without parameters, lower case. */
  readonly contentType: string;
  readonly client: ClientFacts;
}

/** Of the names that are looked at; most headers need no lower case. */
const LENGTHS: ReadonlySet<number> = new Set(['host', 'user-agent', 'content-type', 'x-amz-target'].map(n => n.length));

/** Longest user agent that goes into records, in characters. */
const MAX_USER_AGENT = 1_024;

/** @param endpoint what the listener stands for, see `ClientFacts` */
export function arrive(raw: RawRequest, now: number, endpoint?: VpcEndpoint): Arrival {
  let host = '';
  let target: string | undefined;
  let contentType = '';
  let userAgent = '';
  const headers = raw.rawHeaders;
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? '';
    if (!LENGTHS.has(name.length)) continue;
    const value = headers[i + 1] ?? '';
    switch (name.toLowerCase()) {
      case 'host':
        // A second Host is refused when the signature is read.
        host ||= value;
        break;
      case 'x-amz-target':
        // Two of them mean none of both: joined as the signature sees them, they name no operation.
        target = target === undefined ? value : `${target},${value}`;
        break;
      case 'content-type':
        contentType = mediaType(value);
        break;
      case 'user-agent':
        userAgent = value.length > MAX_USER_AGENT ? value.slice(0, MAX_USER_AGENT) : value;
        break;
      default:
    }
  }
  const client: ClientFacts = { sourceIp: raw.remoteAddress, userAgent, host, tls: raw.tls };
  return {
    raw,
    requestId: randomUUID(),
    now,
    startedAt: performance.now(),
    host,
    target,
    contentType,
    // Most requests have none, and what is kept of them has no member for it.
    client: endpoint === undefined ? client : { ...client, endpoint },
  };
}

function mediaType(value: string): string {
  const end = value.indexOf(';');
  return (end < 0 ? value : value.slice(0, end)).trim().toLowerCase();
}
