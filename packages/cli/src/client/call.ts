/** One signed call of one operation. */
import type { Decoded, OperationContract, ServiceContract } from '@coffer/wire';
import { AwsError, decodeJson, decodeQueryError, decodeQueryResponse, encodeJson, encodeQuery } from '@coffer/wire';
import { signRequest } from '@coffer/wire/sigv4';
import { Failure, messageOf } from '../failure.ts';
import type { Io } from '../io.ts';
import type { Connection } from './connection.ts';
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

/**
 * Sends an input, already of the shape's types, and reads the answer. Rejects with `AwsError` for an error that the
 * service answers, with a `Failure` of exit code 255 when there is no answer that could be read.
 */
export async function call<C extends OperationContract>(
  connection: Connection,
  { contract, name, operation }: Callee<C>,
  input: object,
  clock: Io['clock'],
): Promise<Decoded<C['output']>> {
  const isQuery = contract.protocols[0] === 'query';
  const target = `${connection.endpoint.pathname.replace(/\/+$/, '')}/`;
  const { text, headers } = isQuery
    ? queryRequest(contract, name, operation, input)
    : jsonRequest(contract, name, operation, input);
  const body = Buffer.from(text);
  const request = {
    method: 'POST',
    target,
    body,
    rawHeaders: ['Host', connection.endpoint.host, ...headers],
  };
  const rawHeaders = signRequest(request, {
    credentials: connection.credentials,
    region: contract.global ? 'us-east-1' : connection.region,
    service: contract.service,
    now: clock.now(),
  });
  const { endpoint, ca } = connection;
  const answer = await send({ ...request, endpoint, ca, rawHeaders, timeoutMs: TIMEOUT_MS }).catch((error: unknown) => {
    throw new Failure(`could not connect to the endpoint \`${endpoint.origin}\`: ${messageOf(error)}`, {
      exitCode: UNREACHABLE,
      cause: error,
    });
  });
  if (answer.status !== 200) throw readError(answer.status, answer.body, isQuery);
  try {
    return isQuery
      ? decodeQueryResponse<C['output']>(name, operation.output, answer.body)
      : decodeJson<C['output']>(operation.output, answer.body);
  } catch (error) {
    // No cause: the answer may hold a secret.
    throw new Failure(`the answer of ${name} cannot be read: ${messageOf(error)}`, { exitCode: UNREACHABLE });
  }
}

/** What a protocol makes of an input. */
interface Spoken {
  readonly text: string;
  /** Name, value, name, value. */
  readonly headers: readonly string[];
}

function jsonRequest(
  contract: Callee['contract'],
  name: string,
  { input: shape }: OperationContract,
  input: object,
): Spoken {
  const version = contract.protocols.includes('json-1.1') ? '1.1' : '1.0';
  const target = `${contract.targetPrefixes[0] ?? ''}.${name}`;
  const headers = ['Content-Type', `application/x-amz-json-${version}`, 'X-Amz-Target', target];
  return { text: encodeJson(shape, input), headers };
}

function queryRequest(
  contract: Callee['contract'],
  name: string,
  { input: shape }: OperationContract,
  input: object,
): Spoken {
  const headers = ['Content-Type', 'application/x-www-form-urlencoded'];
  return { text: encodeQuery(name, contract.apiVersion, shape, input), headers };
}

function readError(status: number, body: string, isQuery: boolean): Error {
  const error = isQuery ? decodeQueryError(body) : readJsonError(body);
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
