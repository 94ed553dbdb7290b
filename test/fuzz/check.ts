import { Redacted } from '@coffer/wire';
import { signRequest } from '@coffer/wire/sigv4';
import * as fc from 'fast-check';
import { TestServer, textOf } from '../../packages/server/src/testing/index.ts';
import type { RawResponse } from '../../packages/server/src/transport/listener.ts';
import { fixtureCalls } from '../conformance/valid-inputs.ts';
import { ROOT_CREDENTIALS } from '../support/spawn-process.ts';
import { KNOWN } from './generate-body.ts';
import type { FuzzRequest } from './generate.ts';
import { anyRequest } from './generate.ts';

/** Sends so many random requests down the real line; throws with the smallest one that is not answered as AWS would. */
export async function fuzzLine(runs: number, seed: number): Promise<void> {
  const rejections: unknown[] = [];
  const onRejection = (error: unknown) => rejections.push(error);
  process.on('unhandledRejection', onRejection);
  try {
    await using server = await TestServer.open();
    for (const service of ['secretsmanager', 'ssm'] as const) {
      for (const [operation, input] of fixtureCalls(service, KNOWN)) {
        const made = await server.send(service, operation, JSON.stringify(input));
        if (made.status !== 200) throw new Error(`${operation}: ${textOf(made)}`);
      }
    }
    await fc.assert(
      fc.asyncProperty(anyRequest(), async request => {
        server.clock.advance(20);
        const problem = problemOf(await deliver(server, request));
        if (problem !== undefined) throw new Error(problem);
        if (rejections.length > 0) throw new Error('unhandled rejection', { cause: rejections[0] });
      }),
      { numRuns: runs, seed, endOnFailure: false },
    );
  } finally {
    process.off('unhandledRejection', onRejection);
  }
}

/** What is wrong with an answer, whatever the request was. */
export function problemOf(response: RawResponse): string | undefined {
  const { status, headers } = response;
  const body = textOf(response);
  const shown = `${status} ${headers.join(' ')} ${body.slice(0, 500)}`;
  if (status >= 500) return `an error of the server's: ${shown}`;
  const requestId = valueOf(headers, 'x-amzn-requestid');
  if (!/^[0-9a-f-]{36}$/.test(requestId ?? '')) return `no request id: ${shown}`;
  const contentType = valueOf(headers, 'content-type') ?? '';
  // Of a path of its own, and of the services that are asked for by paths.
  if (contentType === 'application/json') return restProblem(response, body);
  if (contentType === 'text/xml') return body.startsWith('<') ? undefined : `no XML: ${shown}`;
  if (!/^application\/x-amz-json-1\.[01]$/.test(contentType)) return `another content type: ${shown}`;
  return jsonProblem(status, body);
}

function jsonProblem(status: number, body: string): string | undefined {
  // Of an operation without output.
  if (status === 200 && body === '') return undefined;
  const answer = parse(body);
  if (answer === undefined) return `no object in JSON: ${status} ${body.slice(0, 500)}`;
  if (status === 200) return undefined;
  const type = '__type' in answer ? answer.__type : undefined;
  return typeof type === 'string' && type !== '' ? undefined : `no error code: ${status} ${body.slice(0, 500)}`;
}

function restProblem({ status, headers }: RawResponse, body: string): string | undefined {
  if (status >= 300 && (valueOf(headers, 'x-amzn-errortype') ?? '') === '') return `no error code: ${status} ${body}`;
  return status === 204 || parse(body) !== undefined ? undefined : `no object in JSON: ${status} ${body.slice(0, 500)}`;
}

/** The object of a JSON text; undefined when it is something else. */
function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

async function deliver(server: TestServer, request: FuzzRequest): Promise<RawResponse> {
  const { signed, damage, ...plain } = request;
  const rawHeaders = signed === undefined ? plain.rawHeaders : sign(plain, { ...signed, now: server.clock.now() });
  return server.deliver({ ...plain, rawHeaders: damage(rawHeaders) });
}

/** Our signer refuses what no client can mean, such as a query with half an escape: that goes without a signature. */
function sign(
  plain: Omit<FuzzRequest, 'signed' | 'damage'>,
  options: { readonly service: string; readonly region: string; readonly now: number },
): readonly string[] {
  try {
    return signRequest(plain, { ...options, ...SIGNER });
  } catch {
    return plain.rawHeaders;
  }
}

/** The root user that a TestServer has. */
const SIGNER = {
  credentials: {
    accessKeyId: ROOT_CREDENTIALS.accessKeyId,
    secretAccessKey: new Redacted(ROOT_CREDENTIALS.secretAccessKey),
  },
};

function valueOf(headers: readonly string[], name: string): string | undefined {
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (headers[i]?.toLowerCase() === name) return headers[i + 1];
  }
  return undefined;
}
