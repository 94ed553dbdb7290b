/** One signed call of one operation. */
import type { Decoded, OperationContract, Protocol, ServiceContract } from '@coffer/wire';
import {
  AwsError,
  decodeJson,
  decodeQueryError,
  decodeQueryResponse,
  decodeRestError,
  decodeRestResponse,
  encodeJson,
  encodeQuery,
  encodeRestRequest,
} from '@coffer/wire';
import { signRequest } from '@coffer/wire/sigv4';
import { Failure, messageOf } from '../failure.ts';
import type { Io } from '../io.ts';
import type { Connection } from './connection.ts';
import type { Answer } from './send.ts';
import { send } from './send.ts';

/** What tells an operation apart and how to speak to it. */
export interface Callee<C extends OperationContract = OperationContract> {
  readonly contract: Omit<ServiceContract, 'operations'>;
  readonly name: string;
  readonly operation: C;
}

/** AWS's exit code when the service cannot be reached. */
const UNREACHABLE = 255;
const TIMEOUT_MS = 60_000;

/** How long an answer is waited for. */
export interface Patience {
  /** Milliseconds; a minute unless it is said. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends an input, already of the shape's types, and reads the answer. Rejects with `AwsError` for an error that the
 * service answers, with a `Failure` of exit code 255 when there is no answer that could be read.
 */
export async function call<C extends OperationContract>(
  connection: Connection,
  { contract, name, operation }: Callee<C>,
  input: object,
  clock: Io['clock'],
  { timeoutMs = TIMEOUT_MS, signal }: Patience = {},
): Promise<Decoded<C['output']>> {
  const prefix = connection.endpoint.pathname.replace(/\/+$/, '');
  const spoken = speak(contract, name, operation, input);
  const request = {
    method: spoken.method,
    target: `${prefix}${spoken.target}`,
    body: Buffer.from(spoken.body),
    rawHeaders: ['Host', connection.endpoint.host, ...spoken.headers],
  };
  const rawHeaders = signRequest(request, {
    credentials: connection.credentials,
    region: contract.global ? 'us-east-1' : connection.region,
    service: contract.service,
    now: clock.now(),
  });
  const { endpoint, ca } = connection;
  const outgoing = { ...request, endpoint, ca, rawHeaders, timeoutMs, signal };
  const answer = await send(outgoing).catch((error: unknown) => {
    throw new Failure(`could not connect to the endpoint \`${endpoint.origin}\`: ${messageOf(error)}`, {
      exitCode: UNREACHABLE,
      cause: error,
    });
  });
  if (answer.status < 200 || answer.status > 299) throw readError(answer, contract.protocols[0]);
  try {
    return readAnswer<C>(contract, name, operation, answer);
  } catch (error) {
    // No cause: the answer may hold a secret.
    throw new Failure(`the answer of ${name} cannot be read: ${messageOf(error)}`, { exitCode: UNREACHABLE });
  }
}

/** What a protocol makes of an input. */
interface Spoken {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly body: string | Uint8Array;
  /** Name, value, name, value. */
  readonly headers: readonly string[];
}

function speak(contract: Callee['contract'], name: string, operation: OperationContract, input: object): Spoken {
  const { input: shape, http } = operation;
  if (http !== undefined) return encodeRestRequest(http, shape, input);
  const post = { method: 'POST', target: '/' };
  if (contract.protocols[0] === 'query') {
    const headers = ['Content-Type', 'application/x-www-form-urlencoded'];
    return { ...post, body: encodeQuery(name, contract.apiVersion, shape, input), headers };
  }
  const version = contract.protocols.includes('json-1.1') ? '1.1' : '1.0';
  const target = `${contract.targetPrefixes[0] ?? ''}.${name}`;
  const headers = ['Content-Type', `application/x-amz-json-${version}`, 'X-Amz-Target', target];
  return { ...post, body: encodeJson(shape, input), headers };
}

function readAnswer<C extends OperationContract>(
  { protocols }: Callee['contract'],
  name: string,
  { output, http }: C,
  answer: Answer,
): Decoded<C['output']> {
  if (http !== undefined) {
    return decodeRestResponse<C['output']>(output, {
      status: answer.status,
      header: headerOf(answer),
      body: answer.bytes,
    });
  }
  return protocols[0] === 'query'
    ? decodeQueryResponse<C['output']>(name, output, answer.body)
    : decodeJson<C['output']>(output, answer.body);
}

function headerOf({ headers }: Answer): (name: string) => string | undefined {
  return name => [headers[name]].flat()[0];
}

function readError(answer: Answer, protocol: Protocol | undefined): Error {
  const { status, body } = answer;
  const error =
    protocol === 'rest-json'
      ? decodeRestError(headerOf(answer), body)
      : protocol === 'query'
        ? decodeQueryError(body)
        : readJsonError(body);
  if (error !== undefined) return new AwsError(error.code, error.message, { status });
  return new Failure(`the endpoint answered with HTTP status ${status} and no error that AWS knows`, {
    exitCode: UNREACHABLE,
  });
}

/** An error's body as JSON services write it; `__type` may carry a namespace before `#`. */
function readJsonError(body: string): { readonly code: string; readonly message: string } | undefined {
  const fields = readFields(body);
  const type = fields.get('__type');
  if (type === undefined) return undefined;
  const message = fields.get('message') ?? fields.get('Message') ?? '';
  return { code: type.slice(type.lastIndexOf('#') + 1), message };
}

function readFields(body: string): ReadonlyMap<string, string> {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== 'object' || value === null) return new Map();
    return new Map(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    return new Map();
  }
}
