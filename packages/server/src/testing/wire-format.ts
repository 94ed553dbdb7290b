/** How tests speak to a service: in its first protocol, JSON, Query or REST. */
import {
  decodeJson,
  decodeQueryError,
  decodeQueryResponse,
  decodeRestError,
  decodeRestResponse,
  encodeJson,
  encodeQuery,
  encodeRestRequest,
  type OperationContract,
  type ServiceContract,
} from '@coffer/wire';

/** A request but for its Host. */
export interface EncodedRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** A request from an input; a text is the body already, and of a REST service an input. */
export function encodeRequest(service: ServiceContract, name: string, input: object | string): EncodedRequest {
  const { input: shape, http } = operationOf(service, name);
  const post = { method: 'POST', target: '/' };
  if (http !== undefined) {
    const value: object = typeof input === 'string' ? decodeJson(shape, input) : input;
    const { headers, ...request } = encodeRestRequest(http, shape, value);
    return { ...request, headers: Object.fromEntries(pairsOf(headers)) };
  }
  if (isQuery(service)) {
    const body = typeof input === 'string' ? input : encodeQuery(name, service.apiVersion, shape, input);
    return { ...post, headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body };
  }
  const headers = {
    'Content-Type': 'application/x-amz-json-1.1',
    'X-Amz-Target': `${service.targetPrefixes[0] ?? ''}.${name}`,
  };
  return { ...post, headers, body: typeof input === 'string' ? input : encodeJson(shape, input) };
}

/** An answer as tests get it. */
export interface Answered {
  readonly status: number;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: string | Uint8Array;
}

/** Whether an answer is a success: REST services have more than one status for that. */
export function isSuccess({ status }: Pick<Answered, 'status'>): boolean {
  return status >= 200 && status < 300;
}

/** What a successful answer of any service says. */
export function decodeResponse(service: ServiceContract, name: string, response: Answered): object {
  const { output, http } = operationOf(service, name);
  if (http === undefined) return decodeAnswer(service, name, textOf(response));
  return decodeRestResponse(output, { status: response.status, header: headerOf(response), body: bytesOf(response) });
}

/** What an error of any service says. */
export function decodeFailure(
  service: ServiceContract,
  response: Answered,
): { readonly code: string; readonly message: string | undefined } {
  if (service.protocols[0] !== 'rest-json') return decodeError(service, textOf(response));
  const error = decodeRestError(headerOf(response), textOf(response));
  if (error === undefined) throw new Error(`no error: ${response.status} ${textOf(response)}`);
  return { code: error.code, message: error.message === '' ? undefined : error.message };
}

/** What a successful answer of a JSON or Query service says. */
export function decodeAnswer(service: ServiceContract, name: string, body: string): object {
  const { output } = operationOf(service, name);
  return isQuery(service) ? decodeQueryResponse(name, output, body) : decodeJson(output, body);
}

/** What an error of a JSON or Query service says. */
export function decodeError(
  service: ServiceContract,
  body: string,
): { readonly code: string; readonly message: string | undefined } {
  if (isQuery(service)) {
    const error = decodeQueryError(body);
    if (error === undefined) throw new Error(`no error: ${body}`);
    return error;
  }
  const answer = JSON.parse(body) as { __type: string; Message?: string; message?: string }; // what the server wrote
  return { code: answer.__type, message: answer.Message ?? answer.message };
}

function headerOf({ headers }: Answered): (name: string) => string | undefined {
  return name => pairsOf(headers).find(([key]) => key.toLowerCase() === name)?.[1];
}

function pairsOf(headers: readonly string[]): readonly (readonly [name: string, value: string])[] {
  return headers.flatMap((name, at) => (at % 2 === 0 ? [[name, headers[at + 1] ?? ''] as const] : []));
}

function textOf({ body }: Answered): string {
  return typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
}

function bytesOf({ body }: Answered): Uint8Array {
  return typeof body === 'string' ? Buffer.from(body) : body;
}

function isQuery({ protocols }: ServiceContract): boolean {
  return protocols[0] === 'query';
}

function operationOf({ service, operations }: ServiceContract, name: string): OperationContract {
  const contract = operations[name];
  if (contract === undefined) throw new Error(`no operation ${name} in ${service}`);
  return contract;
}
