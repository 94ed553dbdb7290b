/** How tests speak to a service: in its first protocol, JSON or Query. */
import {
  decodeJson,
  decodeQueryError,
  decodeQueryResponse,
  encodeJson,
  encodeQuery,
  type OperationContract,
  type ServiceContract,
} from '@coffer/wire';

/** A request's headers but for Host, and its body from an input; a text is a body already. */
export function encodeRequest(
  service: ServiceContract,
  name: string,
  input: object | string,
): { readonly headers: Readonly<Record<string, string>>; readonly body: string } {
  const { input: shape } = operationOf(service, name);
  if (isQuery(service)) {
    const body = typeof input === 'string' ? input : encodeQuery(name, service.apiVersion, shape, input);
    return { headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body };
  }
  const headers = {
    'Content-Type': 'application/x-amz-json-1.1',
    'X-Amz-Target': `${service.targetPrefixes[0] ?? ''}.${name}`,
  };
  return { headers, body: typeof input === 'string' ? input : encodeJson(shape, input) };
}

/** What a successful answer says. */
export function decodeAnswer(service: ServiceContract, name: string, body: string): object {
  const { output } = operationOf(service, name);
  return isQuery(service) ? decodeQueryResponse(name, output, body) : decodeJson(output, body);
}

/** What an error says. */
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

function isQuery({ protocols }: ServiceContract): boolean {
  return protocols[0] === 'query';
}

function operationOf({ service, operations }: ServiceContract, name: string): OperationContract {
  const contract = operations[name];
  if (contract === undefined) throw new Error(`no operation ${name} in ${service}`);
  return contract;
}
