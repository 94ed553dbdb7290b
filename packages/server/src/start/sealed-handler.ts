/** What a sealed server answers: that it is sealed, to everything but shares of its root key. */
import { serviceUnavailable } from '@coffer/wire';
import type { Clock } from '../clock.ts';
import { arrive } from '../pipeline/arrival.ts';
import { encodeFailure } from '../pipeline/encode.ts';
import type { RawHandler, RawRequest, RawResponse } from '../transport/listener.ts';
import type { Unsealing } from './unsealing.ts';

/** Where shares go, over TLS. No path of AWS's. */
export const UNSEAL_PATH = '/coffer/unseal';

/** The sentence that clients get; why it is so is for operators. */
export const SEALED = 'The server is sealed: its root key has not been opened since it started.';

/** Answers 503 in the protocol of the request; takes shares where the root key is in shares. Never rejects. */
export function sealedHandler(clock: Clock, unsealing: Unsealing | undefined): RawHandler {
  return async raw => {
    // Nobody's share crosses a network in clear, nor gets used to.
    if (unsealing !== undefined && raw.target === UNSEAL_PATH && raw.tls !== undefined) return unseal(raw, unsealing);
    const arrival = arrive(raw, clock.now());
    return encodeFailure(arrival, undefined, serviceUnavailable(SEALED));
  };
}

async function unseal(raw: RawRequest, unsealing: Unsealing): Promise<RawResponse> {
  if (raw.method === 'GET') return json(200, unsealing.progress());
  if (raw.method !== 'POST') return json(405, { message: 'use POST' });
  const { status, answer } = await unsealing.give(raw.body, raw.remoteAddress);
  return json(status, answer);
}

function json(status: number, body: object): RawResponse {
  return { status, headers: ['Content-Type', 'application/json'], body: JSON.stringify(body) };
}
