/**
 * The reference of reads: a server of Node.js and nothing else, that reads the body and answers with as many bytes.
 * `node bare-server.ts BYTES [CERTIFICATE KEY]`, PEM files, with which it speaks TLS as the subject does. Sends its port.
 */
import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { Redacted } from '@coffer/wire';
import { tlsOptions } from '../packages/server/src/transport/tls-options.ts';

const [length, certificate, key] = process.argv.slice(2);
const answer = 'x'.repeat(Number(length));
const headers = { 'Content-Type': 'application/x-amz-json-1.1', 'Content-Length': answer.length };

const answerAll: RequestListener = (request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    Buffer.concat(parts);
    response.writeHead(200, headers);
    response.end(answer);
  });
};

const server =
  certificate === undefined || key === undefined
    ? createServer(answerAll)
    : createTlsServer(
        tlsOptions({
          certificate: readFileSync(certificate, 'utf8'),
          key: new Redacted(readFileSync(key, 'utf8')),
        }),
        answerAll,
      );
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : undefined });
});
process.once('disconnect', () => process.exit());
