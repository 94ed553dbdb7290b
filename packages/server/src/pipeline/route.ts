/** route: Host, X-Amz-Target, `Action` and `Version` name the service, the operation and the codec. */
import {
  invalidAction,
  invalidUtf8,
  missingAction,
  parseForm,
  repeatedParameter,
  unknownOperation,
} from '@coffer/wire';
import type { AwsError, FormPair, OperationContract, Protocol, ServiceContract } from '@coffer/wire';
import { isUtf8 } from 'node:buffer';
import type { Arrival } from './arrival.ts';
import type { AwsHost } from './host.ts';
import { awsHost } from './host.ts';
import type { Line } from './line.ts';
import type { Operation, Service } from './operation.ts';
import { findRest } from './rest-routes.ts';

export interface Route {
  readonly protocol: Protocol;
  readonly contract: ServiceContract;
  readonly name: string;
  readonly operationContract: OperationContract;
  readonly operation: Operation;
  /** The region that an AWS host name names; the credential scope must agree. */
  readonly hostRegion: string | undefined;
  /** The parameters of a Query request. */
  readonly form: readonly FormPair[] | undefined;
  /** The labels in the path of a REST request, decoded. */
  readonly labels?: readonly (readonly [label: string, value: string])[] | undefined;
}

/**
 * Where a request goes. A Host of AWS's (`secretsmanager.us-east-1.amazonaws.com`) must fit what the request asks for;
 * any other host serves every service.
 *
 * @throws AwsError UnknownOperationException; in the Query protocol InvalidAction, MissingAction, MalformedQueryString
 */
export function route(line: Line, arrival: Arrival): Route {
  const path = pathOf(arrival.raw.target);
  const host = awsHost(arrival.host);
  if (path !== '/') return routeRest(line, arrival.raw.method, path, host) ?? refuse(unknownOperation());
  return arrival.target === undefined
    ? routeAction(line, arrival, host)
    : routeTarget(line, arrival, arrival.target, host);
}

/** The service and operation whose method and path these are: exactly, but for one slash at the end, which older SDKs send. */
function routeRest(line: Line, method: string, path: string, host: AwsHost | undefined): Route | undefined {
  const found = findRest(line.rest, method, path);
  if (found === undefined) return undefined;
  const { service, name, labels } = found;
  const routed = routeTo(service, name, 'rest-json', host);
  return routed === undefined ? undefined : { ...routed, labels };
}

/** The protocol in which an error is told while the route is not known: a path of its own is asked for by REST alone. */
export function protocolOf(arrival: Arrival): Protocol {
  const json = JSON_TYPES.get(arrival.contentType);
  if (json !== undefined) return json;
  if (arrival.target !== undefined) return 'json-1.1';
  return pathOf(arrival.raw.target) === '/' ? 'query' : 'rest-json';
}

function routeTarget(line: Line, arrival: Arrival, target: string, host: AwsHost | undefined): Route {
  const dot = target.lastIndexOf('.');
  const service = line.targets.get(target.slice(0, Math.max(dot, 0)));
  const protocol = JSON_TYPES.get(arrival.contentType);
  if (arrival.raw.method !== 'POST' || protocol === undefined) throw unknownOperation();
  return routeTo(service, target.slice(dot + 1), protocol, host) ?? refuse(unknownOperation());
}

const JSON_TYPES: ReadonlyMap<string, Protocol> = new Map([
  ['application/x-amz-json-1.1', 'json-1.1'],
  ['application/x-amz-json-1.0', 'json-1.0'],
]);

function routeAction(line: Line, arrival: Arrival, host: AwsHost | undefined): Route {
  const form = parseForm(formText(arrival));
  // The signature covers repeated names in sorted order: on their way they could change places.
  if (new Set(form.map(([name]) => name)).size < form.length) throw repeatedParameter();
  const action = valueOf(form, 'Action');
  if (action === undefined) throw missingAction();
  const version = valueOf(form, 'Version');
  const service = version === undefined ? undefined : line.versions.get(version);
  return routeTo(service, action, 'query', host, form) ?? refuse(invalidAction(action, version ?? ''));
}

/** GET carries its parameters in the query, POST in a form; AWS reads no other body. */
function formText({ raw, contentType }: Arrival): string {
  if (raw.method === 'GET') return queryOf(raw.target);
  if (raw.method !== 'POST' || contentType !== 'application/x-www-form-urlencoded') throw unknownOperation();
  if (!isUtf8(raw.body)) throw invalidUtf8();
  return Buffer.from(raw.body.buffer, raw.body.byteOffset, raw.body.byteLength).toString('utf8');
}

function routeTo(
  service: Service | undefined,
  name: string,
  protocol: Protocol,
  host: AwsHost | undefined,
  form?: readonly FormPair[],
): Route | undefined {
  if (service === undefined || !service.contract.protocols.includes(protocol)) return undefined;
  if (host !== undefined && host.endpointPrefix !== service.contract.endpointPrefix) return undefined;
  // The name comes from outside: only what the contract itself has.
  if (!Object.hasOwn(service.contract.operations, name)) return undefined;
  const operationContract = service.contract.operations[name];
  const operation = service.operations[name];
  if (operationContract === undefined || operation === undefined) return undefined;
  return { protocol, contract: service.contract, name, operationContract, operation, hostRegion: host?.region, form };
}

function valueOf(form: readonly FormPair[], name: string): string | undefined {
  return form.find(pair => pair[0] === name)?.[1];
}

function pathOf(target: string): string {
  const mark = target.indexOf('?');
  return mark < 0 ? target : target.slice(0, mark);
}

function queryOf(target: string): string {
  const mark = target.indexOf('?');
  return mark < 0 ? '' : target.slice(mark + 1);
}

function refuse(error: AwsError): never {
  throw error;
}
