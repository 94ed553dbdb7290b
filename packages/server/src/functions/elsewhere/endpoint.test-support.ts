/** An HTTPS endpoint of somebody's own, as it may stand behind a function: it believes nothing that is not signed. */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { AwsError, Redacted } from '@coffer/wire';
import type { Credentials } from '@coffer/wire/sigv4';
import { parseSignature, signingKey, verifySignature } from '@coffer/wire/sigv4';
import { makeAuthority, makeServerCertificate } from '../../transport/certificates.ts';

export const PAIR: Credentials = {
  accessKeyId: 'AKIAENDPOINTEXAMPLE1',
  secretAccessKey: new Redacted('the-secret-that-both-sides-know'),
};

/** A request whose signature was right. */
export interface Verified {
  readonly request: IncomingMessage;
  readonly body: Buffer;
}

export type Answer = (verified: Verified, response: ServerResponse) => unknown;

export interface Endpoint extends AsyncDisposable {
  /** `https://127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
  /** CA (PEM) of its certificate. */
  readonly ca: string;
  readonly requests: Verified[];
  /** What the next requests are answered. */
  answer: Answer;
}

/** @param now milliseconds since 1970: what the endpoint's clock says */
export async function startEndpoint(now: () => number = Date.now): Promise<Endpoint> {
  const names = { dnsNames: ['localhost'], ips: ['127.0.0.1'] };
  const authority = await makeAuthority(names, new Date());
  const own = await makeServerCertificate(authority, names, new Date());
  const endpoint = { requests: new Array<Verified>(), answer: (_, response) => response.end('null') } as Pick<
    Endpoint,
    'requests' | 'answer'
  >; // the type of the mutable members
  const server = createServer({ cert: own.certificate, key: own.key.unwrap() }, async (request, response) => {
    const body = await buffer(request);
    try {
      verify(request, body, now());
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      response.writeHead(403).end(JSON.stringify({ message: error.message }));
      return;
    }
    const verified = { request, body };
    endpoint.requests.push(verified);
    await endpoint.answer(verified, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address === null || typeof address === 'string' ? 0 : address.port;
  return Object.assign(endpoint, {
    url: `https://127.0.0.1:${port}`,
    port,
    ca: authority.certificate,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}

/** What a receiver does. @throws AwsError */
function verify({ method = '', url: target = '', rawHeaders }: IncomingMessage, body: Buffer, now: number): void {
  const request = { method, target, rawHeaders, body };
  const parsed = parseSignature(request);
  const { accessKeyId, date, region, service } = parsed;
  const secret = accessKeyId === PAIR.accessKeyId ? PAIR.secretAccessKey : new Redacted('somebody else');
  const expected = { service: 'lambda', regions: new Set(['us-east-1', 'eu-west-1']) };
  verifySignature(request, parsed, { signingKey: signingKey(secret, date, region, service), now, expected });
}
