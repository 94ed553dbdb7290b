import { connect } from 'node:net';
import * as fc from 'fast-check';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SpawnClient } from '../support/spawn-client.ts';
import { spawnServer } from '../support/spawn-process.ts';

/**
 * Sends so many random byte streams to a real server, which must outlive them: what it answers is HTTP without an error
 * of its own, it logs no failure, and a client that behaves is served in between.
 */
export async function fuzzSocket(runs: number, seed: number): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'coffer-fuzz-'));
  try {
    await using server = spawnServer(dataDir, { logLevel: 'error' });
    const { http } = await server.ready;
    const url = new URL(http ?? '');
    using client = new SpawnClient(url.origin);
    await fc.assert(
      fc.asyncProperty(anyStream(), async ({ parts, ending }) => {
        const problem = streamProblem(await exchange(url, parts, ending));
        if (problem !== undefined) throw new Error(problem);
        if (server.stderr !== '') throw new Error(`the server complains: ${server.stderr}`);
        await client.must('secretsmanager', 'ListSecrets', {});
      }),
      { numRuns: runs, seed, endOnFailure: false },
    );
    const { code, stderr } = await server.end('SIGTERM');
    if (code !== 0 || stderr !== '') throw new Error(`the server ended with ${code}: ${stderr}`);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Half closes after the bytes, closes without a word, or resets. */
type EndingOfStream = 'half' | 'close' | 'reset';

const HEAD = 'POST / HTTP/1.1\r\nHost: x\r\n';
const TARGET = 'X-Amz-Target: secretsmanager.ListSecrets\r\nContent-Type: application/x-amz-json-1.1\r\n';

/** What may come over a connection, in the pieces in which it is written. */
function anyStream(): fc.Arbitrary<{ readonly parts: readonly string[]; readonly ending: EndingOfStream }> {
  const piece = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...PIECES) },
    { weight: 2, arbitrary: fc.string({ unit: 'binary-ascii', maxLength: 60 }) },
    { weight: 1, arbitrary: fc.nat(40_000).map(length => `X-Long: ${'a'.repeat(length)}\r\n`) },
    { weight: 1, arbitrary: fc.nat(2_000_000).map(length => `Content-Length: ${length}\r\n\r\n`) },
  );
  return fc.record({
    parts: fc.array(piece, { minLength: 1, maxLength: 8 }),
    ending: fc.constantFrom('half', 'half', 'close', 'reset'),
  });
}

const PIECES: readonly string[] = [
  HEAD,
  `${HEAD}${TARGET}Content-Length: 2\r\n\r\n{}`,
  // Pipelined: each is answered, in their order.
  `${HEAD}${TARGET}Content-Length: 2\r\n\r\n{}`.repeat(5),
  `${HEAD}${TARGET}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
  `${HEAD}${TARGET}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n`,
  `${HEAD}${TARGET}Transfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n`,
  `${HEAD}${TARGET}Transfer-Encoding: chunked\r\n\r\n2\r\n{}0\r\n\r\n`,
  `${HEAD}Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n{}`,
  `${HEAD}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
  `${HEAD}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
  `${HEAD}Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}`,
  `${HEAD}Expect: nothing\r\nContent-Length: 2\r\n\r\n{}`,
  `${HEAD}Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n`,
  `${HEAD}Connection: close\r\nContent-Length: 0\r\n\r\n`,
  'GET / HTTP/1.1\r\n\r\n',
  'GET / HTTP/1.0\r\n\r\n',
  'GET / HTTP/9.9\r\n\r\n',
  'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
  `GET / HTTP/1.1\r\nHost: x\r\n${'A: b\r\n'.repeat(200)}\r\n`,
  'Host: y\r\n',
  ' folded: header\r\n',
  '\r\n',
  '\r\n\r\n',
  '\n\n',
  '\u0000',
  '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
  '{}',
  '0\r\n\r\n',
];

/** Everything that came back until the connection ended, or until the server went on waiting for more. */
function exchange(url: URL, parts: readonly string[], ending: EndingOfStream): Promise<string> {
  return new Promise(resolve => {
    let text = '';
    const socket = connect({ host: url.hostname, port: Number(url.port), allowHalfOpen: true });
    const patience = setTimeout(() => socket.destroy(), PATIENCE_MS);
    socket.setEncoding('latin1').on('data', (part: string) => {
      text += part;
    });
    // The server may cut off whoever misbehaves.
    socket.on('error', () => {});
    socket.on('end', () => socket.end());
    socket.on('close', () => {
      clearTimeout(patience);
      resolve(text);
    });
    socket.on('connect', () => {
      for (const part of parts) socket.write(part, 'latin1');
      if (ending === 'half') socket.end();
      if (ending === 'close') setTimeout(() => socket.destroy(), 1);
      if (ending === 'reset') setTimeout(() => socket.resetAndDestroy(), 1);
    });
  });
}

/** A request that never ends is waited for by the server for seconds, not by this test. */
const PATIENCE_MS = 150;

/** Only whole HTTP answers, and none with an error of the server's; the last may be cut off with its connection. */
function streamProblem(text: string): string | undefined {
  let rest = text;
  while (rest !== '') {
    const end = rest.indexOf('\r\n\r\n');
    if (end === -1) return undefined;
    const head = rest.slice(0, end);
    const status = Number(/^HTTP\/1\.[01] (\d{3}) /.exec(head)?.[1]);
    if (Number.isNaN(status)) return `no HTTP: ${JSON.stringify(head.slice(0, 200))}`;
    if (status >= 500) return `an error of the server's: ${rest.slice(0, 500)}`;
    rest = rest.slice(end + 4 + bodyLength(head));
  }
  return undefined;
}

/** Node.js answers an `Expect` that it does not know by itself: 417 and an empty body in chunks. */
function bodyLength(head: string): number {
  if (/^transfer-encoding: chunked$/im.test(head)) return '0\r\n\r\n'.length;
  return Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0);
}
