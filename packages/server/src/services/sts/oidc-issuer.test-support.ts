/** A real issuer of OpenID Connect over TLS with a CA of its own, as tests want it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { makeAuthority, makeServerCertificate } from '../../transport/certificates.ts';

export interface Issuer extends AsyncDisposable {
  /** `https://localhost:PORT` */
  readonly url: string;
  /** The file of its CA. */
  readonly caFile: string;
  /** Paths in the order in which they were asked for. */
  readonly asked: string[];
  /** What it answers instead of its documents, by path: a status, or a body. */
  readonly instead: Map<string, number | string>;
  /** Makes a new key and signs with it from now on; the old ones are withdrawn. */
  rotate(): Promise<void>;
  /** A token, signed; it is good for ten minutes from `now`, in milliseconds since 1970. */
  sign(
    now: number,
    claims?: { readonly [name: string]: unknown },
    header?: { readonly alg?: string; readonly kid?: string },
  ): Promise<string>;
}

export async function startIssuer(): Promise<Issuer> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'coffer-issuer-'));
  stack.defer(() => rm(folder, { recursive: true }));
  const names = { dnsNames: ['localhost'], ips: ['127.0.0.1'] };
  const authority = await makeAuthority(names, new Date());
  const { certificate: cert, key } = await makeServerCertificate(authority, names, new Date());
  const caFile = join(folder, 'ca.pem');
  await writeFile(caFile, authority.certificate);

  const asked: string[] = [];
  const instead = new Map<string, number | string>();
  let number = 0;
  let signing = await generateKeyPair('ES256');
  const documents = async (path: string): Promise<string> => {
    if (path === '/.well-known/openid-configuration') {
      return JSON.stringify({ issuer: url, jwks_uri: `${url}/keys`, response_types_supported: ['id_token'] });
    }
    const jwk = { ...(await exportJWK(signing.publicKey)), kid: `key-${number}`, use: 'sig', alg: 'ES256' };
    return JSON.stringify({ keys: [jwk] });
  };
  const server = createServer({ cert, key: key.unwrap() }, async (request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const other = instead.get(path);
    if (typeof other === 'number') response.writeHead(other, { location: `${url}/elsewhere` }).end();
    else response.end(other ?? (await documents(path)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stack.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  // `as`: a TCP server has such an address.
  const url = `https://localhost:${(server.address() as AddressInfo).port}`;
  const opened = stack.move();
  return {
    url,
    caFile,
    asked,
    instead,
    async rotate() {
      number += 1;
      signing = await generateKeyPair('ES256');
    },
    sign(now, claims = {}, header = {}) {
      const at = Math.floor(now / 1000);
      const token = { iss: url, sub: 'somebody', aud: 'coffer', iat: at, exp: at + 600, ...claims };
      const protectedHeader = { alg: 'ES256', kid: `key-${number}`, ...header };
      return new SignJWT(token).setProtectedHeader(protectedHeader).sign(signing.privateKey);
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
