/** Sends one request of whatever service and tells what was answered, success or refusal alike. */
import { services } from '@coffer/wire/services';
import { type TestServer, textOf } from '../../packages/server/src/testing/index.ts';
import { decodeFailure, encodeRequest, isSuccess } from '../../packages/server/src/testing/wire-format.ts';
import type { RawResponse } from '../../packages/server/src/transport/listener.ts';

export type ServiceName = keyof typeof services;

/** An input as JSON has it; sensitive members of the Query services are `Redacted`. */
export type Input = Readonly<Record<string, unknown>>;

export interface Told {
  /** Absent: success. */
  readonly code?: string;
  readonly message?: string | undefined;
  /** The members of a successful answer of a JSON service; empty otherwise. */
  readonly output: Readonly<Record<string, unknown>>;
}

/** Signed by the caller whose server this is. */
export async function send(server: TestServer, service: ServiceName, operation: string, input: Input): Promise<Told> {
  const { headers, body, method, target } = requestOf(service, operation, input);
  const response = await server.sendRaw({
    method,
    target,
    rawHeaders: Object.entries(headers).flat(),
    body: Buffer.from(body),
    service,
    region: 'us-east-1',
  });
  return told(service, response);
}

/** The request before it is signed. */
export function requestOf(service: ServiceName, operation: string, input: Input) {
  const isJson = services[service].protocols[0]?.startsWith('json') === true;
  const request = encodeRequest(services[service], operation, isJson ? JSON.stringify(input) : input);
  const Host = `${service}.us-east-1.amazonaws.com`;
  return { ...request, headers: { Host, ...request.headers, 'User-Agent': 'coffer-test' } };
}

/** What a response says. */
export function told(service: ServiceName, response: RawResponse): Told {
  const text = textOf(response);
  if (!isSuccess(response)) return { ...decodeFailure(services[service], response), output: {} };
  return { output: text.startsWith('{') ? JSON.parse(text) : {} };
}
